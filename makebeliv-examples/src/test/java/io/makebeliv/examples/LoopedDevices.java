package io.makebeliv.examples;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.CaptureDevice;
import io.makebeliv.audio.DuplexDevice;
import io.makebeliv.audio.PlaybackDevice;
import io.makebeliv.audio.javasound.AudioDevice;
import io.makebeliv.audio.javasound.AudioDevice.Direction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A speaker and a microphone with one clock, and a wire of known length from the one to the other:
 * the microphone hears what was played so many frames ago. Times are those of the machine.
 */
final class LoopedDevices implements Devices {

  static final int RATE = 48_000;

  /** A wire that was cut. */
  static final int CUT = -1;

  private static final int AIR = 1 << 19;

  private final int wire;
  private final long start = System.nanoTime();
  private final float[] air = new float[AIR];
  private boolean none;
  private Runnable opening = () -> {};

  /** Joins the two by so many frames of wire. */
  LoopedDevices(int wire) {
    this.wire = wire;
  }

  /** Devices that take their time to open, in which something happens. */
  static LoopedDevices opening(Runnable meanwhile) {
    LoopedDevices devices = new LoopedDevices(0);
    devices.opening = meanwhile;
    return devices;
  }

  /** A machine without any device. */
  static LoopedDevices none() {
    LoopedDevices devices = new LoopedDevices(CUT);
    devices.none = true;
    return devices;
  }

  private long now() {
    return (System.nanoTime() - start) * RATE / 1_000_000_000L;
  }

  private void require() {
    if (none) {
      throw new AudioException("There is no device; plug one in.");
    }
  }

  @Override
  public List<AudioDevice> list() {
    return none
        ? List.of()
        : List.of(
            new AudioDevice(
                "Test microphone",
                "",
                Direction.CAPTURE,
                true,
                List.of(16_000, 48_000),
                List.of(1),
                false),
            new AudioDevice(
                "Test cable",
                "",
                Direction.PLAYBACK,
                true,
                List.of(8000, 16_000, 32_000, 44_100, 48_000),
                List.of(),
                true));
  }

  @Override
  public CaptureDevice microphone(
      @Nullable String name, int sampleRate, @Nullable Duration buffer) {
    require();
    return new Microphone();
  }

  @Override
  public PlaybackDevice speaker(@Nullable String name, @Nullable Duration buffer) {
    require();
    opening.run();
    return new Speaker(frames(buffer));
  }

  @Override
  public DuplexDevice jack() {
    throw new AudioException("There is no JACK server; start one.");
  }

  private static int frames(@Nullable Duration buffer) {
    return buffer == null ? RATE / 100 : (int) (buffer.toNanos() * RATE / 1_000_000_000L);
  }

  private static void nap() {
    LockSupport.parkNanos(200_000);
  }

  private final class Speaker implements PlaybackDevice {

    private final int bufferFrames;
    private long written;
    private volatile boolean closed;

    Speaker(int bufferFrames) {
      this.bufferFrames = bufferFrames;
    }

    @Override
    public String name() {
      return "Test cable";
    }

    @Override
    public int bufferFrames() {
      return bufferFrames;
    }

    @Override
    public int queued() {
      return (int) Math.max(0, written - now());
    }

    @Override
    public void write(float[] buffer, int offset, int frames) {
      for (int i = 0; i < frames; i++) {
        while (!closed && queued() >= bufferFrames) {
          nap();
        }
        long late = now();
        for (; written < late; written++) {
          air[(int) (written & (AIR - 1))] = 0;
        }
        air[(int) (written++ & (AIR - 1))] = buffer[offset + i];
      }
    }

    @Override
    public void end() {
      while (!closed && queued() > 0) {
        nap();
      }
    }

    @Override
    public int sampleRate() {
      return RATE;
    }

    @Override
    public void reopen() {}

    @Override
    public void close() {
      closed = true;
    }
  }

  private final class Microphone implements CaptureDevice {

    private long heard = now();
    private volatile boolean closed;

    @Override
    public String name() {
      return "Test microphone";
    }

    @Override
    public int available() {
      long now = now();
      // What nobody fetches is lost, but only after a time that no test is busy for.
      heard = Math.max(heard, now - 2 * RATE);
      return (int) (now - heard);
    }

    @Override
    public int read(float[] buffer, int offset, int frames) {
      int count = available();
      while (count == 0) {
        if (closed) {
          return END_OF_STREAM;
        }
        nap();
        count = available();
      }
      count = Math.min(count, frames);
      for (int i = 0; i < count; i++) {
        long played = heard++ - wire;
        buffer[offset + i] = wire == CUT || played < 0 ? 0 : air[(int) (played & (AIR - 1))];
      }
      return count;
    }

    @Override
    public int sampleRate() {
      return RATE;
    }

    @Override
    public void reopen() {}

    @Override
    public void close() {
      closed = true;
    }
  }
}
