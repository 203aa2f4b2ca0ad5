package io.makebeliv.fluctuation;

/** What a soft bound takes from a deviation, and how to give it back beforehand. */
final class Bounds {

  private static final int STEPS = 400;
  private static final double REACH = 6;

  private Bounds() {}

  /**
   * The factor on a normal variable of deviation one, so that {@code bound * tanh(factor * x /
   * bound)} has the deviation asked for.
   */
  static double gain(double deviation, double bound) {
    double low = 0;
    double high = deviation;
    while (deviationAt(high, bound) < deviation) {
      high *= 2;
    }
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (deviationAt(middle, bound) < deviation) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static double deviationAt(double gain, double bound) {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i <= STEPS; i++) {
      double x = REACH * i / STEPS;
      double weight = StrictMath.exp(-x * x / 2) * (i == 0 ? 0.5 : 1);
      double y = bound * StrictMath.tanh(gain * x / bound);
      sum += weight * y * y;
      weights += weight;
    }
    return StrictMath.sqrt(sum / weights);
  }
}
