package io.makebeliv.pitchshift;

import io.makebeliv.inference.StepControls;

/** How wide the melody was asked to be, over the recent past. */
final class Contrast {

  private final History factor;
  private final History centreHz;

  Contrast(int atLeast) {
    factor = new History(atLeast);
    centreHz = new History(atLeast);
  }

  void add(float wide, float centre) {
    factor.add(Float.isFinite(wide) ? wide : 1);
    centreHz.add(centre > 0 ? centre : 0);
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
