package io.makebeliv.studio;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.PlaybackDevice;

/** A speaker in virtual time: plays by a clock that is a little off, and notices running dry. */
public final class VirtualSpeaker implements PlaybackDevice {

  /** Who listens. */
  @FunctionalInterface
  public interface Listener {

    /** A frame is heard at a time, in seconds of virtual time. */
    void hear(float sample, double seconds);
  }

  private final VirtualTime time;
  private final int sampleRate;
  private final double realRate;
  private final int capacity;
  private final Listener listener;

  /** When the first frame that is queued begins, or began; counted in frames of the real rate. */
  private double origin;

  private long written;
  private int ranDry;
  private boolean broken;
  private boolean closed;
  private boolean ended;
  private int reopened;

  public VirtualSpeaker(
      VirtualTime time, int sampleRate, double ppm, int capacity, Listener listener) {
    this.time = time;
    this.sampleRate = sampleRate;
    this.capacity = capacity;
    this.listener = listener;
    realRate = sampleRate * (1 + ppm * 1e-6);
  }

  public void breakDown() {
    broken = true;
  }

  public void repair() {
    broken = false;
  }

  public int ranDry() {
    return ranDry;
  }

  public boolean closed() {
    return closed;
  }

  public boolean ended() {
    return ended;
  }

  public int reopened() {
    return reopened;
  }

  private double clock() {
    return time.nanoTime() * 1e-9 * realRate;
  }

  /** Frames left, with their fraction; negative after running dry. */
  private double left() {
    return origin + written - clock();
  }

  @Override
  public int queued() {
    if (broken || closed) {
      throw new AudioException("The virtual speaker is gone.");
    }
    return (int) Math.max(0, Math.round(left()));
  }

  @Override
  public void write(float[] buffer, int offset, int frames) {
    if (queued() + frames > capacity) {
      throw new AssertionError("the engine is not to wait in a write");
    }
    if (left() < -0.5) {
      ranDry += written == 0 ? 0 : 1;
      origin = clock() - written;
    }
    for (int i = 0; i < frames; i++) {
      listener.hear(buffer[offset + i], (origin + written++) / realRate);
    }
  }

  @Override
  public void reopen() {
    if (broken || closed) {
      throw new AudioException("There is no virtual speaker to be opened.");
    }
    origin = clock() - written;
    reopened++;
  }

  @Override
  public String name() {
    return "virtual speaker";
  }

  @Override
  public int bufferFrames() {
    return capacity;
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public void end() {
    ended = true;
  }

  @Override
  public void close() {
    closed = true;
  }
}
