package io.makebeliv.benchmarks.quality;

/**
 * How much of the output is the input itself: the share of active 20 ms frames whose waveform
 * correlates with the input's of the same time by more than 0.99, upside down or not. Other times
 * are left alone: any hum is like any other hum of its pitch at some lag.
 */
final class VerbatimShare {

  private static final double FRAME_SECONDS = 0.02;
  private static final double SAME = 0.99;
  private static final double DEPTH_DB = 40;

  private VerbatimShare() {}

  static double of(Sound source, Sound output) {
    int rate = source.rate();
    int length = (int) Math.round(FRAME_SECONDS * rate);
    int end = Math.min(source.length(), output.length());
    double loudest = -150;
    for (int at = 0; at + length <= end; at += length / 2) {
      loudest = Math.max(loudest, level(source, at, length));
    }
    int active = 0;
    int same = 0;
    for (int at = 0; at + length <= end; at += length / 2) {
      if (level(source, at, length) > loudest - DEPTH_DB) {
        active++;
        double likeness = Math.abs(correlation(source.samples(), output.samples(), at, length));
        same += likeness > SAME ? 1 : 0;
      }
    }
    return active == 0 ? Double.NaN : (double) same / active;
  }

  private static double level(Sound sound, int at, int length) {
    return sound.levelDb((at + length / 2.0) / sound.rate(), FRAME_SECONDS);
  }

  private static double correlation(float[] x, float[] y, int at, int length) {
    double sumX = 0;
    double sumY = 0;
    double xx = 1e-12;
    double yy = 1e-12;
    double xy = 0;
    for (int n = 0; n < length; n++) {
      double a = x[at + n];
      double b = y[at + n];
      sumX += a;
      sumY += b;
      xx += a * a;
      yy += b * b;
      xy += a * b;
    }
    double spread = (xx - sumX * sumX / length) * (yy - sumY * sumY / length);
    return spread > 0 ? (xy - sumX * sumY / length) / Math.sqrt(spread) : 0;
  }
}
