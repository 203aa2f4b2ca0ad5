package io.makebeliv.onnx.f0;

/**
 * The pitch classes that RVC networks look up: 1 (unvoiced, or 50 Hz and below) to 255 (1100 Hz and
 * above), evenly spaced on a mel scale between them.
 */
public final class CoarsePitch {

  private static final double LOWEST = mel(50);
  private static final double HIGHEST = mel(1100);

  private CoarsePitch() {}

  private static double mel(double hz) {
    return 1127 * Math.log(1 + hz / 700);
  }

  /**
   * Returns the class of a fundamental frequency.
   *
   * @param hz in Hz, 0 where unvoiced
   * @return 1 to 255
   */
  public static int of(float hz) {
    // Not a number is unvoiced: no comparison with it holds.
    return hz > 0 ? (int) Math.rint(Math.max(1, Math.min(255, position(hz)))) : 1;
  }

  /** Where a frequency lies among the classes, before it is rounded and bounded. */
  static double position(double hz) {
    return (mel(hz) - LOWEST) * 254 / (HIGHEST - LOWEST) + 1;
  }

  /**
   * Returns the classes of a row.
   *
   * @param f0 Hz, 0 where unvoiced
   * @param offset index of the first
   * @param frames how many
   * @param pitch receives the classes, as the networks take them
   * @param pitchOffset index of the first
   */
  public static void of(float[] f0, int offset, int frames, long[] pitch, int pitchOffset) {
    for (int i = 0; i < frames; i++) {
      pitch[pitchOffset + i] = of(f0[offset + i]);
    }
  }
}
