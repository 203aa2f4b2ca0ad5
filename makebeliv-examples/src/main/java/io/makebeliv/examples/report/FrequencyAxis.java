package io.makebeliv.examples.report;

/**
 * A logarithmic axis of frequencies: the same distance is the same number of semitones everywhere,
 * so a shifted voice is the same picture, moved.
 *
 * @param low the frequency at 0, Hz
 * @param high the frequency at 1, Hz
 */
record FrequencyAxis(double low, double high) {

  /** Where a frequency stands, 0 to 1 inside the axis. */
  double position(double hertz) {
    return Math.log(hertz / low) / Math.log(high / low);
  }

  /** The frequency at a position. */
  double hertz(double position) {
    return low * Math.pow(high / low, position);
  }
}
