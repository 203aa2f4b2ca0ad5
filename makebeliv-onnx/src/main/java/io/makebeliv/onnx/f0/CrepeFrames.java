package io.makebeliv.onnx.f0;

/**
 * Cuts a 16 kHz signal into what CREPE hears: 1024 samples around every 160th, with silence around
 * the signal. Frame {@code k} is centred on sample {@code 160 k}.
 */
public final class CrepeFrames {

  /** Samples of a frame. */
  public static final int LENGTH = 1024;

  private static final int HOP = 160;
  private static final double LEAST_DEVIATION = 1e-10;

  private CrepeFrames() {}

  /**
   * Returns how many frames a signal has.
   *
   * @param samples its length
   * @return frames
   */
  public static int frames(int samples) {
    return samples / HOP + 1;
  }

  /**
   * Cuts one frame.
   *
   * @param signal mono samples
   * @param offset index of the signal's first sample
   * @param samples length of the signal
   * @param frame from 0 to {@link #frames}
   * @param normalised whether its mean is taken away and its deviation made 1: the original network
   *     wants that done outside, some exports do it themselves
   * @param target receives {@link #LENGTH} samples
   * @param targetOffset index of the first
   */
  public static void cut(
      float[] signal,
      int offset,
      int samples,
      int frame,
      boolean normalised,
      float[] target,
      int targetOffset) {
    int start = frame * HOP - LENGTH / 2;
    double sum = 0;
    for (int i = 0; i < LENGTH; i++) {
      int at = start + i;
      float x = at >= 0 && at < samples ? signal[offset + at] : 0;
      target[targetOffset + i] = x;
      sum += x;
    }
    if (normalised) {
      normalise(target, targetOffset, sum / LENGTH);
    }
  }

  /** By the deviation with one degree of freedom less, as the original does. */
  private static void normalise(float[] target, int offset, double mean) {
    double squares = 0;
    for (int i = offset; i < offset + LENGTH; i++) {
      double x = target[i] - mean;
      squares += x * x;
    }
    double deviation = Math.max(LEAST_DEVIATION, Math.sqrt(squares / (LENGTH - 1)));
    for (int i = offset; i < offset + LENGTH; i++) {
      target[i] = (float) ((target[i] - mean) / deviation);
    }
  }
}
