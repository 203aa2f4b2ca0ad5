package io.makebeliv.examples.report;

/** Percentiles by linear interpolation between the two nearest ranks. */
final class Percentile {

  private Percentile() {}

  /** The percentile of sorted values, 0 if there are none. */
  static double of(float[] sorted, double percent) {
    if (sorted.length == 0) {
      return 0;
    }
    double position = percent / 100 * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
