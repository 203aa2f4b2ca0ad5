package io.makebeliv.onnx.f0;

/** Moves a row of fundamental frequencies by semitones. */
public final class Transposition {

  private Transposition() {}

  /**
   * Returns the factor of an interval.
   *
   * @param semitones up, or down if negative
   * @return a factor
   */
  public static double factor(double semitones) {
    return Math.pow(2, semitones / 12);
  }

  /**
   * Moves a row, in place. Unvoiced frames stay 0.
   *
   * @param f0 Hz
   * @param offset index of the first
   * @param frames how many
   * @param factor of the interval
   */
  public static void apply(float[] f0, int offset, int frames, double factor) {
    for (int i = offset; i < offset + frames; i++) {
      f0[i] = (float) (f0[i] * factor);
    }
  }
}
