package io.makebeliv.pitchshift;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LoudnessTest {

  /** The same as laying many grains down and listening. */
  @Property(tries = 200)
  void aTrainOfGrainsIsAsLoudAsTheOther(
      @ForAll long seed,
      @ForAll @IntRange(min = 40, max = 400) int given,
      @ForAll @IntRange(min = 40, max = 400) int wanted) {
    float[] grain = grain(new Random(seed), 300);
    double actual = power(grain, wanted) / power(grain, given);
    double expected = Math.max(0.25, Math.min(4, Math.sqrt(actual)));
    assertEquals(expected, Loudness.match(grain, grain.length, given, wanted), 1e-3 * expected);
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
