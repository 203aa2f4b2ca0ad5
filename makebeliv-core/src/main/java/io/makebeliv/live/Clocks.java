package io.makebeliv.live;

import io.makebeliv.dsp.AdaptiveResampler;

/**
 * Who sets the pace on each side of a live conversion.
 *
 * @param input whether the source has a clock of its own
 * @param inputRate nominal sample rate of the source, Hz
 * @param output whether the sink has a clock of its own
 * @param outputRate nominal sample rate of the sink, Hz
 * @param control what bends the speed between two clocks
 */
record Clocks(boolean input, int inputRate, boolean output, int outputRate, DriftControl control) {

  /** Two clocks never agree; one alone sets the pace for both sides. */
  boolean drift() {
    return input && output;
  }

  double speed() {
    return control.speed();
  }

  /** By how much following the clocks delays, in frames of the output. */
  int delayFrames() {
    return drift() ? AdaptiveResampler.DELAY : 0;
  }
}
