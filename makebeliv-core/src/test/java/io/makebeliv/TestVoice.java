package io.makebeliv;

import io.makebeliv.dsp.Resampler;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** A backend for tests, whose step is a function. Counts what is opened and closed. */
public final class TestVoice implements InferenceBackend {

  /** One step. */
  @FunctionalInterface
  public interface Step {
    void convert(float[] input, float[] output, StepControls controls);
  }

  public final AtomicInteger openSessions = new AtomicInteger();
  public final AtomicBoolean closed = new AtomicBoolean();

  private final Function<StreamContext, StepFormat> format;
  private final Function<StepFormat, Step> steps;
  private final boolean identity;
  private DoubleUnaryOperator leastShift = formant -> 0;
  private boolean followsPitch = true;
  private boolean ranged;

  private TestVoice(
      Function<StreamContext, StepFormat> format,
      Function<StepFormat, Step> steps,
      boolean identity) {
    this.format = format;
    this.steps = steps;
    this.identity = identity;
  }

  /** A voice at the stream's rate with the same step for every session. */
  public static TestVoice of(int stepFrames, Step step) {
    return new TestVoice(
        context ->
            new StepFormat(context.sampleRate(), context.sampleRate(), stepFrames, stepFrames, 0),
        format -> step,
        false);
  }

  /** A voice at the stream's rate whose pitch must keep a distance. */
  public static TestVoice of(int stepFrames, Step step, DoubleUnaryOperator leastShift) {
    TestVoice voice = of(stepFrames, step);
    voice.leastShift = leastShift;
    return voice;
  }

  /** A voice of any format, with a step made for every session. */
  public static TestVoice of(StepFormat format, Function<StepFormat, Step> steps) {
    return new TestVoice(context -> format, steps, false);
  }

  /** Hands its input on, late by the format's latency and at its output rate: for measurements. */
  public static TestVoice measuring(StepFormat format) {
    return new TestVoice(context -> format, TestVoice::delay, true);
  }

  /** A voice for measurements with a step made for every session. */
  public static TestVoice measuring(StepFormat format, Function<StepFormat, Step> steps) {
    return new TestVoice(context -> format, steps, true);
  }

  /** The same, but says that it takes no pitch control. */
  public TestVoice keepingPitch() {
    followsPitch = false;
    return this;
  }

  /** The same, but says that it can go to a range of pitch. */
  public TestVoice ranged() {
    ranged = true;
    return this;
  }

  @Override
  public void check(VoiceSettings settings) {
    if (!ranged) {
      refuseTarget(settings);
    }
  }

  @Override
  public boolean followsPitch() {
    return followsPitch;
  }

  /** Hands its input on as {@link #measuring} does, without saying so. */
  public static TestVoice leaking(StepFormat format) {
    return new TestVoice(context -> format, TestVoice::delay, false);
  }

  /** A step that hands its input on, late by the format's latency. */
  public static Step delay(StepFormat format) {
    boolean sameRate = format.inputRate() == format.outputRate();
    Resampler resampler = Resampler.alignedToOutput(format.inputRate(), format.outputRate(), 0);
    int own = sameRate ? 0 : (int) Math.round(resampler.delay() * format.outputRate());
    if (own > format.latency()) {
      throw new IllegalArgumentException("needs a latency of at least " + own);
    }
    float[] line = new float[format.latency() - own + 2 * format.outputStep() + 1];
    int[] held = {format.latency() - own};
    float[] resampled = new float[resampler.maxOutput(format.inputStep())];
    return (input, output, controls) -> {
      int count = input.length;
      if (sameRate) {
        System.arraycopy(input, 0, resampled, 0, count);
      } else {
        count = resampler.process(input, 0, input.length, resampled, 0);
      }
      System.arraycopy(resampled, 0, line, held[0], count);
      held[0] += count - output.length;
      System.arraycopy(line, 0, output, 0, output.length);
      System.arraycopy(line, output.length, line, 0, held[0]);
    };
  }

  /** Turns the spectrum upside down: clearly another signal, and a function of the position. */
  public static void mirror(float[] input, float[] output, StepControls controls) {
    for (int i = 0; i < output.length; i++) {
      output[i] = 0.5f * ((controls.position() + i) % 2 == 0 ? input[i] : -input[i]);
    }
  }

  @Override
  public String id() {
    return "test";
  }

  @Override
  public String description() {
    return "test voice";
  }

  @Override
  public VoiceSettings defaults() {
    return new VoiceSettings(0, 1);
  }

  @Override
  public double leastShift(double formantRatio) {
    return leastShift.applyAsDouble(formantRatio);
  }

  @Override
  public boolean identity() {
    return identity;
  }

  @Override
  public BackendSession openSession(StreamContext context) {
    openSessions.incrementAndGet();
    return new Session(format.apply(context));
  }

  private final class Session implements BackendSession {

    private final StepFormat stepFormat;
    private Step step;
    private boolean sessionClosed;

    Session(StepFormat stepFormat) {
      this.stepFormat = stepFormat;
      step = steps.apply(stepFormat);
    }

    @Override
    public StepFormat format() {
      return stepFormat;
    }

    @Override
    public void convert(float[] input, float[] output, StepControls controls) {
      step.convert(input, output, controls);
    }

    @Override
    public void reset() {
      step = steps.apply(stepFormat);
    }

    @Override
    public void close() {
      if (!sessionClosed) {
        sessionClosed = true;
        openSessions.decrementAndGet();
      }
    }
  }

  @Override
  public void close() {
    closed.set(true);
  }
}
