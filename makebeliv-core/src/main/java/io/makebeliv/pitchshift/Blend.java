package io.makebeliv.pitchshift;

/**
 * Lets one grain turn into the next. Below a kilohertz or so it is a mixture of both, so that the
 * strong low harmonics go on smoothly from period to period: where the pitch rises by an octave the
 * old fundamental is to cancel between neighbours, and it would be heard if they went in steps.
 * Above, two periods are never quite alike, and a mixture would be dull: there one grain is taken
 * until the other suits better.
 */
final class Blend {

  /** Length of the mean that parts low from high, taken twice. */
  private static final double SECONDS = 0.0002;

  /**
   * The share from which the high part is the other's. Not quite a half: an octave up, each period
   * is to be used twice, whatever the rounding.
   */
  private static final double MOVE_ON = 0.55;

  private final double rate;
  private final double[] sums;

  Blend(int sampleRate, int longest) {
    rate = sampleRate;
    sums = new double[longest + 1];
  }

  /**
   * Turns a grain, in part, into another.
   *
   * @param grain in and out, from index 0
   * @param other the grain to turn into; destroyed
   * @param length of both
   * @param share how much of the other is wanted, 0 to 1
   * @param speed source samples per sample of the grains
   */
  void mix(float[] grain, float[] other, int length, double share, double speed) {
    boolean later = share > MOVE_ON;
    for (int n = 0; n < length; n++) {
      float nearer = later ? other[n] : grain[n];
      other[n] -= grain[n];
      grain[n] = nearer;
    }
    int half = (int) Math.round(0.5 * SECONDS / speed * rate);
    average(other, half, length);
    average(other, half, length);
    float part = (float) (later ? share - 1 : share);
    for (int n = 0; n < length; n++) {
      grain[n] += part * other[n];
    }
  }

  private void average(float[] x, int half, int length) {
    double sum = 0;
    for (int n = 0; n < length; n++) {
      sum += x[n];
      sums[n + 1] = sum;
    }
    double scale = 1.0 / (2 * half + 1);
    int begin = Math.min(half, length);
    int end = Math.max(begin, length - half - 1);
    for (int n = 0; n < begin; n++) {
      x[n] = (float) (scale * sums[Math.min(length, n + half + 1)]);
    }
    for (int n = begin; n < end; n++) {
      x[n] = (float) (scale * (sums[n + half + 1] - sums[n - half]));
    }
    for (int n = end; n < length; n++) {
      x[n] = (float) (scale * (sum - sums[n - half]));
    }
  }
}
