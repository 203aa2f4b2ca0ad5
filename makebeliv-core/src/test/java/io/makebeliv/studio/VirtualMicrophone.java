package io.makebeliv.studio;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.CaptureDevice;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;

/**
 * A microphone in virtual time: brings a signal, a function of the frame, in blocks of varying size
 * by a clock that is a little off.
 */
public final class VirtualMicrophone implements CaptureDevice {

  private final VirtualTime time;
  private final int sampleRate;
  private final double realRate;
  private final LongToDoubleFunction signal;
  private final int leastBlock;
  private final int mostBlock;
  private final int capacity;
  private final SplittableRandom random = new SplittableRandom(5);
  private final long start;
  private long brought;
  private long nextBlock;
  private long read;
  private boolean broken;
  private boolean closed;
  private int reopened;

  public VirtualMicrophone(
      VirtualTime time,
      int sampleRate,
      double ppm,
      int leastBlock,
      int mostBlock,
      LongToDoubleFunction signal) {
    this.time = time;
    this.sampleRate = sampleRate;
    this.signal = signal;
    this.leastBlock = leastBlock;
    this.mostBlock = mostBlock;
    realRate = sampleRate * (1 + ppm * 1e-6);
    capacity = sampleRate / 2;
    start = time.nanoTime();
    nextBlock = leastBlock;
  }

  /** When a frame was captured, in seconds of virtual time. */
  public double timeOf(double frame) {
    return start * 1e-9 + frame / realRate;
  }

  public void breakDown() {
    broken = true;
  }

  public void repair() {
    broken = false;
  }

  public boolean closed() {
    return closed;
  }

  public int reopened() {
    return reopened;
  }

  private void listen() {
    if (broken || closed) {
      throw new AudioException("The virtual microphone is gone.");
    }
    long heard = (long) Math.floor((time.nanoTime() - start) * 1e-9 * realRate + 1e-6);
    while (nextBlock <= heard) {
      brought = nextBlock;
      nextBlock += leastBlock + random.nextInt(mostBlock - leastBlock + 1);
    }
    read = Math.max(read, brought - capacity);
  }

  @Override
  public int available() {
    listen();
    return (int) (brought - read);
  }

  @Override
  public int read(float[] buffer, int offset, int frames) {
    int count = Math.min(frames, available());
    if (count < 1) {
      throw new AssertionError("the engine is not to wait in a read");
    }
    for (int i = 0; i < count; i++) {
      buffer[offset + i] = (float) signal.applyAsDouble(read++);
    }
    return count;
  }

  @Override
  public void reopen() {
    if (broken || closed) {
      throw new AudioException("There is no virtual microphone to be opened.");
    }
    listen();
    read = brought;
    reopened++;
  }

  @Override
  public String name() {
    return "virtual microphone";
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public void close() {
    closed = true;
  }
}
