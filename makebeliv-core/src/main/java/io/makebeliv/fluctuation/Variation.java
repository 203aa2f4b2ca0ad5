package io.makebeliv.fluctuation;

/**
 * How one quantity of a voice varies: normally distributed about nothing, bounded, and at several
 * paces at once. Spread over correlation times from 30 ms to 10 s its spectrum falls as 1/f, which
 * is what the pitch and loudness of living voices do (Voss and Clarke, Nature 258, 1975; Aoki and
 * Ifukube, 1999).
 *
 * @param deviation standard deviation, in the quantity's unit; 0 for none
 * @param bound never exceeded, in the quantity's unit; at least 1.25 deviations
 * @param shortestSeconds how long the fastest variation remembers, 0.02 to 60
 * @param longestSeconds how long the slowest variation remembers, from {@code shortestSeconds} to
 *     60
 */
public record Variation(
    double deviation, double bound, double shortestSeconds, double longestSeconds) {

  /** No variation. */
  public static final Variation NONE = new Variation(0, 0, 1, 1);

  private static final double LEAST_BOUND = 1.25;

  /**
   * Checks the ranges.
   *
   * @param deviation standard deviation, at least 0
   * @param bound at least 1.25 deviations
   * @param shortestSeconds 0.02 to 60
   * @param longestSeconds from {@code shortestSeconds} to 60
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public Variation {
    if (!(deviation >= 0) || !Double.isFinite(deviation)) {
      throw new IllegalArgumentException("deviation must be at least 0, was " + deviation);
    }
    if (!(bound >= LEAST_BOUND * deviation) || !Double.isFinite(bound)) {
      throw new IllegalArgumentException(
          "bound must be at least %s deviations of %s, was %s"
              .formatted(LEAST_BOUND, deviation, bound));
    }
    if (!(shortestSeconds >= 0.02 && longestSeconds <= 60 && shortestSeconds <= longestSeconds)) {
      throw new IllegalArgumentException(
          "correlation times must rise within 0.02 to 60 s, were %s and %s"
              .formatted(shortestSeconds, longestSeconds));
    }
  }

  /**
   * Varies as 1/f.
   *
   * @param deviation standard deviation
   * @param bound never exceeded
   * @return a variation at paces from 30 ms to 10 s
   */
  public static Variation pink(double deviation, double bound) {
    return new Variation(deviation, bound, 0.03, 10);
  }

  /**
   * Varies at one pace.
   *
   * @param deviation standard deviation
   * @param bound never exceeded
   * @param correlationSeconds after this time 37 % of a deviation is left
   * @return a variation with one correlation time
   */
  public static Variation paced(double deviation, double bound, double correlationSeconds) {
    return new Variation(deviation, bound, correlationSeconds, correlationSeconds);
  }

  boolean none() {
    return deviation == 0;
  }

  /** Correlation times half a decade apart, of which each contributes the same variance. */
  double[] correlationTimes() {
    double decades = StrictMath.log10(longestSeconds / shortestSeconds);
    double[] times = new double[1 + (int) Math.round(2 * decades)];
    for (int i = 0; i < times.length; i++) {
      double way = times.length == 1 ? 0 : (double) i / (times.length - 1);
      times[i] = shortestSeconds * StrictMath.pow(longestSeconds / shortestSeconds, way);
    }
    return times;
  }
}
