package io.makebeliv.onnx.f0;

import java.nio.FloatBuffer;

/**
 * The {@link LogMel} frames of a window that slides over a stream. A frame that touches neither end
 * of the window is kept while the window slides; those at the ends see the signal mirrored there
 * and are computed anew each time, as are the new ones. So the frames are exactly those of the
 * window computed at one go.
 *
 * <p>One thread uses it; after construction nothing is allocated.
 */
public final class MelWindow {

  /** Networks with halving layers take a multiple of so many frames. */
  public static final int PADDING = 32;

  private final LogMel logMel;
  private final int samples;
  private final int frames;
  private final int inner;
  private final int innerEnd;
  private final float[] mel;
  private boolean filled;
  private int computed;

  /**
   * Makes an empty window.
   *
   * @param logMel computes the frames; this window alone may use it
   * @param samples length of the window, a multiple of {@link LogMel#HOP} and at least {@link
   *     LogMel#shortest()}
   * @throws IllegalArgumentException if the length is neither
   */
  public MelWindow(LogMel logMel, int samples) {
    if (samples % LogMel.HOP != 0 || samples < logMel.shortest()) {
      throw new IllegalArgumentException(
          "samples must be a multiple of %d and at least %d, was %d"
              .formatted(LogMel.HOP, logMel.shortest(), samples));
    }
    this.logMel = logMel;
    this.samples = samples;
    frames = logMel.frames(samples);
    inner = logMel.firstInner();
    innerEnd = Math.max(inner, logMel.innerEnd(samples));
    mel = new float[frames * LogMel.BANDS];
  }

  /**
   * Returns the number of frames.
   *
   * @return frames
   */
  public int frames() {
    return frames;
  }

  /**
   * Returns the number of frames with those that pad them to a multiple of {@link #PADDING}.
   *
   * @return frames
   */
  public int paddedFrames() {
    return (frames + PADDING - 1) / PADDING * PADDING;
  }

  /** Forgets the window, so that the next update computes every frame. */
  public void reset() {
    filled = false;
  }

  /**
   * Follows the window. What it held before and still holds must be the same samples.
   *
   * @param signal holds the window as it is now
   * @param offset index of its first sample
   * @param slid how many samples it went on since the last update, a multiple of {@link
   *     LogMel#HOP}; any number at the first update
   * @throws IllegalArgumentException if it is not such a multiple
   */
  public void update(float[] signal, int offset, int slid) {
    int shift = slid / LogMel.HOP;
    if (slid < 0 || shift * LogMel.HOP != slid) {
      throw new IllegalArgumentException(
          "slid must be a multiple of " + LogMel.HOP + " and not negative, was " + slid);
    }
    // Frame k was frame k + shift, which was an inner one if it lies before innerEnd.
    int keepEnd = filled ? Math.max(inner, innerEnd - shift) : inner;
    System.arraycopy(
        mel,
        (inner + (keepEnd > inner ? shift : 0)) * LogMel.BANDS,
        mel,
        inner * LogMel.BANDS,
        (keepEnd - inner) * LogMel.BANDS);
    compute(signal, offset, 0, Math.min(inner, frames));
    compute(signal, offset, Math.min(keepEnd, frames), frames);
    computed = Math.min(inner, frames) + frames - Math.min(keepEnd, frames);
    filled = true;
  }

  private void compute(float[] signal, int offset, int from, int to) {
    for (int k = from; k < to; k++) {
      logMel.compute(signal, offset, samples, k, mel, k * LogMel.BANDS);
    }
  }

  /** How many frames the last update had to compute. */
  int computed() {
    return computed;
  }

  /**
   * Writes the frames one after the other: {@code [frame][band]}.
   *
   * @param target receives them from its position on, which stays
   * @param lastAgain how often the last frame is repeated behind them
   */
  public void byFrame(FloatBuffer target, int lastAgain) {
    int at = target.position();
    target.put(at, mel);
    for (int i = 0; i < lastAgain; i++) {
      target.put(at + mel.length + i * LogMel.BANDS, mel, mel.length - LogMel.BANDS, LogMel.BANDS);
    }
  }

  /**
   * Writes the bands one after the other: {@code [band][frame]}.
   *
   * @param target receives them from its position on, which stays
   * @param row length of a band's row, at least {@link #frames()}; the rest of it is 0
   */
  public void byBand(FloatBuffer target, int row) {
    int at = target.position();
    for (int band = 0; band < LogMel.BANDS; band++) {
      for (int k = 0; k < frames; k++) {
        target.put(at + k, mel[k * LogMel.BANDS + band]);
      }
      for (int k = frames; k < row; k++) {
        target.put(at + k, 0);
      }
      at += row;
    }
  }
}
