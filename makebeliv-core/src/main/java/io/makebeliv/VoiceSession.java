package io.makebeliv;

import io.makebeliv.ambience.Ambience;
import io.makebeliv.effect.Effect;
import io.makebeliv.effect.EffectChain;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.PitchRange;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.pipeline.ControlTargets;
import io.makebeliv.pipeline.Pipeline;
import io.makebeliv.pipeline.StreamCounters;
import io.makebeliv.pipeline.StreamRates;
import io.makebeliv.pipeline.StreamSetup;
import io.makebeliv.preset.Preset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One speaker's stream through a voice: push blocks of any size in, get as many frames out, late by
 * {@link #latency()}.
 *
 * <p>{@link #process} and {@link #reset} are called by one thread, usually the host's audio thread.
 * There {@code process} allocates nothing, takes no lock, logs nothing and throws nothing but for
 * wrong arguments. Everything else may come from any thread at any time and takes effect smoothly.
 *
 * <p><b>Fail closed.</b> Whatever happens (a backend that throws, returns NaN, misses its deadline
 * or hands its input back; a session that is muted or closed), the output is silence, or the
 * ambience alone if there is one, and the frames are counted by {@link MuteReason}. The input never
 * comes out.
 */
public final class VoiceSession implements AutoCloseable {

  private enum Gate {
    IDLE,
    PROCESSING,
    CLOSING,
    CLOSED
  }

  private static final long POLL_NANOS = 500_000;

  private final String id;
  private final StreamRates rates;
  private final Pipeline pipeline;
  private final VoiceSwaps voice;
  private final ProcessingTimes times = new ProcessingTimes();
  private final StreamCounters counters;
  private final AtomicReference<Gate> gate = new AtomicReference<>(Gate.IDLE);

  /** Whether the voice still holds what was said before a reset. Of the processing thread. */
  private boolean stale;

  private VoiceSession(
      String id,
      StreamRates rates,
      InferenceBackend backend,
      VoiceSettings initial,
      StreamSetup setup) {
    this.id = id;
    this.rates = rates;
    counters = setup.counters();
    ControlTargets targets = new ControlTargets(initial);
    pipeline = Pipeline.open(rates, backend, setup, targets);
    voice = new VoiceSwaps(id, rates, pipeline, backend, targets, setup);
  }

  /** Opens sessions with options; see {@link VoiceConverter#session}. */
  public static final class Builder {

    private final VoiceConverter converter;
    private final StreamRates rates;
    private @Nullable String id;
    private @Nullable Executor executor;
    private int blockFrames = 1;

    Builder(VoiceConverter converter, StreamRates rates) {
      this.converter = converter;
      this.rates = rates;
    }

    /**
     * Names the session. Sessions with the same converter seed and the same id vary alike; those
     * with different ids vary independently.
     *
     * @param id any text, for example a player's name; sequential numbers by default
     * @return this builder
     */
    public Builder id(String id) {
      this.id = Objects.requireNonNull(id, "id");
      return this;
    }

    /**
     * Converts on an executor instead of the thread that calls {@link VoiceSession#process}, which
     * then never waits for a slow voice: each step is handed over and its result taken one step
     * later, which the ledger shows. A result that is late is replaced by silence. Where blocks are
     * longer than steps, say so with {@link #blockFrames}.
     *
     * @param executor runs steps, one at a time for each session; its queueing may allocate
     * @return this builder
     */
    public Builder executor(Executor executor) {
      this.executor = Objects.requireNonNull(executor, "executor");
      return this;
    }

    /**
     * Says how many frames are pushed at once. Matters only with an {@link #executor}, and where a
     * block holds several of the voice's steps: as many are then handed over together and are given
     * until the next block, by which the output is that much later. Without it, all but one of them
     * would be late.
     *
     * @param frames the longest block, 1 frame to 1 second; 1 by default, which suits all blocks
     *     that are no longer than a step
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    public Builder blockFrames(int frames) {
      if (frames < 1 || frames > rates.input()) {
        throw new IllegalArgumentException(
            "blockFrames must be 1 to %d, was %d".formatted(rates.input(), frames));
      }
      blockFrames = frames;
      return this;
    }

    /**
     * Opens the session: opens the voice for this stream, warms it up and checks it. Takes as long
     * as that takes.
     *
     * @return a session that is ready to convert
     * @throws ModelException if the voice fails on the test signal that warms it up
     */
    public VoiceSession open() {
      String name = id == null ? converter.nextId() : id;
      return new VoiceSession(
          name,
          rates,
          converter.backend(),
          converter.settings(),
          new StreamSetup(
              converter.seedFor(name),
              executor,
              blockFrames,
              new StreamCounters(),
              converter.finish(),
              converter.measuring()));
    }
  }

  /**
   * Returns the name of this session.
   *
   * @return the id given or assigned when it was opened
   */
  public String id() {
    return id;
  }

  /**
   * Returns the sample rate of both sides.
   *
   * @return Hz
   */
  public int sampleRate() {
    return rates.input();
  }

  /**
   * Returns how late the output is, and why. Changes only when a voice with a longer delay has been
   * swapped in.
   *
   * @return the exact delay, stage by stage
   */
  public LatencyLedger latency() {
    return pipeline.ledger();
  }

  /**
   * Converts the next block of the stream. Any block size will do, and blocks may vary: the samples
   * are the same however the stream is cut.
   *
   * @param input mono samples, full scale [-1, 1]; NaN and infinity count as silence
   * @param inputOffset index of the first frame
   * @param output receives as many frames; may be the same array as {@code input}, at the same
   *     offset or where the ranges do not overlap
   * @param outputOffset index of the first frame written
   * @param frames how many
   * @return {@code frames}
   * @throws IndexOutOfBoundsException if a range is outside its array; nothing is written then
   * @throws IllegalArgumentException if the ranges overlap at different offsets
   */
  public int process(float[] input, int inputOffset, float[] output, int outputOffset, int frames) {
    Objects.checkFromIndexSize(inputOffset, frames, input.length);
    Objects.checkFromIndexSize(outputOffset, frames, output.length);
    int shift = Math.abs(inputOffset - outputOffset);
    if (input == output && shift != 0 && shift < frames) {
      throw new IllegalArgumentException(
          "input and output overlap at offsets " + inputOffset + " and " + outputOffset);
    }
    if (!gate.compareAndSet(Gate.IDLE, Gate.PROCESSING)) {
      Arrays.fill(output, outputOffset, outputOffset + frames, 0);
      boolean closed = gate.get() == Gate.CLOSING || gate.get() == Gate.CLOSED;
      counters.muted(closed ? MuteReason.CLOSED : MuteReason.BUSY, frames);
      return frames;
    }
    try {
      if (stale) {
        resetPipeline();
      }
      if (stale) {
        counters.muted(MuteReason.BACKEND_FAULT, frames);
        Arrays.fill(output, outputOffset, outputOffset + frames, 0);
        return frames;
      }
      long start = System.nanoTime();
      pipeline.process(input, inputOffset, frames, output, outputOffset);
      times.record(System.nanoTime() - start, frames);
      return frames;
    } catch (RuntimeException | Error e) {
      // A bug of ours must not let the input through either, if the host works in place.
      counters.muted(MuteReason.BACKEND_FAULT, frames);
      Arrays.fill(output, outputOffset, outputOffset + frames, 0);
      return frames;
    } finally {
      gate.set(Gate.IDLE);
    }
  }

  /**
   * Moves the pitch, gliding within some 50 ms.
   *
   * @param semitones -24 to 24, fractions allowed
   * @throws IllegalArgumentException if out of range, or if the voice cannot do it
   */
  public void pitch(double semitones) {
    voice.steer(settings -> settings.withPitch(semitones));
  }

  /**
   * Moves the formants, gliding within some 50 ms.
   *
   * @param ratio 0.5 to 2; 1 keeps the speaker's
   * @throws IllegalArgumentException if out of range, or if the voice cannot do it
   */
  public void formant(double ratio) {
    voice.steer(settings -> settings.withFormant(ratio));
  }

  /**
   * Keeps the voice at one pitch, as a robot's, or lets it follow the speaker's melody again. Turns
   * within some 50 ms; {@link #pitch} is on top of it.
   *
   * @param hz 50 to 600, or 0 to follow the speaker
   * @throws IllegalArgumentException if out of range, if there is a range of pitch, or if the voice
   *     cannot do it
   */
  public void robot(double hz) {
    voice.steer(settings -> settings.withTarget(hz));
  }

  /**
   * Maps the speaker's range of pitch onto another, or leaves it where it is. Turns within some 50
   * ms; {@link #pitch} is on top of it. What was learned of the speaker stays, also when the voice
   * is swapped; {@link #reset} forgets it.
   *
   * @param range where to, or {@link PitchRange#OWN}
   * @throws IllegalArgumentException if the voice stays at one pitch, or cannot do it
   */
  public void pitchRange(PitchRange range) {
    voice.steer(settings -> settings.withRange(range));
  }

  /**
   * Moves pitch and formants together, gliding within some 50 ms.
   *
   * @param settings where to go
   * @throws IllegalArgumentException if the voice cannot do it
   */
  public void settings(VoiceSettings settings) {
    voice.steer(before -> settings);
  }

  /**
   * Returns where pitch and formants are, or are gliding to.
   *
   * @return the newest settings
   */
  public VoiceSettings settings() {
    return voice.settings();
  }

  /**
   * Fades to silence and stays there, or fades back.
   *
   * @param muted whether nothing is to be heard
   */
  public void mute(boolean muted) {
    pipeline.mute(muted);
  }

  /**
   * Changes what is done to the speaker's voice before it is converted, fading over within 50 ms
   * once blocks are processed.
   *
   * @param effects in the order of the signal; none for nothing
   * @throws IllegalArgumentException if they are more than 100 ms late together
   */
  public void inputEffects(Effect... effects) {
    pipeline.inputEffects(EffectChain.of(effects));
  }

  /**
   * Changes what is done to the converted voice, fading over within 50 ms once blocks are
   * processed. The output's delay never shrinks by that; it grows if the new effects need it.
   *
   * @param effects in the order of the signal; none for nothing
   * @throws IllegalArgumentException if they are more than 100 ms late together
   */
  public void effects(Effect... effects) {
    pipeline.effects(EffectChain.of(effects));
  }

  /**
   * Changes what is heard behind the voice, and where it is muted, fading over within half a second
   * once blocks are processed.
   *
   * @param ambience {@link Ambience#none()} for nothing
   */
  public void ambience(Ambience ambience) {
    pipeline.ambience(Objects.requireNonNull(ambience, "ambience"));
  }

  /**
   * Changes how much the voice varies by itself, without a gap: level and colour fade over, and for
   * its pitch the same voice is opened anew and swapped in, as {@link #swap(InferenceBackend)}
   * does.
   *
   * @param fluctuation how much from then on
   * @return completes when only the new variation is heard
   */
  public CompletableFuture<Void> fluctuation(Fluctuation fluctuation) {
    return voice.fluctuation(Objects.requireNonNull(fluctuation, "fluctuation"));
  }

  /**
   * Changes everything that a preset says but for the voice that converts: pitch, formants,
   * fluctuation, effects and ambience. Nothing clicks.
   *
   * @param preset what to change to
   * @return completes when only the new is heard
   * @throws IllegalArgumentException if the voice cannot do it; nothing is changed then
   */
  public CompletableFuture<Void> apply(Preset preset) {
    return voice.apply(preset);
  }

  /**
   * Changes everything that a preset says, with a voice for it: as {@link #swap(InferenceBackend)}
   * does, and pitch and formants are the preset's from the new voice's first frame on. Effects,
   * ambience and settings that are changed before the new voice is ready are the old voice's, and
   * are replaced when it comes in.
   *
   * @param preset what to change to
   * @param next the voice, usually from {@link Backends#open}; stays the caller's, to be closed
   *     after this session or after the next swap
   * @return completes when only the new is heard; fails, with the old voice running as it did, if
   *     the new one could not be opened or cannot do what the preset says
   */
  public CompletableFuture<Void> apply(Preset preset, InferenceBackend next) {
    return voice.apply(preset, Objects.requireNonNull(next, "next"));
  }

  /**
   * Replaces the voice without a gap: the new one is opened and warmed up on a thread of its own,
   * runs beside the old one, while blocks are processed, until it has filled its delay, and is then
   * crossfaded in. If it cannot be opened, the old voice stays. The output's delay never shrinks by
   * a swap; it grows if the new voice needs it.
   *
   * <p>Pitch and formants stay as they are set. A voice that cannot do them is refused, and so is
   * the model-free one where they are 0 and 1, as neural voices have them: it would be the
   * speaker's own voice. Change to such a voice by {@link #apply(Preset, InferenceBackend)}, which
   * brings its settings along.
   *
   * @param next the new voice; stays the caller's, to be closed after this session or after the
   *     next swap
   * @return completes when the new voice alone is heard and the old one is closed; fails, with the
   *     old voice still running, if the new one could not be opened or the session was closed
   */
  public CompletableFuture<Void> swap(InferenceBackend next) {
    return voice.swap(Objects.requireNonNull(next, "next"));
  }

  /**
   * Loads a voice model and replaces the voice with it, as {@link #swap(InferenceBackend)} does.
   * The session owns the loaded voice.
   *
   * @param model a model file or folder
   * @return completes when the new voice alone is heard; fails if it could not be loaded or opened
   */
  public CompletableFuture<Void> swap(Path model) {
    return voice.swap(Objects.requireNonNull(model, "model"));
  }

  /**
   * Returns what happened so far.
   *
   * @return a snapshot
   */
  public SessionStatistics statistics() {
    return times.snapshot(counters);
  }

  /** How late the output is, without making a ledger. */
  int latencyFrames() {
    return pipeline.latencyFrames();
  }

  /** How much silence one reason caused, without making a snapshot. */
  long mutedFrames(MuteReason reason) {
    return counters.mutedFrames(reason);
  }

  /**
   * Starts a new stream, as if the session had just been opened; settings and statistics stay.
   * Called by the thread that calls {@link #process}.
   */
  public void reset() {
    if (gate.compareAndSet(Gate.IDLE, Gate.PROCESSING)) {
      try {
        resetPipeline();
      } finally {
        gate.set(Gate.IDLE);
      }
    }
  }

  /** A voice that cannot be reset would say what was said before: it stays silent until it can. */
  private void resetPipeline() {
    try {
      stale = true;
      pipeline.reset();
      stale = false;
    } catch (RuntimeException | Error e) {
      // Counted when the next block finds it so.
    }
  }

  /** Completes a swap that waits for blocks while there are none. On the processing thread. */
  void finishSwap() {
    if (pipeline.swapping()) {
      reset();
    }
  }

  /**
   * Closes the session, waiting for a block under way. Idempotent; from then on, silence. A step
   * that an executor is still running is not waited for: the voice's session is closed when it
   * ends, so keep the converter open until the executor is idle.
   */
  @Override
  public void close() {
    while (!gate.compareAndSet(Gate.IDLE, Gate.CLOSING)) {
      if (gate.get() == Gate.CLOSED) {
        return;
      }
      LockSupport.parkNanos(this, POLL_NANOS);
    }
    voice.close();
    gate.set(Gate.CLOSED);
  }
}
