package io.makebeliv.dsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Signals;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class AdaptiveResamplerTest {

  private static final int RATE = 48_000;

  private static float[] resample(float[] input, int block, double speed) {
    AdaptiveResampler resampler = new AdaptiveResampler();
    float[] output = new float[(int) (input.length / speed) + 2];
    float[] part = new float[AdaptiveResampler.maxOutput(block)];
    int written = 0;
    for (int i = 0; i < input.length; i += block) {
      int count = resampler.process(input, i, Math.min(block, input.length - i), part, speed);
      System.arraycopy(part, 0, output, written, count);
      written += count;
    }
    assertEquals(input.length / speed, written, 1);
    return output;
  }

  @Property(tries = 50)
  void atASpeedOfOneWhatComesInComesOutLate(@ForAll @IntRange(min = 1, max = 3000) int block) {
    float[] input = Signals.noise(4000, 0.5, 1);
    float[] output = resample(input, block, 1);
    for (int i = AdaptiveResampler.DELAY; i < input.length; i++) {
      assertEquals(input[i - AdaptiveResampler.DELAY], output[i], 1e-7);
    }
  }

  @Property(tries = 30)
  void anySplitGivesTheSameSamples(
      @ForAll @IntRange(min = 1, max = 1000) int block,
      @ForAll @DoubleRange(min = 0.99, max = 1.01) double speed) {
    float[] input = Signals.noise(3000, 0.5, 2);
    float[] whole = resample(input, input.length, speed);
    float[] parts = resample(input, block, speed);
    for (int i = 0; i < whole.length; i++) {
      // Where a block ends, the place is rounded another way.
      assertEquals(whole[i], parts[i], 1e-5);
    }
  }

  @Property(tries = 60)
  void toneStaysATone(
      @ForAll @IntRange(min = -2000, max = 2000) int ppm,
      @ForAll @DoubleRange(min = 100, max = 21_000) double hertz) {
    double drift = ppm * 1e-6;
    float[] output = resample(Signals.sine(20_000, RATE, hertz, 0.5), 480, 1 + drift);
    Signals.Fit fit = Signals.fitSine(output, 1000, 18_000, RATE, hertz * (1 + drift));
    assertEquals(0, 20 * Math.log10(fit.amplitude() / 0.5), 0.01);
    assertTrue(10 * Math.log10(fit.rest() / 0.125) < -90, () -> "rest " + fit.rest());
  }

  @Test
  void aChangeOfSpeedBendsAndDoesNotStep() {
    double hertz = 1000;
    float[] input = Signals.sine(RATE, RATE, hertz, 0.5);
    AdaptiveResampler resampler = new AdaptiveResampler();
    float[] part = new float[AdaptiveResampler.maxOutput(120)];
    double angle = 2 * Math.PI * hertz / RATE;
    double last = 0;
    double beforeLast = 0;
    int heard = 0;
    for (int i = 0; i < input.length; i += 120) {
      double speed = 1 + 1e-3 * Math.sin(i / 3000.0);
      int count = resampler.process(input, i, 120, part, speed);
      for (int k = 0; k < count; k++) {
        double residual = part[k] - 2 * Math.cos(angle) * last + beforeLast;
        if (heard++ > 100) {
          assertEquals(0, residual, 5e-5);
        }
        beforeLast = last;
        last = part[k];
      }
    }
  }
}
