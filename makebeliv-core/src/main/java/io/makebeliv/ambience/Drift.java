package io.makebeliv.ambience;

import io.makebeliv.dsp.Chance;

/**
 * A value that wanders smoothly about 0 with a deviation of about 1: random numbers at equidistant
 * times, joined by a cubic B-spline. It is a function of time alone, so it can be had anywhere.
 *
 * @param key of the random numbers
 * @param seconds between them
 */
record Drift(long key, double seconds) {

  /** A B-spline of independent numbers has on average 0.479 of their variance. */
  private static final double SCALE = 1 / Math.sqrt(0.479);

  /** The value at a time in seconds. */
  double at(double time) {
    double place = time / seconds;
    long knot = (long) Math.floor(place);
    double u = place - knot;
    double v = 1 - u;
    double sum = v * v * v * Chance.normal(key, knot - 1);
    sum += (4 - 6 * u * u + 3 * u * u * u) * Chance.normal(key, knot);
    sum += (4 - 6 * v * v + 3 * v * v * v) * Chance.normal(key, knot + 1);
    sum += u * u * u * Chance.normal(key, knot + 2);
    return SCALE * sum / 6;
  }
}
