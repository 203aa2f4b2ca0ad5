package io.makebeliv.pipeline;

import io.makebeliv.LatencyLedger;
import io.makebeliv.LatencyLedger.Stage;
import io.makebeliv.MuteReason;
import io.makebeliv.dsp.FrameQueue;
import io.makebeliv.dsp.GapFade;
import io.makebeliv.dsp.Resampler;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One voice in a stream: resamples to the backend's rate, converts in its steps, resamples to the
 * stream's rate. Whatever the block sizes, after {@code n} frames in, the first {@code floor(n *
 * out / in)} frames are there to be read: the queue starts with exactly the silence that makes it
 * so.
 */
public final class VoiceLane implements AutoCloseable {

  /** The most frames that {@link #write} takes at once. */
  static final int MAX_BLOCK = 1024;

  /** As many steps as neural runtimes need until their speed settles. */
  private static final int WARM_UP_STEPS = 6;

  private static final double WARM_UP_SECONDS = 0.4;

  private final InferenceBackend backend;
  private final ControlTargets targets;
  private final StreamCounters counters;
  private final int inputRate;
  private final StepFormat format;
  private final StepRunner runner;
  private final @Nullable Resampler ingest;
  private final @Nullable Resampler egress;
  private final FrameQueue queue;
  private final GapFade fade;
  private final float[] ingested;
  private final float[] stepInput;
  private final float[] stepOutput;
  private final HeardRange heardRange = new HeardRange();
  private final float[] egressed;
  private final double framesPerStep;
  private final LatencyLedger ledger;
  private final double latency;
  private final int silence;
  private final AtomicBoolean closed = new AtomicBoolean();
  private int filled;
  private long position;
  private boolean heard;

  private VoiceLane(
      StreamRates rates,
      InferenceBackend backend,
      BackendSession session,
      StreamSetup setup,
      ControlTargets targets,
      int leastLatency) {
    this.backend = backend;
    this.targets = targets;
    this.counters = setup.counters();
    inputRate = rates.input();
    VoiceSettings initial = targets.get();
    format = session.format();
    StepConverter converter = new StepConverter(backend, session, initial, setup);
    runner =
        setup.executor() == null
            ? converter
            : new StepHandOver(
                converter,
                format,
                initial,
                rates.mostSteps(format, setup.blockFrames()),
                setup.executor(),
                counters);
    int behind =
        format.latency() + runner.driftFrames() + runner.stepsBehind() * format.outputStep();
    ingest =
        rates.input() == format.inputRate()
            ? null
            : Resampler.alignedToInput(rates.input(), format.inputRate());
    egress =
        rates.output() == format.outputRate()
            ? null
            : Resampler.alignedToOutput(format.outputRate(), rates.output(), behind);
    framesPerStep = (double) format.outputStep() * rates.output() / format.outputRate();

    int stepping = rates.silenceFor(format);
    LatencyLedger alone = ledger(rates, stepping, 0);
    int padding = Math.max(0, leastLatency - alone.totalFrames());
    ledger = ledger(rates, stepping, padding);
    latency = ledger.stages().stream().mapToDouble(Stage::frames).sum();
    silence = stepping + padding;

    fade = new GapFade(format.outputRate());
    ingested = new float[ingest == null ? MAX_BLOCK : ingest.maxOutput(MAX_BLOCK)];
    stepInput = new float[format.inputStep()];
    stepOutput = new float[format.outputStep()];
    egressed = new float[egress == null ? stepOutput.length : egress.maxOutput(stepOutput.length)];
    int mostOut = (int) ((long) MAX_BLOCK * rates.output() / rates.input());
    queue = new FrameQueue(silence + mostOut + 2 * egressed.length + 2);
    queue.reset(silence);
  }

  /**
   * Opens a backend for a stream, warms it up with a voice-like test signal and checks what it
   * makes of it. Takes as long as that takes; never called on an audio thread.
   *
   * @param rates the stream's sample rates
   * @param backend the voice
   * @param setup what stays the same for all voices of the stream
   * @param targets where pitch and formants are to go
   * @param leastLatency frames that the output is to be late at least, so that one voice can
   *     replace another in step
   * @return a lane in its initial state
   * @throws ModelException if the backend fails, or hands its input back
   */
  public static VoiceLane open(
      StreamRates rates,
      InferenceBackend backend,
      StreamSetup setup,
      ControlTargets targets,
      int leastLatency) {
    backend.check(targets.get());
    BackendSession session = backend.openSession(new StreamContext(rates.output(), setup.seed()));
    try {
      warmUp(backend, session, targets.get(), setup);
      return new VoiceLane(rates, backend, session, setup, targets, leastLatency);
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  private static void warmUp(
      InferenceBackend backend, BackendSession session, VoiceSettings settings, StreamSetup setup) {
    StepFormat format = session.format();
    StepConverter converter = new StepConverter(backend, session, settings, setup);
    ProbeVoice probe = new ProbeVoice(format.inputRate());
    float[] input = new float[format.inputStep()];
    float[] output = new float[format.outputStep()];
    HeardRange range = new HeardRange();
    int steps =
        Math.max(
            WARM_UP_STEPS,
            (int) Math.ceil(WARM_UP_SECONDS * format.inputRate() / format.inputStep()));
    for (int i = 0; i < steps; i++) {
      probe.fill(input);
      MuteReason fault = converter.run(input, output, range, settings, (long) i * input.length);
      if (fault != null) {
        throw new ModelException(
            "The voice '%s' cannot be used: while warming up on a test signal it %s."
                .formatted(backend.description(), inWords(fault)));
      }
    }
    converter.reset(settings);
  }

  private static String inWords(MuteReason fault) {
    return switch (fault) {
      case LEAK -> "handed its input back instead of converting it";
      case NOT_FINITE -> "returned NaN or infinity";
      default -> "failed";
    };
  }

  private LatencyLedger ledger(StreamRates rates, int stepping, int padding) {
    List<Stage> stages = new ArrayList<>();
    add(stages, "input resampler", ingest == null ? 0 : ingest.delay() * rates.output());
    add(stages, "step", stepping);
    add(stages, "hand-over", runner.stepsBehind() * framesPerStep);
    add(stages, "voice", (double) format.latency() * rates.output() / format.outputRate());
    add(
        stages,
        "pitch motion",
        (double) runner.driftFrames() * rates.output() / format.outputRate());
    add(stages, "output resampler", egress == null ? 0 : egress.delay() * rates.output());
    add(stages, "alignment", padding);
    return new LatencyLedger(rates.output(), stages);
  }

  private static void add(List<Stage> stages, String name, double frames) {
    if (frames > 0) {
      stages.add(new Stage(name, frames));
    }
  }

  /**
   * Returns the delay of this voice.
   *
   * @return where this lane's delay comes from
   */
  public LatencyLedger ledger() {
    return ledger;
  }

  /** The sum of the ledger's stages, unrounded. */
  double latency() {
    return latency;
  }

  /** Checks settings before they are set, if this voice is the one that they would steer. */
  void check(ControlTargets steered, VoiceSettings settings) {
    if (steered == targets) {
      backend.check(settings);
    }
  }

  /**
   * Prepares for joining a stream under way: what varies goes on from where the stream is. May take
   * long; called before the lane is offered, never on an audio thread.
   *
   * @param frame how many of the stream's input frames there have been so far, or fewer
   */
  public void join(long frame) {
    runner.join(positionAt(frame));
  }

  /** Joins the stream at exactly this frame. */
  void begin(long frame) {
    position = positionAt(frame);
  }

  private long positionAt(long frame) {
    return frame * format.inputRate() / inputRate;
  }

  private long frameAt(long ownPosition) {
    return ownPosition * inputRate / format.inputRate();
  }

  /** Whether this voice is to go to a range, and the speaker's has to be known. */
  boolean wantsRange() {
    return targets.get().hasRange();
  }

  /**
   * Takes the next frames of the stream, at most {@link #MAX_BLOCK}.
   *
   * @param range has heard these frames
   */
  void write(float[] input, int offset, int frames, SpeakerRange range) {
    if (ingest == null) {
      step(input, offset, frames, range);
    } else {
      step(ingested, 0, ingest.process(input, offset, frames, ingested, 0), range);
    }
  }

  private void step(float[] samples, int offset, int frames, SpeakerRange range) {
    for (int done = 0; done < frames; ) {
      int count = Math.min(frames - done, stepInput.length - filled);
      System.arraycopy(samples, offset + done, stepInput, filled, count);
      filled += count;
      done += count;
      if (filled == stepInput.length) {
        filled = 0;
        range.at(frameAt(position + stepInput.length), heardRange);
        convertStep();
      }
    }
  }

  private void convertStep() {
    MuteReason fault = runner.run(stepInput, stepOutput, heardRange, targets.get(), position);
    position += stepInput.length;
    counters.step();
    if (fault == null) {
      fade.pass(stepOutput, 0, stepOutput.length);
    } else {
      fade.mute(stepOutput, 0, stepOutput.length);
      if (heard) {
        counters.muted(fault, (long) framesPerStep);
      }
    }
    if (egress == null) {
      queue.write(stepOutput, 0, stepOutput.length);
    } else {
      queue.write(egressed, 0, egress.process(stepOutput, 0, stepOutput.length, egressed, 0));
    }
  }

  /** Gives the next frames of the converted stream; as many as are due are always there. */
  void read(float[] output, int offset, int frames) {
    queue.read(output, offset, frames);
  }

  void reset() {
    runner.reset(targets.get());
    if (ingest != null) {
      ingest.reset();
    }
    if (egress != null) {
      egress.reset();
    }
    queue.reset(silence);
    fade.reset();
    Arrays.fill(stepInput, 0);
    filled = 0;
    position = 0;
  }

  /** From now on this lane is what the stream's listeners hear, and its silence counts. */
  void heard() {
    heard = true;
  }

  /** Closes the backend's session, once, whoever calls. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      runner.close();
    }
  }
}
