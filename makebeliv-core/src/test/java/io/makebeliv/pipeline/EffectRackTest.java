package io.makebeliv.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.makebeliv.Signals;
import io.makebeliv.effect.Ceiling;
import io.makebeliv.effect.Compressor;
import io.makebeliv.effect.Effect;
import io.makebeliv.effect.EffectChain;
import io.makebeliv.effect.Equalizer;
import io.makebeliv.effect.Equalizer.Band;
import io.makebeliv.effect.HighPass;
import io.makebeliv.effect.Reverb;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EffectRackTest {

  private static final int RATE = 48000;
  private static final int BLOCK = 480;
  private static final int FADE = RATE / 20;

  private static final EffectChain NOTHING = EffectChain.empty();
  private static final EffectChain BRIGHT = EffectChain.of(Equalizer.of(Band.highShelf(3000, 9)));
  private static final EffectChain DARK = EffectChain.of(Equalizer.of(Band.highShelf(3000, -9)));

  /** Late by as much, and otherwise nothing. */
  private static Effect late(int delay) {
    return (sampleRate, seed) ->
        new Effect.Processor() {
          private final float[] ring = new float[delay];

          @Override
          public void process(float[] samples, int offset, int frames, long position) {
            for (int i = 0; i < frames; i++) {
              int slot = (int) ((position + i) % delay);
              float leaving = ring[slot];
              ring[slot] = samples[offset + i];
              samples[offset + i] = leaving;
            }
          }

          @Override
          public int latency() {
            return delay;
          }

          @Override
          public void reset() {
            Arrays.fill(ring, 0);
          }
        };
  }

  private static float[] run(EffectRack rack, float[] input, int from, int to) {
    float[] output = Arrays.copyOfRange(input, from, to);
    for (int done = 0; done < output.length; done += BLOCK) {
      rack.process(output, done, Math.min(BLOCK, output.length - done), from + done);
    }
    return output;
  }

  private static float[] join(float[]... parts) {
    int length = 0;
    for (float[] part : parts) {
      length += part.length;
    }
    float[] all = new float[length];
    int done = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, done, part.length);
      done += part.length;
    }
    return all;
  }

  /** The sharpest bend; a click is one that the sound itself does not have. */
  private static double sharpest(float[] samples, int from, int to) {
    double most = 0;
    for (int i = from + 1; i + 1 < to; i++) {
      most = Math.max(most, Math.abs(samples[i + 1] - 2 * samples[i] + samples[i - 1]));
    }
    return most;
  }

  private static double bendOf(double hertz, double level) {
    return level * Math.pow(2 * Math.PI * hertz / RATE, 2);
  }

  @Test
  void anEmptyRackChangesNoBit() {
    float[] input = Signals.noise(RATE, 1, 1);
    assertArrayEquals(input, run(new EffectRack(RATE, 1, NOTHING), input, 0, RATE));
  }

  @Test
  void itIsTheChain() {
    EffectChain chain = EffectChain.of(HighPass.rumble(), Compressor.voice(), Reverb.room());
    float[] input = Signals.noise(RATE, 1, 1);
    float[] direct = input.clone();
    chain.open(RATE, 7).process(direct, 0, RATE, 0);
    float[] whole = input.clone();
    new EffectRack(RATE, 7, chain).process(whole, 0, RATE, 0);
    assertArrayEquals(direct, whole);
    assertArrayEquals(direct, run(new EffectRack(RATE, 7, chain), input, 0, RATE));
  }

  @Test
  void aChangeIsHeardWithoutAClickAndThenEntirely() {
    float[] input = Signals.sine(RATE, RATE, 1000, 0.3);
    EffectRack rack = new EffectRack(RATE, 1, BRIGHT);
    float[] before = run(rack, input, 0, RATE / 2);
    rack.change(DARK);
    assertTrue(rack.changing());
    float[] after = run(rack, input, RATE / 2, RATE);
    assertFalse(rack.changing());
    float[] output = join(before, after);
    assertTrue(sharpest(output, BLOCK, output.length) < 1.1 * bendOf(1000, 0.32));
    float[] dark = input.clone();
    DARK.open(RATE, 1).process(dark, 0, RATE, 0);
    for (int i = RATE / 2 + FADE + BLOCK; i < RATE; i++) {
      assertEquals(dark[i], output[i], 1e-5);
    }
  }

  @Test
  void changingToTheSameChangesNoBit() {
    EffectChain chain = EffectChain.of(late(40));
    float[] input = Signals.noise(RATE, 1, 1);
    EffectRack rack = new EffectRack(RATE, 1, chain);
    float[] before = run(rack, input, 0, RATE / 2);
    rack.change(EffectChain.of(late(40)));
    float[] output = join(before, run(rack, input, RATE / 2, RATE));
    for (int i = 40; i < RATE; i++) {
      assertEquals(input[i - 40], output[i], "at " + i);
    }
  }

  @Test
  void ofManyChangesTheLastWins() {
    float[] input = Signals.sine(2 * RATE, RATE, 700, 0.3);
    EffectRack rack = new EffectRack(RATE, 1, NOTHING);
    Random random = new Random(3);
    float[] output = input.clone();
    for (int done = 0; done < output.length; done += BLOCK) {
      if (done < RATE) {
        for (int i = random.nextInt(4); i > 0; i--) {
          rack.change(i % 2 == 0 ? BRIGHT : DARK);
        }
      } else if (done == RATE) {
        rack.change(BRIGHT);
        rack.change(EffectChain.of(Equalizer.of(Band.lowShelf(5000, -6))));
      }
      rack.process(output, done, BLOCK, done);
    }
    assertTrue(sharpest(output, BLOCK, output.length) < 1.2 * bendOf(700, 0.32));
    double level = Signals.fitSine(output, 3 * RATE / 2, 2 * RATE, RATE, 700).amplitude();
    assertEquals(-6, 20 * Math.log10(level / 0.3), 0.2);
    assertFalse(rack.changing());
  }

  @Test
  void aRoomSoundsOnWhileItFades() {
    float[] input = new float[RATE];
    System.arraycopy(Signals.noise(RATE / 4, 0.5, 2), 0, input, 0, RATE / 4);
    EffectRack rack = new EffectRack(RATE, 1, EffectChain.of(new Reverb(2, 0.5, 0, 1)));
    int change = RATE / 2;
    float[] before = run(rack, input, 0, change);
    rack.change(NOTHING);
    float[] after = run(rack, input, change, RATE);
    double tail = Signals.power(before, change - FADE / 4, change);
    assertTrue(Signals.power(after, 0, FADE / 4) > 0.5 * tail);
    assertTrue(Signals.power(after, FADE / 2, 3 * FADE / 4) > 0.02 * tail);
    assertEquals(0, Signals.power(after, FADE + 1, after.length));
  }

  private static int measuredDelay(float[] input, float[] output, int from, int to) {
    return Signals.lag(
        Arrays.copyOfRange(input, from, to), Arrays.copyOfRange(output, from, to), 400);
  }

  @Test
  void aSlowerChainComesInWithoutClickOrComb() {
    float[] input = Signals.sine(2 * RATE, RATE, 1000, 0.3);
    EffectRack rack = new EffectRack(RATE, 1, NOTHING);
    float[] before = run(rack, input, 0, RATE / 2);
    // Half a period late: mixed unaligned, the two would cancel in the middle of the fade.
    rack.change(EffectChain.of(late(24)));
    assertEquals(0, rack.latency());
    float[] output = join(before, run(rack, input, RATE / 2, 2 * RATE));
    assertEquals(24, rack.latency());
    assertTrue(sharpest(output, BLOCK, output.length) < 1.03 * bendOf(1000, 0.3));
    for (int i = RATE / 2; i < RATE; i += 48) {
      assertTrue(Signals.power(output, i, i + 96) > 0.98 * 0.045, "no comb at " + i);
    }
    for (int i = RATE; i < 2 * RATE; i++) {
      assertEquals(input[i - 24], output[i]);
    }
  }

  @Test
  void aFasterChainStaysAsLateUntilTheStreamBeginsAgain() {
    float[] input = Signals.noise(4 * RATE, 0.3, 5);
    EffectRack rack = new EffectRack(RATE, 1, EffectChain.of(late(300)));
    run(rack, input, 0, RATE);
    rack.change(EffectChain.of(Ceiling.gentle()));
    float[] output = run(rack, input, RATE, 2 * RATE);
    assertEquals(300, rack.latency());
    for (int i = 0; i < RATE; i++) {
      assertEquals(input[RATE + i - 300], output[i], 1e-6, "all the time, at " + i);
    }
    // A slower one again, by more than that.
    rack.change(EffectChain.of(late(350)));
    run(rack, input, 2 * RATE, 3 * RATE);
    assertEquals(350, rack.latency());
    assertEquals(
        350,
        measuredDelay(
            Arrays.copyOfRange(input, 3 * RATE, 4 * RATE),
            run(rack, input, 3 * RATE, 4 * RATE),
            0,
            RATE));
    rack.change(NOTHING);
    rack.reset();
    assertFalse(rack.changing());
    assertEquals(0, rack.latency());
    assertArrayEquals(input, run(rack, input, 0, input.length));
  }

  @Test
  void resetIsAsNew() {
    EffectChain chain = EffectChain.of(Reverb.room(), Compressor.voice());
    float[] input = Signals.noise(RATE, 1, 5);
    EffectRack rack = new EffectRack(RATE, 1, BRIGHT);
    run(rack, input, 0, RATE);
    rack.change(chain);
    run(rack, input, 0, 2 * BLOCK);
    rack.reset();
    assertArrayEquals(
        run(new EffectRack(RATE, 1, chain), input, 0, RATE), run(rack, input, 0, RATE));
  }

  /** Faulty from one place on, for a while. */
  private static Effect faulty(int from, int to, boolean throwing) {
    return (sampleRate, seed) ->
        (samples, offset, frames, position) -> {
          for (int i = 0; i < frames; i++) {
            if (position + i >= from && position + i < to) {
              if (throwing) {
                throw new IllegalStateException("broken");
              }
              samples[offset + i] = i % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY;
            }
          }
        };
  }

  @Test
  void afterAFaultThereIsSilenceAndNothingOfTheInput() {
    for (boolean throwing : new boolean[] {true, false}) {
      float[] input = Signals.sine(RATE, RATE, 300.5, 0.5);
      EffectRack rack =
          new EffectRack(
              RATE, 1, EffectChain.of(Reverb.room(), faulty(RATE / 2, 3 * RATE / 4, throwing)));
      float[] output = run(rack, input, 0, RATE);
      assertEquals(25, rack.faults(), "one each block");
      for (float sample : output) {
        assertTrue(Math.abs(sample) <= 1.5);
      }
      assertEquals(0, Signals.power(output, RATE / 2 + 10 * BLOCK, 3 * RATE / 4));
      assertTrue(sharpest(output, BLOCK, output.length) < 0.05, "with ramps on both sides");
      assertTrue(Signals.power(output, RATE - BLOCK, RATE) > 0.05, "and is heard again");
      // Two inputs cannot be told apart.
      float[] other = Signals.sine(RATE, RATE, 300.5, 0.5);
      System.arraycopy(Signals.noise(RATE / 4, 1, 8), 0, other, RATE / 2, RATE / 4);
      EffectRack again =
          new EffectRack(
              RATE, 1, EffectChain.of(Reverb.room(), faulty(RATE / 2, 3 * RATE / 4, throwing)));
      float[] second = run(again, other, 0, RATE);
      assertArrayEquals(Arrays.copyOf(output, 3 * RATE / 4), Arrays.copyOf(second, 3 * RATE / 4));
    }
  }

  @Test
  void afterAFaultTheChainStartsAfresh() {
    Effect poisoned =
        (sampleRate, seed) ->
            new Effect.Processor() {
              private float state;

              @Override
              public void process(float[] samples, int offset, int frames, long position) {
                state = position == 10 * BLOCK ? Float.NaN : state;
                for (int i = 0; i < frames; i++) {
                  samples[offset + i] += state;
                }
              }

              @Override
              public void reset() {
                state = 0;
              }
            };
    float[] input = Signals.noise(RATE, 1, 5);
    EffectRack rack = new EffectRack(RATE, 1, EffectChain.of(poisoned));
    float[] output = run(rack, input, 0, RATE);
    assertEquals(1, rack.faults());
    assertEquals(input[12 * BLOCK], output[12 * BLOCK], "after one block and a ramp");
  }

  @Test
  void aChainThatCannotEvenBeResetIsSilentUntilItIsChanged() {
    Effect broken =
        (sampleRate, seed) ->
            new Effect.Processor() {
              @Override
              public void process(float[] samples, int offset, int frames, long position) {
                throw new StackOverflowError();
              }

              @Override
              public void reset() {
                throw new IllegalStateException();
              }
            };
    float[] input = Signals.noise(RATE, 1, 5);
    EffectRack rack = new EffectRack(RATE, 1, EffectChain.of(broken));
    assertEquals(0, Signals.power(run(rack, input, 0, RATE / 2), 0, RATE / 2));
    rack.change(NOTHING);
    float[] healed = run(rack, input, RATE / 2, RATE);
    assertEquals(input[RATE - 1], healed[RATE / 2 - 1]);
    rack.change(EffectChain.of(broken));
    rack.reset();
    assertEquals(0, Signals.power(run(rack, input, 0, RATE / 2), 0, RATE / 2));
  }

  @Test
  void nothingIsAllocatedWhileChainsChange() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    float[] input = Signals.noise(RATE, 1, 5);
    float[] block = new float[BLOCK];
    EffectRack rack = new EffectRack(RATE, 1, BRIGHT);
    EffectChain[] chains = {
      EffectChain.of(faulty(RATE / 4, RATE / 2, false), Reverb.room()),
      EffectChain.of(late(24)),
      NOTHING
    };
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 12; round++) {
      rack.change(chains[round % chains.length]);
      long before = threads.getThreadAllocatedBytes(self);
      for (int done = 0; done < RATE; done += BLOCK) {
        System.arraycopy(input, done, block, 0, BLOCK);
        rack.process(block, 0, BLOCK, done);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
    }
    assertEquals(0, least);
  }

  @Test
  void refusesChainsThatAreTooLate() {
    EffectRack rack = new EffectRack(RATE, 1, NOTHING);
    assertEquals(
        "the effects are 4801 frames late together; at 48000 Hz they may be 4800 at most (100 ms)",
        assertThrows(IllegalArgumentException.class, () -> rack.change(EffectChain.of(late(4801))))
            .getMessage());
    assertFalse(rack.changing());
    rack.change(EffectChain.of(late(4800)));
    float[] input = Signals.noise(12 * RATE, 1, 5);
    float[] output = run(rack, input, 0, input.length);
    assertEquals(4800, rack.latency());
    assertEquals(input[input.length - 4801], output[output.length - 1]);
  }

  @Test
  void whatCannotBeResetIsSilentUntilItCan() {
    boolean[] stuck = {true};
    Effect remembering =
        (sampleRate, seed) ->
            new Effect.Processor() {
              private float held;

              @Override
              public void process(float[] samples, int offset, int frames, long position) {
                for (int i = offset; i < offset + frames; i++) {
                  held = Math.max(held, samples[i]);
                  samples[i] = held;
                }
              }

              @Override
              public void reset() {
                if (stuck[0]) {
                  throw new IllegalStateException("stuck");
                }
                held = 0;
              }
            };
    EffectRack rack = new EffectRack(RATE, 1, EffectChain.of(remembering));
    run(rack, Signals.noise(BLOCK, 1, 1), 0, BLOCK);
    rack.reset();
    float[] silence = new float[2 * BLOCK];
    assertArrayEquals(silence, run(rack, silence, 0, silence.length));
    assertEquals(2, rack.faults());
    stuck[0] = false;
    assertArrayEquals(silence, run(rack, silence, 0, silence.length));
    assertEquals(3, rack.faults(), "it starts afresh, one block later");
  }
}
