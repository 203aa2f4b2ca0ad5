package io.makebeliv.examples.report;

/** A quantity over time, and how it is to vary. */
public final class Trajectory {

  private final String name;
  private final String unit;
  private final double deviation;
  private final double bound;
  private final double hopSeconds;
  private final float[] values;

  /**
   * Takes values at even distances, the first at 0.
   *
   * @param deviation the standard deviation it is to have in the long run
   * @param bound what it never exceeds
   */
  Trajectory(
      String name, String unit, double deviation, double bound, double hopSeconds, float[] values) {
    this.name = name;
    this.unit = unit;
    this.deviation = deviation;
    this.bound = bound;
    this.hopSeconds = hopSeconds;
    this.values = values;
  }

  /**
   * Returns what it is.
   *
   * @return a word or two
   */
  public String name() {
    return name;
  }

  /**
   * Returns the unit of its values.
   *
   * @return cents or dB
   */
  public String unit() {
    return unit;
  }

  /**
   * Returns the standard deviation that it is to have in the long run.
   *
   * @return at least 0, in the unit
   */
  public double deviation() {
    return deviation;
  }

  /**
   * Returns what it never exceeds.
   *
   * @return at least 0, in the unit
   */
  public double bound() {
    return bound;
  }

  /**
   * Returns the standard deviation found, about the mean asked for, which is nothing.
   *
   * @return root of the mean square, in the unit
   */
  public double measured() {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values.length);
  }

  /**
   * Returns how low it went.
   *
   * @return the least value
   */
  public double lowest() {
    double lowest = Double.POSITIVE_INFINITY;
    for (float value : values) {
      lowest = Math.min(lowest, value);
    }
    return lowest;
  }

  /**
   * Returns how high it went.
   *
   * @return the greatest value
   */
  public double highest() {
    double highest = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      highest = Math.max(highest, value);
    }
    return highest;
  }

  double hopSeconds() {
    return hopSeconds;
  }

  /** The value nearest to an instant. */
  float at(double seconds) {
    long index = Math.round(seconds / hopSeconds);
    return values[(int) Math.max(0, Math.min(values.length - 1, index))];
  }
}
