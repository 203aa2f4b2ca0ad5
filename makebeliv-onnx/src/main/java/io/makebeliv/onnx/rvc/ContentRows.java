package io.makebeliv.onnx.rvc;

/**
 * The rows of a content encoder: one every 20 ms, while everything else comes every 10 ms. A row
 * stands for two frames.
 */
public final class ContentRows {

  private static final int ROW = 320;
  private static final int MARGIN = 80;
  private static final int FRAME = 160;

  private ContentRows() {}

  /**
   * Returns how many rows the encoder gives.
   *
   * @param samples at 16 kHz
   * @return rows; none below 400 samples
   */
  public static int rows(int samples) {
    return Math.max(0, (samples - MARGIN) / ROW);
  }

  /**
   * Returns how many frames a stream's window has: the last row stands in for what is missing.
   *
   * @param samples at 16 kHz
   * @return frames
   */
  public static int streamFrames(int samples) {
    return samples / FRAME;
  }

  /**
   * Writes the row of every frame. Frame {@code k} has row {@code k / 2}, or the last one.
   *
   * @param rows one after the other
   * @param rowsOffset index of the first value
   * @param count how many rows, at least 1
   * @param dimension values of a row
   * @param frames receives a row for every frame
   * @param framesOffset index of the first value
   * @param firstFrame number of the first frame to write
   * @param frameCount how many to write
   */
  public static void spread(
      float[] rows,
      int rowsOffset,
      int count,
      int dimension,
      float[] frames,
      int framesOffset,
      int firstFrame,
      int frameCount) {
    for (int k = 0; k < frameCount; k++) {
      int row = Math.min((firstFrame + k) / 2, count - 1);
      System.arraycopy(
          rows, rowsOffset + row * dimension, frames, framesOffset + k * dimension, dimension);
    }
  }

  /**
   * Takes unvoiced frames back towards what the encoder heard, since drawing consonants and breath
   * towards the index blurs them.
   *
   * @param drawn the frames after the index, in place
   * @param heard the frames before it
   * @param offset index of the first value of both
   * @param dimension values of a frame
   * @param f0 Hz of each frame
   * @param f0Offset index of the first
   * @param frames how many
   * @param protect how much of the drawn frame stays where there is no pitch, 0 to 0.5; from 0.5 on
   *     nothing is done
   */
  public static void protect(
      float[] drawn,
      float[] heard,
      int offset,
      int dimension,
      float[] f0,
      int f0Offset,
      int frames,
      float protect) {
    if (protect >= 0.5f) {
      return;
    }
    for (int k = 0; k < frames; k++) {
      if (f0[f0Offset + k] < 1) {
        int from = offset + k * dimension;
        for (int i = from; i < from + dimension; i++) {
          drawn[i] = drawn[i] * protect + heard[i] * (1 - protect);
        }
      }
    }
  }
}
