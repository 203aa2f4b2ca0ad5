package io.makebeliv.benchmarks;

/** Finds by how much one sound is later than another from their loudness contours. */
final class Loudness {

  /** Points of a contour per second. */
  private static final int POINTS = 8_000;

  /** Long enough to hide the periods of a voice, whose pitch may differ between the two. */
  private static final double SMOOTHING_SECONDS = 0.010;

  private static final double LONGEST_DELAY_SECONDS = 0.3;

  private Loudness() {}

  /** Returns the delay of {@code later} in seconds, 0 to 0.3. */
  static double delay(float[] earlier, float[] later, int sampleRate) {
    double[] a = contour(earlier, sampleRate);
    double[] b = contour(later, sampleRate);
    int lags = (int) (LONGEST_DELAY_SECONDS * POINTS);
    double[] likeness = new double[lags + 1];
    int best = 0;
    for (int lag = 0; lag <= lags; lag++) {
      likeness[lag] = likeness(a, b, lag, lags);
      if (likeness[lag] > likeness[best]) {
        best = lag;
      }
    }
    return (best + vertex(likeness, best)) / POINTS;
  }

  /** The correlation coefficient over a stretch of {@code a} that is the same for every lag. */
  private static double likeness(double[] a, double[] b, int lag, int lags) {
    int n = a.length - lags;
    double sumA = 0;
    double sumB = 0;
    double sumAa = 0;
    double sumBb = 0;
    double sumAb = 0;
    for (int i = 0; i < n; i++) {
      double x = a[i];
      double y = b[i + lag];
      sumA += x;
      sumB += y;
      sumAa += x * x;
      sumBb += y * y;
      sumAb += x * y;
    }
    double spread = Math.sqrt((sumAa - sumA * sumA / n) * (sumBb - sumB * sumB / n));
    return spread > 0 ? (sumAb - sumA * sumB / n) / spread : 0;
  }

  /** Where, next to its highest point, the parabola through it and its neighbours peaks. */
  private static double vertex(double[] values, int top) {
    if (top == 0 || top == values.length - 1) {
      return 0;
    }
    double left = values[top - 1];
    double right = values[top + 1];
    double bend = left - 2 * values[top] + right;
    return bend < 0 ? 0.5 * (left - right) / bend : 0;
  }

  /** RMS over a centred window, twice smoothed so that it has no corners. */
  private static double[] contour(float[] samples, int sampleRate) {
    double[] power = new double[samples.length];
    for (int i = 0; i < samples.length; i++) {
      power[i] = (double) samples[i] * samples[i];
    }
    int half = (int) (SMOOTHING_SECONDS / 2 * sampleRate);
    double[] smooth = boxcar(boxcar(power, half), half);
    double[] points = new double[(int) ((long) samples.length * POINTS / sampleRate)];
    for (int i = 0; i < points.length; i++) {
      double at = (double) i * sampleRate / POINTS;
      int before = (int) at;
      int after = Math.min(before + 1, smooth.length - 1);
      double mean = smooth[before] + (at - before) * (smooth[after] - smooth[before]);
      points[i] = Math.sqrt(Math.max(0, mean));
    }
    return points;
  }

  private static double[] boxcar(double[] values, int half) {
    double[] means = new double[values.length];
    double sum = 0;
    for (int i = -half; i < values.length; i++) {
      if (i + half < values.length) {
        sum += values[i + half];
      }
      if (i - half - 1 >= 0) {
        sum -= values[i - half - 1];
      }
      if (i >= 0) {
        means[i] = sum / (2 * half + 1);
      }
    }
    return means;
  }
}
