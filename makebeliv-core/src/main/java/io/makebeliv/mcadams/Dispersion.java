package io.makebeliv.mcadams;

/**
 * Turns phases, and nothing else: all-pass sections of second order, within a millisecond. What has
 * no resonances, as white noise and many a fricative, would otherwise come out as it went in, for
 * there is nothing to move in it.
 */
final class Dispersion {

  private static final double[] CENTRES_HZ = {600, 1400, 2600, 4600, 8000, 13_000, 19_000};
  private static final double LEAST_BANDWIDTH_HZ = 500;
  private static final double BANDWIDTH = 0.35;

  /** Sections above this part of the sampling rate are left out. */
  private static final double HIGHEST = 0.45;

  private final double[] first;
  private final double[] second;

  Dispersion(int sampleRate) {
    int sections = 0;
    while (sections < CENTRES_HZ.length && CENTRES_HZ[sections] < HIGHEST * sampleRate) {
      sections++;
    }
    first = new double[sections];
    second = new double[sections];
    for (int k = 0; k < sections; k++) {
      double bandwidth = Math.max(LEAST_BANDWIDTH_HZ, BANDWIDTH * CENTRES_HZ[k]);
      double radius = Math.exp(-Math.PI * bandwidth / sampleRate);
      first[k] = -2 * radius * Math.cos(2 * Math.PI * CENTRES_HZ[k] / sampleRate);
      second[k] = radius * radius;
    }
  }

  /** Its delay in frames, on average over all frequencies: its order. */
  int delay() {
    return 2 * first.length;
  }

  /** Filters a frame in place, from a state of rest. */
  void filter(double[] frame, int length) {
    for (int k = 0; k < first.length; k++) {
      double a1 = first[k];
      double a2 = second[k];
      double s1 = 0;
      double s2 = 0;
      for (int n = 0; n < length; n++) {
        double x = frame[n];
        double y = a2 * x + s1;
        s1 = a1 * x - a1 * y + s2;
        s2 = x - a2 * y;
        frame[n] = y;
      }
    }
  }
}
