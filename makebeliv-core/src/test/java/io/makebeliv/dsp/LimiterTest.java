package io.makebeliv.dsp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Signals;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

final class LimiterTest {

  private static final int RATE = 48000;

  @Property(tries = 50)
  void nothingExceedsTheCeiling(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.1, max = 50) double level) {
    float[] samples = Signals.noise(5000, level, seed);
    new Limiter(RATE).process(samples, 0, samples.length);
    for (float sample : samples) {
      assertTrue(Math.abs(sample) <= Limiter.CEILING * 1.00001f, () -> "was " + sample);
    }
  }

  @Test
  void whatIsBelowTheCeilingPassesBitForBit() {
    Limiter limiter = new Limiter(RATE);
    float[] input = Signals.noise(5000, Limiter.CEILING, 1);
    float[] output = input.clone();
    limiter.process(output, 0, output.length);
    int delay = limiter.delay();
    assertArrayEquals(
        Arrays.copyOf(input, input.length - delay),
        Arrays.copyOfRange(output, delay, output.length));
  }

  @Test
  void aLoudSineStaysASine() {
    float[] samples = Signals.sine(RATE, RATE, 200, 2);
    new Limiter(RATE).process(samples, 0, samples.length);
    Signals.Fit fit = Signals.fitSine(samples, RATE / 2, RATE, RATE, 200);
    assertEquals(Limiter.CEILING, fit.amplitude(), 0.03);
    double distortion = Math.sqrt(2 * fit.rest()) / fit.amplitude();
    assertTrue(distortion < 0.03, "clipping it would distort by 19 %, this by " + distortion);
  }

  @Test
  void itRecoversFullyAfterAPeak() {
    float[] samples = Signals.sine(2 * RATE, RATE, 200, 0.5);
    samples[100] = 3;
    float[] input = samples.clone();
    Limiter limiter = new Limiter(RATE);
    limiter.process(samples, 0, samples.length);
    assertTrue(Math.abs(samples[150] - input[150 - limiter.delay()]) > 1e-3, "it acted");
    for (int i = RATE; i < samples.length; i++) {
      assertEquals(input[i - limiter.delay()], samples[i]);
    }
  }

  @Property(tries = 30)
  void anySplitGivesTheSame(@ForAll long seed) {
    float[] whole = Signals.noise(4000, 2, seed);
    float[] cut = whole.clone();
    new Limiter(RATE).process(whole, 0, whole.length);
    Limiter limiter = new Limiter(RATE);
    Random random = new Random(seed);
    for (int done = 0; done < cut.length; ) {
      int count = Math.min(random.nextInt(300), cut.length - done);
      limiter.process(cut, done, count);
      done += count;
    }
    assertArrayEquals(whole, cut);
  }
}
