package io.makebeliv.pipeline;

/** Where a speaker's pitch lies and how far it spreads, at one time. Filled and reused. */
final class HeardRange {

  private static final double SEMITONES_PER_NEPER = 12 / Math.log(2);

  /** In semitones above 1 Hz. */
  private double median = SpeakerRange.USUAL_MEDIAN;

  private double spread = SpeakerRange.USUAL_SPREAD;

  void set(double newMedian, double newSpread) {
    median = newMedian;
    spread = newSpread;
  }

  void set(HeardRange other) {
    set(other.median, other.spread);
  }

  /** In semitones above 1 Hz. */
  double median() {
    return median;
  }

  double medianHz() {
    return hertz(median);
  }

  /** In semitones, as {@link io.makebeliv.inference.PitchRange} has it. */
  double spread() {
    return spread;
  }

  static double semitones(double hertz) {
    return SEMITONES_PER_NEPER * Math.log(hertz);
  }

  static double hertz(double semitones) {
    return Math.exp(semitones / SEMITONES_PER_NEPER);
  }
}
