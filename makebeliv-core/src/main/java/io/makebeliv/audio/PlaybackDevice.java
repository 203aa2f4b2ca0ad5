package io.makebeliv.audio;

/**
 * A sink with a clock of its own: a speaker, a virtual microphone's far end, whatever plays on
 * whether or not anybody has brought it audio.
 *
 * <p>A sink that is no device has no clock: it takes what comes when it comes, and never runs dry.
 *
 * <p>One thread writes and reopens; {@link #queued()} and {@link #close()} may come from any
 * thread.
 */
public interface PlaybackDevice extends AudioSink {

  /**
   * Returns what a person calls the device.
   *
   * @return a name for messages
   */
  String name();

  /**
   * Returns how much the device holds when it is full: more than that makes {@link #write} wait.
   *
   * @return frames, positive; the same until the device is reopened
   */
  int bufferFrames();

  /**
   * Returns how much was written and is not yet played. Does not block.
   *
   * @return frames, 0 to {@link #bufferFrames()}
   * @throws AudioException if the device has failed. One that has stood still for longer than such
   *     a device ever does has failed as well: nobody else can know how long that is.
   */
  int queued();

  /**
   * Opens the device again after it has failed, at the same sample rate; what it held is gone.
   *
   * @throws AudioException if it cannot be opened, or was closed; may be tried again
   */
  void reopen();
}
