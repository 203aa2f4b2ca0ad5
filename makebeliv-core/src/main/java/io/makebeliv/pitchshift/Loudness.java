package io.makebeliv.pitchshift;

import io.makebeliv.dsp.Correlations;

/**
 * How loud a voice is that says one grain again and again. Moving the pitch moves the harmonics
 * along the spectral envelope, most of all the strong first one, and so changes the level from
 * vowel to vowel; a grain knows by itself how much, for its autocorrelation holds the level at any
 * pitch.
 */
final class Loudness {

  /**
   * What is gained or lost at most. Grains beside one that is quite unlike do not cancel as they
   * would among their own kind: a voice that breaks off would pop.
   */
  private static final double MOST = 3;

  /** Part of a grain's own energy that a voice made of it cannot fall below. */
  private static final double LEAST_ENERGY = 1e-3;

  private Loudness() {}

  /**
   * Returns the factor that makes a voice as loud as another that says the same grain.
   *
   * @param grain windowed, from index 0
   * @param length of the grain
   * @param given samples from one grain to the next
   * @param wanted the same of the voice that it is to be as loud as
   */
  static float match(float[] grain, int length, double given, double wanted) {
    double energy = Correlations.dot(grain, 0, grain, 0, length);
    double ratio = power(grain, length, energy, wanted) / power(grain, length, energy, given);
    return energy > 0 ? (float) Math.max(1 / MOST, Math.min(MOST, Math.sqrt(ratio))) : 1;
  }

  /** Mean power of grains laid down at a distance. */
  private static double power(float[] grain, int length, double energy, double distance) {
    double sum = energy;
    for (int m = 1; m * distance < length - 1; m++) {
      int lag = (int) (m * distance);
      double part = m * distance - lag;
      double here = Correlations.dot(grain, 0, grain, lag, length - lag);
      double after = Correlations.dot(grain, 0, grain, lag + 1, length - lag - 1);
      sum += 2 * (here + part * (after - here));
    }
    return Math.max(LEAST_ENERGY * energy, sum) / distance;
  }
}
