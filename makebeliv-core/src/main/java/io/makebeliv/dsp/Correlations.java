package io.makebeliv.dsp;

/** Inner products of stretches of a signal, and what is read off them. */
public final class Correlations {

  private Correlations() {}

  /**
   * Returns the inner product of two stretches.
   *
   * @param a one signal
   * @param aStart index of its stretch's first sample
   * @param b the other signal
   * @param bStart index of its stretch's first sample
   * @param length of both stretches
   * @return the sum of the products
   */
  public static float dot(float[] a, int aStart, float[] b, int bStart, int length) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int whole = length & -8;
    // Eight sums: they do not wait for one another.
    for (int i = 0; i < whole; i += 8) {
      s0 += a[aStart + i] * b[bStart + i];
      s1 += a[aStart + i + 1] * b[bStart + i + 1];
      s2 += a[aStart + i + 2] * b[bStart + i + 2];
      s3 += a[aStart + i + 3] * b[bStart + i + 3];
      s4 += a[aStart + i + 4] * b[bStart + i + 4];
      s5 += a[aStart + i + 5] * b[bStart + i + 5];
      s6 += a[aStart + i + 6] * b[bStart + i + 6];
      s7 += a[aStart + i + 7] * b[bStart + i + 7];
    }
    for (int i = whole; i < length; i++) {
      s0 += a[aStart + i] * b[bStart + i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  /**
   * Returns the cosine of the angle between two stretches of one signal.
   *
   * @param x a signal
   * @param first index of the first stretch's first sample
   * @param second index of the second stretch's first sample
   * @param length of both stretches
   * @return -1 to 1; 0 if either stretch is silent
   */
  public static float normalised(float[] x, int first, int second, int length) {
    float cross = dot(x, first, x, second, length);
    double product = (double) dot(x, first, x, first, length) * dot(x, second, x, second, length);
    return product > 1e-30 ? (float) (cross / Math.sqrt(product)) : 0;
  }

  /**
   * Returns where the top of the parabola through three equidistant points lies.
   *
   * @param before the point at -1
   * @param here the point at 0, not below the others
   * @param after the point at 1
   * @return -0.5 to 0.5
   */
  public static float peakShift(float before, float here, float after) {
    float bend = before - 2 * here + after;
    if (!(bend < -1e-12f)) {
      return 0;
    }
    return Math.max(-0.5f, Math.min(0.5f, 0.5f * (before - after) / bend));
  }
}
