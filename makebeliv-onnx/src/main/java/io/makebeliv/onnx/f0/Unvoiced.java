package io.makebeliv.onnx.f0;

/** What the networks are told of the fundamental frequency where there is none. */
public enum Unvoiced {

  /** 0 Hz, as the voices of 2023 and 2024 were heard with. */
  ZERO,

  /** A straight line from the last voiced frame to the next, as the main line does since 2026. */
  BRIDGED;

  /**
   * Fills the unvoiced frames of a row, in place. Before the first voiced frame and after the last
   * their pitch is held; a row without any stays as it is.
   *
   * @param f0 Hz, 0 where unvoiced
   * @param offset index of the first
   * @param frames how many
   */
  public void fill(float[] f0, int offset, int frames) {
    if (this == ZERO) {
      return;
    }
    int end = offset + frames;
    int voiced = next(f0, offset, end);
    if (voiced == end) {
      return;
    }
    for (int i = offset; i < voiced; i++) {
      f0[i] = f0[voiced];
    }
    while (voiced < end) {
      int following = next(f0, voiced + 1, end);
      double from = f0[voiced];
      double slope = following < end ? (f0[following] - from) / (following - voiced) : 0;
      for (int i = voiced + 1; i < following; i++) {
        f0[i] = (float) (from + slope * (i - voiced));
      }
      voiced = following;
    }
  }

  private static int next(float[] f0, int from, int end) {
    int i = from;
    while (i < end && !(f0[i] > 0)) {
      i++;
    }
    return i;
  }
}
