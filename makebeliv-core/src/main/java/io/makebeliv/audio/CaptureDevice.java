package io.makebeliv.audio;

/**
 * A source with a clock of its own: a microphone, a virtual one, whatever brings audio whether or
 * not anybody is ready for it. What is not fetched in time is lost.
 *
 * <p>A source that is no device has no clock: it is read as fast as there is room for it, and loses
 * nothing.
 *
 * <p>One thread reads, asks {@link #available()} and reopens; {@link #close()} may come from any
 * thread.
 */
public interface CaptureDevice extends AudioSource {

  /**
   * Returns what a person calls the device.
   *
   * @return a name for messages
   */
  String name();

  /**
   * Returns how much {@link #read} gives without waiting. Does not block.
   *
   * @return frames, at least 0
   * @throws AudioException if the device has failed. One that has stood still for longer than such
   *     a device ever does has failed as well: nobody else can know how long that is.
   */
  int available();

  /**
   * Opens the device again after it has failed, at the same sample rate; what it held is gone. The
   * clock starts anew.
   *
   * @throws AudioException if it cannot be opened, or was closed; may be tried again
   */
  void reopen();
}
