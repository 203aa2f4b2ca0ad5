package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.effect.Effect;
import io.makebeliv.fluctuation.Fluctuation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What effects are given, and what is asked of them, where a converter is made. */
final class EffectOrderTest {

  private static Effect noting(List<Long> seeds) {
    return (sampleRate, seed) -> {
      seeds.add(seed);
      return (samples, offset, frames, position) -> {};
    };
  }

  private static List<Long> seeds(Fluctuation fluctuation) {
    List<Long> seeds = new ArrayList<>();
    try (VoiceConverter converter =
        VoiceConverter.builder()
            .fluctuation(fluctuation)
            .inputEffects(noting(seeds))
            .effects(noting(seeds))
            .build()) {
      seeds.clear();
      converter.session(16_000).id("anna").open().close();
    }
    return seeds;
  }

  @Test
  void everyEffectHasASeedOfItsOwnWhateverVaries() {
    List<Long> seeds = seeds(Fluctuation.natural());
    assertEquals(2, seeds.size());
    assertNotEquals(seeds.get(0), seeds.get(1), "before the voice and after it");
    assertEquals(seeds, seeds(Fluctuation.off()));
  }

  @Test
  void effectsThatAreTooLateTogetherAreRefusedWhereTheyAreChosen() {
    Effect late =
        (sampleRate, seed) ->
            new Effect.Processor() {
              @Override
              public void process(float[] samples, int offset, int frames, long position) {}

              @Override
              public int latency() {
                return sampleRate / 15;
              }
            };
    VoiceConverter.builder().effects(late).inputEffects(late).build().close();
    for (VoiceConverter.Builder builder :
        List.of(
            VoiceConverter.builder().effects(late, late),
            VoiceConverter.builder().inputEffects(late, late))) {
      String message = assertThrows(IllegalArgumentException.class, builder::build).getMessage();
      assertTrue(String.valueOf(message).contains("4800 at most (100 ms)"), message);
    }
  }
}
