package io.makebeliv.onnx.rvc;

/**
 * How one stream's frames become samples: the part of a session that knows how its synthesizer is
 * run. One thread at a time uses it.
 */
interface Decoding extends AutoCloseable {

  /**
   * Speaks a chunk.
   *
   * @param features a row for each frame of the window that is synthesised
   * @param hertz the pitch of each, 0 where unvoiced; may be changed
   * @param signal the speaker, at 16 kHz; ends with the window
   * @param end absolute number of the frame after the window
   * @param output receives the chunk
   */
  void speak(float[] features, float[] hertz, float[] signal, long end, float[] output);

  /** Passes over silence, of which a second has been spoken. */
  void rest();

  /** Begins anew. */
  void reset();

  @Override
  void close();
}
