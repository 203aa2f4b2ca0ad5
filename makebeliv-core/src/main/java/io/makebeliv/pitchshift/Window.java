package io.makebeliv.pitchshift;

/**
 * The window of a grain: it rises to its centre, stays for a while, and falls by the same shape one
 * period later, so that the windows of one period after another add up to one.
 */
final class Window {

  /** The numbers from 0 on. What is read goes many at a time; what is converted does not. */
  private static final float[] COUNT = new float[1 << 14];

  static {
    for (int n = 0; n < COUNT.length; n++) {
      COUNT[n] = n;
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
   */
  static void apply(
      float[] grain,
      int length,
      double start,
      double speed,
      double rise,
      double period,
      double fall) {
    int top = clamp((int) Math.ceil(-start / speed), length);
    int down = clamp((int) Math.ceil((period - fall - start) / speed), length);
    down = Math.max(top, down);
    float place = (float) (2 * start / rise + 1);
    ramp(grain, 0, top, place, (float) (2 * speed / rise));
    place = (float) (2 * (period - start) / fall - 1);
    ramp(grain, down, length, place, (float) (-2 * speed / fall));
  }

  private static void ramp(float[] grain, int from, int to, float place, float step) {
    for (int n = from; n < to; n++) {
      grain[n] *= rise(place + COUNT[n] * step);
    }
  }

  private static int clamp(int n, int length) {
    return Math.max(0, Math.min(length, n));
  }

  /**
   * A raised cosine from 0 at -1 to 1 at 1, to a millionth: the series of the sine, its last term
   * such that it ends at one. Nothing but sums and products, so that it is done many at a time.
   */
  private static float rise(float place) {
    float y = place * place;
    return 0.5f
        + place
            * (0.7853982f
                + y
                    * (-0.32298204f
                        + y * (0.03984631f + y * (-0.0023408770f + y * 0.0000784170f))));
  }
}
