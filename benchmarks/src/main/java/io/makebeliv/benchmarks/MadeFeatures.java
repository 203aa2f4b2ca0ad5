package io.makebeliv.benchmarks;

import java.util.SplittableRandom;

/**
 * Rows like those that a content encoder makes of speech, by chance: units of speech follow one
 * another, each for 40 to 120 ms, sound a little different each time, and go over into one another.
 * What varies does so mostly in few of many directions. Or, as the worst case, rows that are
 * nothing but chance.
 */
final class MadeFeatures {

  private static final int UNITS = 400;
  private static final int MIRRORS = 6;
  private static final double PERSISTENCE = 0.7;
  private static final double OWN = 0.7;
  private static final double NOISE = 0.12;

  private final int dimension;
  private final boolean speech;
  private final SplittableRandom random;
  private final double[] spread;
  private final double[][] units = new double[UNITS][];
  private final double[][] mirrors = new double[MIRRORS][];
  private final double[] variation;
  private double[] before;
  private double[] now;
  private double[] next;
  private int left;

  MadeFeatures(int dimension, boolean speech, long seed) {
    this.dimension = dimension;
    this.speech = speech;
    random = new SplittableRandom(seed);
    spread = new double[dimension];
    double sum = 0;
    for (int j = 0; j < dimension; j++) {
      spread[j] = 1 / (j + 20.0);
      sum += spread[j];
    }
    for (int j = 0; j < dimension; j++) {
      spread[j] = 10 * Math.sqrt(spread[j] / sum);
    }
    for (int u = 0; u < UNITS; u++) {
      units[u] = gaussian();
      for (int j = 0; j < dimension; j++) {
        units[u][j] *= spread[j];
      }
    }
    for (int m = 0; m < MIRRORS; m++) {
      mirrors[m] = gaussian();
    }
    variation = new double[dimension];
    before = units[0];
    now = units[0];
    next = units[0];
  }

  private double[] gaussian() {
    double[] x = new double[dimension];
    for (int j = 0; j < dimension; j++) {
      x[j] = gauss();
    }
    return x;
  }

  /** The sum of three: near enough, and quick. */
  private double gauss() {
    return 2 * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5);
  }

  /** Makes the next row. */
  void next(float[] row) {
    if (!speech) {
      for (int j = 0; j < dimension; j++) {
        row[j] = (float) random.nextDouble();
      }
      return;
    }
    before = now;
    now = next;
    if (--left < 0) {
      left = random.nextInt(2, 7) - 1;
      double chosen = random.nextDouble();
      // Some units are frequent.
      next = units[(int) (UNITS * chosen * chosen)];
    }
    double[] x = new double[dimension];
    double fresh = Math.sqrt(1 - PERSISTENCE * PERSISTENCE);
    for (int j = 0; j < dimension; j++) {
      variation[j] = PERSISTENCE * variation[j] + fresh * spread[j] * gauss();
      x[j] = (before[j] + 2 * now[j] + next[j]) / 4 + OWN * variation[j] + NOISE * gauss();
    }
    // Mirrors turn the directions, so that no value alone tells much.
    for (double[] mirror : mirrors) {
      double along = 0;
      double length = 0;
      for (int j = 0; j < dimension; j++) {
        along += mirror[j] * x[j];
        length += mirror[j] * mirror[j];
      }
      for (int j = 0; j < dimension; j++) {
        x[j] -= 2 * along / length * mirror[j];
      }
    }
    for (int j = 0; j < dimension; j++) {
      row[j] = (float) x[j] + 0.5f;
    }
  }
}
