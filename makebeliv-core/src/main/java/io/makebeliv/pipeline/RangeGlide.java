package io.makebeliv.pipeline;

import io.makebeliv.inference.PitchRange;
import io.makebeliv.inference.StepControls;
import java.util.Arrays;

/**
 * Maps the speaker's range onto another: median onto median, and the distance from it by a factor,
 * which is a third to three at most.
 */
final class RangeGlide {

  private static final float MOST_SEMITONES = 24;
  private static final double MOST_CONTRAST = 3;

  private final Glide shift;
  private final Glide contrast;
  private final float[] semitones;
  private double lastShift;
  private double lastContrast;
  private double lastCentre;
  private boolean fresh;

  RangeGlide(double seconds, int sampleRate, int frames) {
    shift = new Glide(seconds, sampleRate, 0);
    contrast = new Glide(seconds, sampleRate, 1);
    semitones = new float[frames];
    reset();
  }

  /**
   * Adds to a step's pitch, and fills its contrast. Where the speaker's range has moved, it moves
   * there within the step: steady, as it was heard, however long the step.
   */
  void fill(StepControls controls, PitchRange to, HeardRange heard) {
    double shiftTo = shift(to, heard);
    double contrastTo = contrast(to, heard);
    double centreTo = heard.medianHz();
    if (fresh) {
      fresh = false;
      shift.jump(shiftTo);
      contrast.jump(contrastTo);
      lastShift = shiftTo;
      lastContrast = contrastTo;
      lastCentre = centreTo;
    }
    contrast.fill(controls.contrast(), lastContrast, contrastTo);
    ramp(controls.centreHz(), lastCentre, centreTo);
    if (shift.value() != 0 || shiftTo != 0) {
      shift.fill(semitones, lastShift, shiftTo);
      add(semitones, controls.pitchSemitones());
    }
    lastShift = shiftTo;
    lastContrast = contrastTo;
    lastCentre = centreTo;
  }

  private static double shift(PitchRange to, HeardRange heard) {
    return to.medianHz() == 0 ? 0 : HeardRange.semitones(to.medianHz()) - heard.median();
  }

  private static double contrast(PitchRange to, HeardRange heard) {
    double factor = to.spreadSemitones() == 0 ? 1 : to.spreadSemitones() / heard.spread();
    return Math.max(1 / MOST_CONTRAST, Math.min(MOST_CONTRAST, factor));
  }

  private static void ramp(float[] values, double from, double to) {
    if (from == to) {
      Arrays.fill(values, (float) to);
      return;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (from + (to - from) * (i + 1) / values.length);
    }
  }

  private static void add(float[] more, float[] semitones) {
    for (int i = 0; i < semitones.length; i++) {
      float sum = semitones[i] + more[i];
      semitones[i] = Math.max(-MOST_SEMITONES, Math.min(MOST_SEMITONES, sum));
    }
  }

  void reset() {
    fresh = true;
    shift.jump(0);
    contrast.jump(1);
  }
}
