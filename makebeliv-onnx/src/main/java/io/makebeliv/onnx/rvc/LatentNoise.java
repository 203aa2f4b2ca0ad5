package io.makebeliv.onnx.rvc;

import io.makebeliv.dsp.Keys;
import java.nio.FloatBuffer;

/**
 * The noise that a voice's latent is drawn with: normal numbers (Box and Muller, 1958), each a
 * function of the seed, the frame's absolute number and the channel. So windows that overlap agree
 * where they do, which drawing anew for every window does not give.
 *
 * <p>Immutable; nothing is allocated.
 */
public final class LatentNoise {

  /** What the reference implementation draws with. */
  public static final float USUAL_SCALE = 0.66666f;

  private static final double UNIT = 0x1p-53;

  private final long key;
  private final int channels;
  private final float scale;

  /**
   * Makes a noise.
   *
   * @param seed of the stream
   * @param channels of the latent, at least 1; voices have 192
   * @param scale standard deviation, at least 0; 0 draws nothing
   * @throws IllegalArgumentException if an argument is less, or not finite
   */
  public LatentNoise(long seed, int channels, float scale) {
    if (channels < 1) {
      throw new IllegalArgumentException("channels must be at least 1, was " + channels);
    }
    if (!(scale >= 0 && scale < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("scale must be at least 0 and finite, was " + scale);
    }
    key = Keys.mix(seed);
    this.channels = channels;
    this.scale = scale;
  }

  /**
   * Writes the noise of a window: {@code [channel][frame]}.
   *
   * @param firstFrame absolute number of the window's first frame
   * @param frames of the window
   * @param target receives the numbers from its position on, which stays
   */
  public void fill(long firstFrame, int frames, FloatBuffer target) {
    int at = target.position();
    for (int channel = 0; channel < channels; channel += 2) {
      int row = at + channel * frames;
      boolean pair = channel + 1 < channels;
      for (int k = 0; k < frames; k++) {
        long bits = Keys.mix(key ^ Keys.mix((firstFrame + k) * channels + channel));
        // Not 0, whose logarithm is infinite.
        double radius = scale * Math.sqrt(-2 * Math.log(((bits >>> 11) + 1) * UNIT));
        double angle = 2 * Math.PI * ((Keys.mix(bits) >>> 11) * UNIT);
        target.put(row + k, (float) (radius * Math.cos(angle)));
        if (pair) {
          target.put(row + frames + k, (float) (radius * Math.sin(angle)));
        }
      }
    }
  }
}
