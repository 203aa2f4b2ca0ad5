package io.makebeliv.benchmarks.quality;

/**
 * Mel-cepstra of envelopes, on the axis of an all-pass with 0.42 that is close to mel at 16 kHz,
 * and the distortion between them. After Kubichek, "Mel-cepstral distance measure for objective
 * speech quality assessment", 1993.
 */
final class MelCepstrum {

  private static final double WARPING = 0.42;
  private static final int ORDER = 24;
  private static final int POINTS = 512;

  private MelCepstrum() {}

  /** Coefficients 1 to 24 of the logarithm of amplitude; that of the gain is left out. */
  static double[] of(double[] decibels) {
    double[] coefficients = new double[ORDER];
    for (int p = 0; p < POINTS; p++) {
      double warped = Math.PI * (p + 0.5) / POINTS;
      double straight =
          warped - 2 * Math.atan2(WARPING * Math.sin(warped), 1 + WARPING * Math.cos(warped));
      double position = straight / Math.PI * (decibels.length - 1);
      int below = Math.min((int) position, decibels.length - 2);
      double db = decibels[below] + (position - below) * (decibels[below + 1] - decibels[below]);
      double log = db * Math.log(10) / 20;
      for (int m = 1; m <= ORDER; m++) {
        coefficients[m - 1] += 2 * log * Math.cos(m * warped) / POINTS;
      }
    }
    return coefficients;
  }

  /** Distortion in dB. */
  static double distortion(double[] a, double[] b) {
    double sum = 0;
    for (int m = 0; m < ORDER; m++) {
      sum += (a[m] - b[m]) * (a[m] - b[m]);
    }
    return 10 / Math.log(10) * Math.sqrt(2 * sum);
  }
}
