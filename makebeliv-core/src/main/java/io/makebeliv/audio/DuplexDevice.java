package io.makebeliv.audio;

/**
 * A driver that calls us: input and output of one clock, in one callback. What goes in comes out
 * within the same call, so that nothing is queued and no clocks drift apart.
 */
public interface DuplexDevice extends AutoCloseable {

  /** What the driver calls for every block, on its own real-time thread. */
  @FunctionalInterface
  interface Callback {

    /**
     * Converts one block. Must not allocate, lock, log, do I/O, or throw.
     *
     * @param input mono samples from index 0
     * @param output receives as many mono samples from index 0; another array than {@code input}
     * @param frames how many, 1 to {@link DuplexDevice#blockFrames()}
     */
    void process(float[] input, float[] output, int frames);
  }

  /**
   * Returns what a person calls the device.
   *
   * @return a name for messages
   */
  String name();

  /**
   * Returns the sample rate.
   *
   * @return frames per second of both sides
   */
  int sampleRate();

  /**
   * Returns the largest block.
   *
   * @return the most frames that a callback brings
   */
  int blockFrames();

  /**
   * Returns the driver's own delay, from what it captures to what it plays, without whatever the
   * callback adds.
   *
   * @return frames, as far as the driver knows
   */
  int latencyFrames();

  /**
   * Starts calling.
   *
   * @param callback called for every block until the device is closed or fails
   * @throws AudioException if the device cannot be started
   * @throws IllegalStateException if it was started before
   */
  void start(Callback callback);

  /**
   * Says whether the driver still calls.
   *
   * @return false before the start, once the driver has failed or shut down, and after closing
   */
  boolean running();

  /**
   * Connects to the driver again after it has failed, at the same sample rate, and starts it with
   * the same callback.
   *
   * @throws AudioException if that fails, or the device was closed; may be tried again
   */
  void reopen();

  /** Stops calling: after this has returned the callback is not called. Idempotent. */
  @Override
  void close();
}
