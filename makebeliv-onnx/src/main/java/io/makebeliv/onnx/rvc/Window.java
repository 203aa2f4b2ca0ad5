package io.makebeliv.onnx.rvc;

/**
 * Frames that go in, and frames that come out, which are the last of them.
 *
 * @param frames in
 * @param returned out
 */
record Window(int frames, int returned) {
  int skipped() {
    return frames - returned;
  }
}
