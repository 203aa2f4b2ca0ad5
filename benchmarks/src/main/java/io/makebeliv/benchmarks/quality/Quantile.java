package io.makebeliv.benchmarks.quality;

import java.util.Arrays;
import java.util.Collection;

/** What a share of values stays under, interpolated between neighbours. */
final class Quantile {

  private Quantile() {}

  /** Of values in ascending order; NaN if there are none. */
  static double of(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** Of values in any order, those that are NaN left out. */
  static double median(Collection<Double> values) {
    return median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  static double median(double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    return of(sorted, 0.5);
  }
}
