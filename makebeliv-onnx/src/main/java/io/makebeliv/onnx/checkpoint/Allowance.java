package io.makebeliv.onnx.checkpoint;

/**
 * What the reading of one file may put on the heap. Whoever makes an object for something in the
 * file charges about its size first, so that no file, however it is written, fills the heap.
 * Weights do not count: they are not on the heap.
 */
final class Allowance {

  /** A voice's 400 tensors take a half of one of these. */
  static final long BYTES = 40L << 20;

  /** About what these take on the heap. */
  static final int OBJECT = 48;

  static final int NUMBER = 24;
  static final int ELEMENT = 16;
  static final int ENTRY = 88;
  static final int INERT = 240;

  private long left = BYTES;

  void charge(long bytes) throws BrokenCheckpointException {
    left -= bytes;
    if (left < 0) {
      throw BrokenCheckpointException.unsupported(
          "describes more objects than any checkpoint that is meant to be read (over %d MB of them)."
                  .formatted(BYTES >> 20)
              + " Save just the weights (the state dict) and open that file.");
    }
  }
}
