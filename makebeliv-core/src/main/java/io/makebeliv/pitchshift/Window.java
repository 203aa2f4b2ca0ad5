package io.makebeliv.pitchshift;

/**
 * The window of a grain: it rises to its centre, stays for a while, and falls by the same shape one
 * period later, so that the windows of one period after another add up to one.
 */
final class Window {

  private static final int STEPS = 2048;

  /** A raised cosine from 0 to 1. */
  private static final float[] RISE = new float[STEPS + 2];

  static {
    for (int i = 0; i < RISE.length; i++) {
      double x = Math.min(1, (double) i / STEPS);
      RISE[i] = (float) (0.5 - 0.5 * Math.cos(Math.PI * x));
    }
  }

  private Window() {}

  /**
   * Scales a grain by its window.
   *
   * @param grain in and out, from index 0
   * @param length of the grain
   * @param start place of the first sample relative to the centre, in source samples
   * @param speed source samples per sample of the grain
   * @param rise how long the window rises before the centre, source samples, positive
   * @param period when the window has fallen, after the centre
   * @param fall how long it falls before that, positive
   * @param gain factor on top
   */
  static void apply(
      float[] grain,
      int length,
      double start,
      double speed,
      double rise,
      double period,
      double fall,
      float gain) {
    int top = clamp((int) Math.ceil(-start / speed), length);
    int down = clamp((int) Math.ceil((period - fall - start) / speed), length);
    down = Math.max(top, down);
    float step = (float) (speed * STEPS / rise);
    float place = (float) ((start + rise) * STEPS / rise);
    for (int n = 0; n < top; n++) {
      grain[n] *= gain * rise(place + n * step);
    }
    for (int n = top; n < down; n++) {
      grain[n] *= gain;
    }
    step = (float) (speed * STEPS / fall);
    place = (float) ((period - start) * STEPS / fall);
    for (int n = down; n < length; n++) {
      grain[n] *= gain * rise(place - n * step);
    }
  }

  private static int clamp(int n, int length) {
    return Math.max(0, Math.min(length, n));
  }

  private static float rise(float place) {
    float x = Math.max(0, Math.min(STEPS, place));
    int i = (int) x;
    return RISE[i] + (x - i) * (RISE[i + 1] - RISE[i]);
  }
}
