package io.makebeliv.onnx.box;

/**
 * What a feature is, for both graphs: the logarithm of the power density in a band, over a floor
 * below everything that is heard. So a row of zeros is silence.
 */
final class Bands {

  /** Bands from 0 to 8000 Hz. */
  static final int COUNT = 161;

  /** From the centre of a band to that of the next, in Hz. */
  static final double SPACING = 50;

  /**
   * Bands fall to nothing so far from their centre, in Hz. Harmonics at half that distance, or a
   * whole fraction of it, add up to a smooth envelope.
   */
  private static final double REACH = 200;

  /** Power per Hz; all bands at it are 91 dB below full scale. */
  static final double FLOOR = 1e-13;

  private Bands() {}

  /** How much of a frequency belongs to a band, 0 to 1. */
  static double share(int band, double hz) {
    return Math.max(0, 1 - Math.abs(hz - band * SPACING) / REACH);
  }
}
