package io.makebeliv.audio;

/**
 * A blocking consumer of mono audio at one sample rate: a file, a speaker, a virtual microphone.
 *
 * <p>Samples are floats whose full scale is [-1, 1]. One thread writes; {@link #close()} may come
 * from any thread and is idempotent. A stream that is complete ends with {@link #end()}; one that
 * is closed without it was abandoned, and a file sink then leaves the target file as it was.
 */
public interface AudioSink extends AutoCloseable {

  /**
   * Returns the sample rate.
   *
   * @return frames per second, the same for the life of the sink
   */
  int sampleRate();

  /**
   * Writes all {@code frames} frames, blocking until they are taken.
   *
   * @param buffer where the frames are
   * @param offset index of the first frame in {@code buffer}
   * @param frames how many frames to write, at least 0
   * @throws AudioException if the sink failed
   */
  void write(float[] buffer, int offset, int frames);

  /**
   * Says that the stream is complete: a device plays what it holds, a file is moved into place.
   *
   * @throws AudioException if what was written could not be kept
   */
  void end();

  /**
   * Releases the device or file. Idempotent; without {@link #end()} before it, abandons the stream.
   */
  @Override
  void close();
}
