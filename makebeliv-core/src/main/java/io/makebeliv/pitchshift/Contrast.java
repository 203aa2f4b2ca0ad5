package io.makebeliv.pitchshift;

import io.makebeliv.inference.StepControls;

/** How wide the melody was asked to be, over the recent past. */
final class Contrast {

  private final Control factor;
  private final Control centreHz;

  Contrast(int atLeast) {
    factor = new Control(atLeast, 1);
    centreHz = new Control(atLeast, 0);
  }

  /** Adds the first values of arrays, one of each for each sample of the stream. */
  void add(float[] factors, float[] centresHz, int length) {
    factor.add(factors, length);
    centreHz.add(centresHz, length);
  }

  boolean wanted(long at) {
    return factor.get(at) != 1;
  }

  /**
   * Moves a pitch further, or less far.
   *
   * @param semitones the shift but for that
   * @param at absolute index of the time
   * @param speakerHz the speaker's pitch then
   */
  double widen(double semitones, long at, double speakerHz) {
    return StepControls.shift(semitones, factor.get(at), centreHz.get(at), speakerHz);
  }

  void reset() {
    factor.reset();
    centreHz.reset();
  }
}
