package io.makebeliv.ambience;

/**
 * The long-term average spectrum of speech, of men and women together, in thirds of octaves at 70
 * dB altogether: Byrne et al., "An international comparison of long-term average speech spectra",
 * Journal of the Acoustical Society of America 96, 1994, table 2.
 */
final class SpeechSpectrum {

  /** The middles of the thirds of octaves, Hz. */
  static final double[] HERTZ = {
    63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150,
    4000, 5000, 6300, 8000, 10000, 12500, 16000
  };

  /** Levels in them, dB. */
  static final double[] DB = {
    38.6, 43.5, 54.4, 57.7, 56.8, 60.2, 60.3, 59.0, 62.1, 62.1, 60.5, 56.8, 53.7, 53.0, 52.0, 48.7,
    48.1, 46.8, 45.6, 44.5, 44.3, 43.7, 43.4, 41.3, 40.7
  };

  private SpeechSpectrum() {}

  /** Power per Hz, to some scale; it goes on falling beyond both ends of the table. */
  static double density(double hertz) {
    if (hertz < HERTZ[0] / 2) {
      return 0;
    }
    double db = interpolated(HERTZ, DB, hertz);
    double beyond = Math.max(0, Math.log(hertz / HERTZ[HERTZ.length - 1]) / Math.log(2));
    double below = Math.max(0, Math.log(HERTZ[0] / hertz) / Math.log(2));
    return Math.pow(10, (db - 24 * (beyond + below)) / 10) / hertz;
  }

  /**
   * A value between those of a table, by the logarithm of frequency; beyond its ends, the end's.
   */
  static double interpolated(double[] hertz, double[] values, double at) {
    if (at <= hertz[0]) {
      return values[0];
    }
    for (int i = 1; i < hertz.length; i++) {
      if (at < hertz[i]) {
        double t = Math.log(at / hertz[i - 1]) / Math.log(hertz[i] / hertz[i - 1]);
        return values[i - 1] + t * (values[i] - values[i - 1]);
      }
    }
    return values[values.length - 1];
  }
}
