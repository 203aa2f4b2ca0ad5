package io.makebeliv.audio.javasound;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.CaptureDevice;
import io.makebeliv.audio.javasound.AudioDevice.Direction;
import java.time.Duration;
import java.util.Objects;
import javax.sound.sampled.TargetDataLine;
import org.jspecify.annotations.Nullable;

/**
 * A capture device of Java Sound: a microphone, a line in, the far end of a virtual cable.
 *
 * <p>It records 16-bit samples in mono, or in stereo of which it gives the mean, whichever the
 * device has. Recording starts with the first {@link #available()} or {@link #read}, so that a
 * microphone opened early holds nothing old. Neither allocates anything.
 *
 * <p>A sound server keeps what a program does not fetch in time: PulseAudio for seconds, behind
 * what {@link #available()} shows. Whoever comes late reads on until less than a buffer is
 * available, and drops what is too old.
 *
 * <p>Java Sound does not tell that a device is gone. That is noticed at once where reads fail (a
 * sound server that ends), and otherwise when the device has brought nothing for 2 s, or for 6 s
 * after opening, while somebody asked. From then on every call but {@link #reopen()} and {@link
 * #close()} throws.
 *
 * <p>One thread reads, asks {@link #available()} and reopens; {@link #close()} may come from any
 * thread, and ends a waiting {@link #read} with {@link #END_OF_STREAM}.
 */
public final class Microphone implements CaptureDevice {

  private final DeviceLine<TargetDataLine> device;
  private @Nullable TargetDataLine started;

  Microphone(LineProvider<TargetDataLine> provider, LineSettings settings) {
    device = new DeviceLine<>(provider, Direction.CAPTURE, settings);
  }

  /**
   * Opens the default microphone at 48 kHz, or at another common rate if it has no such line.
   *
   * @return the microphone, owned by the caller
   * @throws AudioException if there is none, or it cannot be opened
   */
  public static Microphone open() {
    return builder().open();
  }

  /**
   * Opens a microphone by name at 48 kHz, or at another common rate if it has no such line.
   *
   * @param name as {@link AudioDevices#list()} has it, or a part that only one device has in its
   *     name; letter case does not count
   * @return the microphone, owned by the caller
   * @throws AudioException if there is none or more than one of that name, or it cannot be opened
   */
  public static Microphone open(String name) {
    return builder().device(name).open();
  }

  /**
   * Begins with the default microphone, 48 kHz, and a buffer of 10 ms (40 ms on Windows).
   *
   * @return a builder for one microphone
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return device.name();
  }

  @Override
  public int sampleRate() {
    return device.sampleRate();
  }

  @Override
  public int available() {
    OpenLine<TargetDataLine> open = device.working();
    start(open.line);
    int frames = Math.min(open.line.available() / open.block.frameBytes, open.bufferFrames);
    if (frames >= open.bufferFrames) {
      // Full: it cannot bring more, and a read tells whether it is well.
      open.watch.rest();
    } else if (open.watch.stands(frames, System.nanoTime())) {
      throw device.fail("has brought nothing for seconds");
    }
    return Math.max(0, frames);
  }

  /**
   * Reads up to {@code frames} frames, waiting until at least one is there.
   *
   * @throws AudioException if the device has failed, or the waiting thread was interrupted
   */
  @Override
  public int read(float[] buffer, int offset, int frames) {
    Objects.checkFromIndexSize(offset, frames, buffer.length);
    if (frames == 0) {
      throw new IllegalArgumentException("frames must be at least 1, was 0");
    }
    while (!device.closed()) {
      int count = readSome(buffer, offset, frames);
      if (count > 0) {
        return count;
      }
      device.pause();
    }
    return END_OF_STREAM;
  }

  private int readSome(float[] buffer, int offset, int frames) {
    try {
      int count = Math.min(available(), frames);
      return count == 0 ? 0 : take(device.working(), buffer, offset, count);
    } catch (AudioException e) {
      if (device.closed()) {
        return 0;
      }
      throw e;
    }
  }

  private int take(OpenLine<TargetDataLine> open, float[] buffer, int offset, int frames) {
    PcmBlock block = open.block;
    int bytes = open.line.read(block.bytes, 0, frames * block.frameBytes);
    int count = Math.max(0, bytes) / block.frameBytes;
    if (count == 0) {
      throw device.fail("gives nothing of what it says it has");
    }
    open.watch.lower(count);
    block.decode(buffer, offset, count);
    return count;
  }

  private void start(TargetDataLine line) {
    if (started != line) {
      line.start();
      started = line;
    }
  }

  @Override
  public void reopen() {
    device.reopen();
  }

  @Override
  public void close() {
    device.close();
  }

  /** Opens a {@link Microphone} as wanted. */
  public static final class Builder {

    private LineSettings settings = LineSettings.defaults();

    private Builder() {}

    /**
     * Chooses the device.
     *
     * @param name as {@link AudioDevices#list()} has it, or a part that only one device has in its
     *     name; letter case does not count
     * @return this builder
     */
    public Builder device(String name) {
      settings = settings.withDevice(name);
      return this;
    }

    /**
     * Chooses the sample rate to try first; if the device has no such line, it is opened at 48,
     * 44.1, 96, 32 or 16 kHz, whichever of them works first.
     *
     * @param hertz frames per second, 1 to {@value io.makebeliv.audio.PcmFormat#MAX_SAMPLE_RATE}
     * @return this builder
     * @throws IllegalArgumentException if the rate is out of range
     */
    public Builder sampleRate(int hertz) {
      settings = settings.withSampleRate(hertz);
      return this;
    }

    /**
     * Chooses how much the device holds before it loses what is not fetched; the system may round
     * it. Most devices bring half of it at a time, so a short one is also a quick one. The default
     * is 10 ms; on Windows it is 40 ms, because Java Sound is DirectSound there, whose position
     * moves in steps of up to 31 ms.
     *
     * @param duration 1 ms to 2 s
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder buffer(Duration duration) {
      settings = settings.withBuffer(duration);
      return this;
    }

    /**
     * Opens the microphone.
     *
     * @return the microphone, owned by the caller
     * @throws AudioException if there is none or more than one of the name, or it cannot be opened;
     *     the message names the devices there are
     */
    public Microphone open() {
      return new Microphone(SystemLines.capture(settings.device()), settings);
    }
  }
}
