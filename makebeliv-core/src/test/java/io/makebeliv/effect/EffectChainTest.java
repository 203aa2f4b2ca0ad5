package io.makebeliv.effect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Signals;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EffectChainTest {

  private static final int RATE = 48000;

  @Test
  void anEmptyChainChangesNoBit() {
    float[] input = {1e-40f, -0.0f, 0.3f, 5f, Float.MIN_VALUE};
    float[] output = input.clone();
    EffectChain.empty().open(RATE, 1).process(output, 0, output.length, 0);
    assertArrayEquals(input, output);
    assertEquals(0, EffectChain.empty().open(RATE, 1).latency());
    assertTrue(EffectChain.of().isEmpty());
    assertEquals(EffectChain.empty(), EffectChain.of());
  }

  @Test
  void aChainIsItsEffectsInTheirOrder() {
    Effect[] effects = {HighPass.rumble(), Compressor.voice(), Ceiling.gentle()};
    float[] input = Signals.noise(RATE, 1, 2);
    float[] chained = input.clone();
    EffectChain.of(effects).open(RATE, 1).process(chained, 0, RATE, 0);
    float[] byHand = input.clone();
    for (Effect effect : effects) {
      effect.open(RATE, 1).process(byHand, 0, RATE, 0);
    }
    assertArrayEquals(byHand, chained);
  }

  @Test
  void delaysAddUpInChainsOfChains() {
    Effect gate = NoiseGate.quietRoom();
    EffectChain inner = EffectChain.of(gate, Ceiling.gentle());
    int one = gate.open(RATE, 1).latency();
    int two = Ceiling.gentle().open(RATE, 1).latency();
    assertEquals(
        2 * one + two, EffectChain.of(gate, inner, HighPass.rumble()).open(RATE, 1).latency());
  }

  @Test
  void eachPlaceHasItsOwnSeed() {
    List<Long> seeds = new ArrayList<>();
    Effect spy =
        (sampleRate, seed) -> {
          seeds.add(seed);
          return (samples, offset, frames, position) -> {};
        };
    EffectChain.of(spy, spy).open(RATE, 7);
    EffectChain.of(spy, spy).open(RATE, 7);
    assertNotEquals(seeds.get(0), seeds.get(1));
    assertEquals(seeds.subList(0, 2), seeds.subList(2, 4));
  }

  @Test
  void chainsOfTheSameSettingsAreEqual() {
    assertEquals(
        EffectChain.of(Reverb.hall(), Equalizer.presence()),
        EffectChain.of(Reverb.hall(), Equalizer.presence()));
  }

  @Test
  void refusesAnEffectThatIsEarly() {
    Effect early =
        (sampleRate, seed) ->
            new Effect.Processor() {
              @Override
              public void process(float[] samples, int offset, int frames, long position) {}

              @Override
              public int latency() {
                return -3;
              }
            };
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> EffectChain.of(HighPass.rumble(), early).open(RATE, 1))
                .getMessage());
    assertTrue(message.startsWith("effect 2 of the chain"), message);
    assertTrue(message.endsWith("says it is -3 frames late; it must be 0 or more"), message);
  }
}
