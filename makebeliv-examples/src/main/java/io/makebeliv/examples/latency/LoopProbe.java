package io.makebeliv.examples.latency;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands in for a voice: says a {@link CodedSignal} of its own, whatever it hears, and keeps what
 * it hears. A stream is synchronous, so both have one count of frames. Nothing of the input is in
 * the output, which the leak guard checks as for any voice. For one stream.
 */
final class LoopProbe implements InferenceBackend {

  /** Short, since a step waits until it is full. */
  private static final int STEP = 32;

  private final CodedSignal signal;
  private final float[] heard;
  private final AtomicInteger count = new AtomicInteger();

  /**
   * Makes a probe.
   *
   * @param signal what it says
   * @param frames how much it keeps of what it hears
   */
  LoopProbe(CodedSignal signal, int frames) {
    this.signal = signal;
    heard = new float[frames];
  }

  /** How many frames it has kept. */
  int heardFrames() {
    return count.get();
  }

  /** A copy of what it has kept, from frame 0. */
  float[] heard() {
    return Arrays.copyOf(heard, count.get());
  }

  @Override
  public String id() {
    return "loop-probe";
  }

  @Override
  public String description() {
    return "coded signal for measuring a loop";
  }

  @Override
  public VoiceSettings defaults() {
    return new VoiceSettings(0, 1);
  }

  @Override
  public BackendSession openSession(StreamContext context) {
    return new Session(context.sampleRate());
  }

  @Override
  public void close() {}

  private final class Session implements BackendSession {

    private final StepFormat format;

    Session(int sampleRate) {
      format = new StepFormat(sampleRate, sampleRate, STEP, STEP, 0);
    }

    @Override
    public StepFormat format() {
      return format;
    }

    @Override
    public void convert(float[] input, float[] output, StepControls controls) {
      long position = controls.position();
      for (int i = 0; i < STEP; i++) {
        output[i] = signal.at(position + i);
      }
      int room = (int) Math.max(0, Math.min(STEP, heard.length - position));
      if (room > 0) {
        System.arraycopy(input, 0, heard, (int) position, room);
        count.lazySet((int) position + room);
      }
    }

    @Override
    public void reset() {
      count.set(0);
    }

    @Override
    public void close() {}
  }
}
