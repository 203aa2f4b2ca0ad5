package io.makebeliv.pitchshift;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoudnessTest {

  /** The same as laying many grains down and listening. */
  @Property(tries = 200)
  void aTrainOfGrainsIsAsLoudAsTheOther(
      @ForAll long seed,
      @ForAll @IntRange(min = 40, max = 400) int given,
      @ForAll @IntRange(min = 40, max = 400) int wanted) {
    float[] grain = grain(new Random(seed), 300);
    double actual = power(grain, wanted) / power(grain, given);
    double expected = Math.max(1 / 3.0, Math.min(3, Math.sqrt(actual)));
    assertEquals(expected, Loudness.match(grain, grain.length, given, wanted), 1e-3 * expected);
  }

  /** High voices at low rates have few samples from grain to grain, and not a whole number. */
  @ParameterizedTest
  @CsvSource({"700, 2", "510, 2", "620, 1.5", "435, 1.26", "710, 0.8"})
  void distancesLieBetweenSamples(double hertz, double ratio) {
    double period = 8000 / hertz;
    int finer = 64;
    float[] fine = grain(period * finer);
    int wanted = (int) Math.round(finer * period);
    int given = (int) Math.round(finer * period / ratio);
    double expected = Math.sqrt(power(fine, wanted) / power(fine, given));
    float[] grain = grain(period);
    float found = Loudness.match(grain, grain.length, period / ratio, period);
    assertEquals(expected, found, 0.05 * expected);
  }

  /** Two periods of two harmonics. */
  private static float[] grain(double period) {
    float[] grain = new float[(int) Math.ceil(2 * period)];
    for (int n = 0; n < grain.length; n++) {
      double phase = 2 * Math.PI * n / period;
      double window = 0.5 - 0.5 * Math.cos(phase / 2);
      grain[n] = (float) (window * (Math.cos(phase) + 0.5 * Math.cos(2 * phase)));
    }
    return grain;
  }

  @Test
  void silenceStaysAsItIs() {
    assertEquals(1, Loudness.match(new float[100], 100, 40, 60));
  }

  /** Something that rings, and hisses, under a window. */
  private static float[] grain(Random random, int length) {
    double turn = 0.02 + 0.3 * random.nextDouble();
    float[] grain = new float[length];
    for (int n = 0; n < length; n++) {
      double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * n / length);
      grain[n] = (float) (window * (Math.sin(turn * n) + 0.3 * random.nextGaussian()));
    }
    return grain;
  }

  private static double power(float[] grain, int distance) {
    double power = 0;
    for (int n = 0; n < distance; n++) {
      double sum = 0;
      for (int at = n; at < grain.length; at += distance) {
        sum += grain[at];
      }
      power += sum * sum / distance;
    }
    return power;
  }
}
