package io.makebeliv.onnx.rvc;

/**
 * Keeps the harmonics of one window in step with those of the window before. Where a synthesizer
 * can be told at which phase its source begins, it is. The source of most starts each window at
 * phase zero, and so two windows that overlap would not agree where they do. What these sound like
 * in the first frames is not heard: there the pitch is moved by as much as it takes to arrive in
 * phase at the first frame that is. No search for a fitting offset is needed, and time does not
 * wobble.
 */
final class SourcePhase {

  private static final double FRAMES_PER_SECOND = Synthesizer.FRAME_RATE;

  /** In cycles, at the start of the frame that follows those that were heard. */
  private double phase;

  /**
   * Moves the pitch of the first frames of a window.
   *
   * @param hertz the window's pitch, 0 where unvoiced; changed in place
   * @param origin the frame at which the source starts
   * @param turning how many frames from there on may be changed
   * @param heard the first frame that is heard
   */
  void align(float[] hertz, int origin, int turning, int heard) {
    double arriving = cycles(hertz, origin, heard);
    double missing = phase - arriving;
    missing -= Math.rint(missing);
    double step = missing * FRAMES_PER_SECOND / turning;
    for (int k = origin; k < origin + turning; k++) {
      if (hertz[k] + step < 0) {
        // Forward is the other way round to the same phase.
        step += FRAMES_PER_SECOND / turning;
        break;
      }
    }
    for (int k = origin; k < origin + turning; k++) {
      hertz[k] = (float) (hertz[k] + step);
    }
  }

  /**
   * Finds where the source has to begin to arrive in phase.
   *
   * @param hertz the window's pitch, 0 where unvoiced
   * @param origin the frame at which the source starts
   * @param heard the first frame that is heard
   * @return in cycles, 0 to 1
   */
  float beginning(float[] hertz, int origin, int heard) {
    double cycles = phase - cycles(hertz, origin, heard);
    return (float) (cycles - Math.floor(cycles));
  }

  /**
   * Goes on by the frames that were heard.
   *
   * @param hertz the window's pitch
   * @param from the first frame that was heard
   * @param to the frame after the last
   */
  void advance(float[] hertz, int from, int to) {
    phase += cycles(hertz, from, to);
    phase -= Math.floor(phase);
  }

  private static double cycles(float[] hertz, int from, int to) {
    double cycles = 0;
    for (int k = from; k < to; k++) {
      cycles += hertz[k] / FRAMES_PER_SECOND;
    }
    return cycles;
  }

  void reset() {
    phase = 0;
  }
}
