package io.makebeliv.benchmarks.quality;

/** Means of an envelope over 40 bands, equally wide on the mel scale, from 60 to 5800 Hz. */
final class MelBands {

  static final int COUNT = 40;

  private static final double FROM = 60;
  private static final double TO = 5_800;

  private MelBands() {}

  /** A band's lower edge, Hz; the upper edge is that of the next. */
  static double edge(int band) {
    double from = mel(FROM);
    return hertz(from + (mel(TO) - from) * band / COUNT);
  }

  /**
   * Takes the bands' power.
   *
   * @param decibels of each bin of a {@link SpectralEnvelope}
   * @param stretch reads the envelope as if all its frequencies were this many times higher
   * @return dB for each band
   */
  static double[] of(double[] decibels, double stretch) {
    double[] bands = new double[COUNT];
    for (int b = 0; b < COUNT; b++) {
      double from = edge(b);
      double to = edge(b + 1);
      int points = (int) Math.ceil((to - from) / SpectralEnvelope.BIN_HERTZ) + 1;
      double sum = 0;
      for (int p = 0; p < points; p++) {
        double hz = from + (to - from) * (p + 0.5) / points;
        sum += Math.pow(10, at(decibels, hz / stretch / SpectralEnvelope.BIN_HERTZ) / 10);
      }
      bands[b] = 10 * Math.log10(sum / points);
    }
    return bands;
  }

  private static double at(double[] values, double position) {
    int below = Math.min((int) position, values.length - 2);
    return values[below] + Math.min(1, position - below) * (values[below + 1] - values[below]);
  }

  /** RMS of the differences in dB, apart from a difference that is the same in all bands. */
  static double distance(double[] a, double[] b) {
    double mean = 0;
    for (int i = 0; i < a.length; i++) {
      mean += (a[i] - b[i]) / a.length;
    }
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i] - mean) * (a[i] - b[i] - mean);
    }
    return Math.sqrt(sum / a.length);
  }

  private static double mel(double hertz) {
    return 1127 * Math.log1p(hertz / 700);
  }

  private static double hertz(double mel) {
    return 700 * Math.expm1(mel / 1127);
  }
}
