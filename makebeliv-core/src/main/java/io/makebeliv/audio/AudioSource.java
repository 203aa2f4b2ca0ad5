package io.makebeliv.audio;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A blocking stream of mono audio at one sample rate: a file, a microphone, a generator.
 *
 * <p>Samples are floats whose full scale is [-1, 1]. One thread reads; {@link #close()} may come
 * from any thread and is idempotent.
 */
public interface AudioSource extends AutoCloseable {

  /** What {@link #read} returns once the stream has ended. */
  int END_OF_STREAM = -1;

  /**
   * Returns the sample rate.
   *
   * @return frames per second, the same for the life of the source
   */
  int sampleRate();

  /**
   * Reads up to {@code frames} frames, blocking until at least one is there.
   *
   * @param buffer where the frames go
   * @param offset index of the first frame in {@code buffer}
   * @param frames the most frames to read, at least 1
   * @return the number of frames read, at least 1, or {@link #END_OF_STREAM}
   * @throws AudioException if the source failed; an end of stream is never an error
   */
  int read(float[] buffer, int offset, int frames);

  /**
   * Returns how many frames the whole stream has, where that is known before reading it.
   *
   * @return the length in frames, or empty for live sources and streams of unknown length
   */
  default OptionalLong length() {
    return OptionalLong.empty();
  }

  /**
   * Opens the same recording once more, for whoever wants to know what is still to come: a
   * conversion into a pitch range does.
   *
   * @return a source of its own, at the recording's beginning whatever was read of this one, which
   *     the caller closes; or empty for what is heard once, such as microphones and pipes, and for
   *     what is there no more
   * @throws AudioException if the recording cannot be read any more
   */
  default Optional<AudioSource> again() {
    return Optional.empty();
  }

  /** Releases the device or file. Idempotent. */
  @Override
  void close();
}
