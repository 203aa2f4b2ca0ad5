package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.f0.F0Track;

/** Finds the pitch of one stream as it goes on. */
public interface PitchFollower extends AutoCloseable {

  /** How many samples of the past it looks at, the new ones included. */
  int window();

  /**
   * Follows the stream.
   *
   * @param signal ends with the newest samples, 16 kHz; at least {@link #window()} of them
   * @param end absolute number of the frame that the next sample would be the centre of
   * @param track receives what is found
   */
  void follow(float[] signal, long end, F0Track track);

  /** Forgets the stream. */
  void reset();

  @Override
  void close();
}
