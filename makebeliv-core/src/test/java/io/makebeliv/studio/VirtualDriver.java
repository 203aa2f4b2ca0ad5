package io.makebeliv.studio;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.DuplexDevice;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A driver whose callbacks are the test's to make. */
public final class VirtualDriver implements DuplexDevice {

  private final int sampleRate;
  private final int blockFrames;
  private final float[] input;
  private final float[] output;
  private @Nullable Callback callback;
  private boolean running;
  private boolean broken;
  private boolean closed;

  public VirtualDriver(int sampleRate, int blockFrames) {
    this.sampleRate = sampleRate;
    this.blockFrames = blockFrames;
    input = new float[blockFrames];
    output = new float[blockFrames];
  }

  /** One block in, the same out. */
  public void call(float[] samples, int offset, int frames) {
    System.arraycopy(samples, offset, input, 0, frames);
    Objects.requireNonNull(callback).process(input, output, frames);
    System.arraycopy(output, 0, samples, offset, frames);
  }

  /** Calls until all samples have been through. */
  public void callAll(float[] samples) {
    for (int i = 0; i < samples.length; i += blockFrames) {
      call(samples, i, Math.min(blockFrames, samples.length - i));
    }
  }

  public void shutDown() {
    running = false;
    broken = true;
  }

  public void repair() {
    broken = false;
  }

  public boolean closed() {
    return closed;
  }

  @Override
  public String name() {
    return "virtual driver";
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public int blockFrames() {
    return blockFrames;
  }

  @Override
  public int latencyFrames() {
    return 2 * blockFrames;
  }

  @Override
  public void start(Callback callback) {
    this.callback = callback;
    running = true;
  }

  @Override
  public boolean running() {
    return running;
  }

  @Override
  public void reopen() {
    if (broken || closed) {
      throw new AudioException("There is no virtual driver.");
    }
    running = true;
  }

  @Override
  public void close() {
    closed = true;
    running = false;
  }
}
