package io.makebeliv.audio.javasound;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.PlaybackDevice;
import io.makebeliv.audio.javasound.AudioDevice.Direction;
import java.time.Duration;
import java.util.Objects;
import javax.sound.sampled.SourceDataLine;
import org.jspecify.annotations.Nullable;

/**
 * A playback device of Java Sound: a speaker, headphones, the near end of a virtual cable.
 *
 * <p>It plays 16-bit samples in mono, or in stereo with the same on both sides, whichever the
 * device has. Playing starts with the first {@link #write}, once as many of its frames are in the
 * buffer as fit: so a long first write is a head start. When the buffer runs dry the device plays
 * silence, and goes on with the next write. Neither {@link #write} nor {@link #queued()} allocates
 * anything.
 *
 * <p>Java Sound does not tell that a device is gone. That is noticed at once where writes fail (a
 * sound server that ends), and otherwise when the device has played nothing of what it holds for 2
 * s, or for 6 s after opening, while somebody asked. From then on every call but {@link #reopen()}
 * and {@link #close()} throws.
 *
 * <p>One thread writes and reopens; {@link #queued()} and {@link #close()} may come from any
 * thread. Closing ends a waiting {@link #write} with an {@link AudioException}.
 */
public final class Speaker implements PlaybackDevice {

  private static final long LONGEST_END_NANOS = 1_000_000_000L;

  private final DeviceLine<SourceDataLine> device;
  private final float[] silence;
  private @Nullable SourceDataLine started;

  Speaker(LineProvider<SourceDataLine> provider, LineSettings settings) {
    device = new DeviceLine<>(provider, Direction.PLAYBACK, settings);
    silence = new float[device.current().bufferFrames];
  }

  /**
   * Opens the default speaker at 48 kHz, or at another common rate if it has no such line.
   *
   * @return the speaker, owned by the caller
   * @throws AudioException if there is none, or it cannot be opened
   */
  public static Speaker open() {
    return builder().open();
  }

  /**
   * Opens a speaker by name at 48 kHz, or at another common rate if it has no such line.
   *
   * @param name as {@link AudioDevices#list()} has it, or a part that only one device has in its
   *     name; letter case does not count
   * @return the speaker, owned by the caller
   * @throws AudioException if there is none or more than one of that name, or it cannot be opened
   */
  public static Speaker open(String name) {
    return builder().device(name).open();
  }

  /**
   * Begins with the default speaker, 48 kHz, and a buffer of 10 ms (40 ms on Windows).
   *
   * @return a builder for one speaker
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
  public int bufferFrames() {
    return device.current().bufferFrames;
  }

  @Override
  public int queued() {
    return queued(device.working());
  }

  private int queued(OpenLine<SourceDataLine> open) {
    int room = open.line.available() / open.block.frameBytes;
    int queued = Math.max(0, Math.min(open.bufferFrames, open.bufferFrames - room));
    if (queued == 0 || !open.line.isRunning()) {
      open.watch.rest();
    } else if (open.watch.stands(-queued, System.nanoTime())) {
      throw device.fail("has played nothing for seconds");
    }
    return queued;
  }

  /**
   * Writes all {@code frames} frames, waiting until they are taken.
   *
   * @throws AudioException if the device has failed or was closed, or the waiting thread was
   *     interrupted
   */
  @Override
  public void write(float[] buffer, int offset, int frames) {
    Objects.checkFromIndexSize(offset, frames, buffer.length);
    int written = 0;
    while (written < frames) {
      OpenLine<SourceDataLine> open = device.working();
      int room = open.bufferFrames - queued(open);
      int count = Math.min(room, frames - written);
      if (count > 0) {
        put(open, buffer, offset + written, count);
        written += count;
      } else {
        device.pause();
      }
    }
  }

  private void put(OpenLine<SourceDataLine> open, float[] buffer, int offset, int frames) {
    PcmBlock block = open.block;
    block.encode(buffer, offset, frames);
    int bytes = frames * block.frameBytes;
    int taken = open.line.write(block.bytes, 0, bytes);
    if (started != open.line) {
      open.line.start();
      started = open.line;
    }
    if (taken != bytes) {
      throw device.fail("takes nothing, although it has room");
    }
    open.watch.lower(frames);
  }

  /**
   * Waits until the device has played what it holds, but no longer than about a second. What the
   * system holds beyond the device's buffer is pushed out by as much silence as the buffer takes.
   *
   * @throws AudioException if the device has failed or was closed, or the waiting thread was
   *     interrupted
   */
  @Override
  public void end() {
    long start = System.nanoTime();
    int pushed = 0;
    while (System.nanoTime() - start < LONGEST_END_NANOS) {
      OpenLine<SourceDataLine> open = device.working();
      int queued = queued(open);
      int count = Math.min(open.bufferFrames - queued, silence.length - pushed);
      if (count > 0) {
        put(open, silence, 0, count);
        pushed += count;
      } else if (queued == 0) {
        return;
      } else {
        device.pause();
      }
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

  /** Opens a {@link Speaker} as wanted. */
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
     * Chooses how much the device holds when it is full; the system may round it. The default is 10
     * ms; on Windows it is 40 ms, because Java Sound is DirectSound there, whose position moves in
     * steps of up to 31 ms.
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
     * Opens the speaker.
     *
     * @return the speaker, owned by the caller
     * @throws AudioException if there is none or more than one of the name, or it cannot be opened;
     *     the message names the devices there are
     */
    public Speaker open() {
      return new Speaker(SystemLines.playback(settings.device()), settings);
    }
  }
}
