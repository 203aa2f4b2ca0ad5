package io.makebeliv.pipeline;

import io.makebeliv.LatencyLedger;
import io.makebeliv.LatencyLedger.Stage;
import io.makebeliv.MuteReason;
import io.makebeliv.ambience.Ambience;
import io.makebeliv.dsp.Keys;
import io.makebeliv.effect.EffectChain;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.VoiceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The way of a sample, from the stream's input to its output: through the effects on the input,
 * through a voice, or through two while one replaces the other, then through the finish. One thread
 * moves samples; offers, mute and other effects may come from any.
 */
public final class Pipeline implements AutoCloseable {

  /** Tells what is random before the voice from what is random behind it. */
  private static final long BEFORE = 0x6265666f7265L;

  private static final double CROSSFADE_SECONDS = 0.04;

  private final StreamRates rates;
  private final StreamCounters counters;
  private final EffectRack inputEffects;
  private final Finishing finishing;
  private final SpeakerRange range;
  private final float[] block = new float[VoiceLane.MAX_BLOCK];
  private final float[] otherVoice;
  private final int crossfade;

  private final AtomicReference<@Nullable VoiceLane> offered = new AtomicReference<>();
  private volatile VoiceLane voice;

  private volatile @Nullable VoiceLane next;

  /** Written by the thread that moves samples alone. */
  private volatile long fed;

  private long nextFrames;

  /**
   * Opens a voice and all around it at the start of a stream. Takes as long as that takes.
   *
   * @param rates the stream's sample rates
   * @param backend the first voice
   * @param setup what stays the same for all voices of the stream
   * @param targets where pitch and formants are to go
   * @return a new pipeline
   * @throws IllegalArgumentException if the effects are too late together
   */
  public static Pipeline open(
      StreamRates rates, InferenceBackend backend, StreamSetup setup, ControlTargets targets) {
    VoiceLane voice = VoiceLane.open(rates, backend, setup, targets, 0);
    try {
      return new Pipeline(rates, voice, setup);
    } catch (RuntimeException | Error e) {
      voice.close();
      throw e;
    }
  }

  /**
   * Makes a pipeline at the start of its stream.
   *
   * @param rates the stream's sample rates
   * @param voice the first voice; the pipeline owns it
   * @param setup what stays the same for all voices of the stream
   */
  public Pipeline(StreamRates rates, VoiceLane voice, StreamSetup setup) {
    this.rates = rates;
    this.voice = voice;
    counters = setup.counters();
    inputEffects =
        new EffectRack(rates.input(), Keys.mix(setup.seed() ^ BEFORE), setup.finish().input());
    finishing = new Finishing(rates.output(), setup);
    range = new SpeakerRange(rates.input());
    crossfade = (int) (rates.output() * CROSSFADE_SECONDS);
    otherVoice = new float[(int) rates.due(VoiceLane.MAX_BLOCK) + 1];
    voice.heard();
  }

  /**
   * Returns the delay of the whole way.
   *
   * @return where the delay comes from; changes when a slower voice has been swapped in
   */
  public LatencyLedger ledger() {
    List<Stage> stages = new ArrayList<>();
    if (inputEffects.latency() > 0) {
      stages.add(new Stage("input effects", inputDelay()));
    }
    stages.addAll(voice.ledger().stages());
    stages.addAll(finishing.stages());
    return new LatencyLedger(rates.output(), stages);
  }

  /** In frames of the output. */
  private double inputDelay() {
    return (double) inputEffects.latency() * rates.output() / rates.input();
  }

  /**
   * Returns the delay of the whole way, as the ledger's total says, but makes no ledger.
   *
   * @return frames from input to output
   */
  public int latencyFrames() {
    double before = inputDelay() + voice.latency();
    return Math.toIntExact(Math.round(before + finishing.latencyFrames()));
  }

  /**
   * Returns where the stream is.
   *
   * @return how many input frames there have been since its start, or a block fewer
   */
  public long position() {
    return fed;
  }

  /**
   * Returns the voice at work.
   *
   * @return the voice now heard
   */
  public VoiceLane voice() {
    return voice;
  }

  /**
   * Says whether it would help to hear what is to come, before the stream begins.
   *
   * @return true where the voice is to lie in a range and the speaker's is not known for certain
   */
  public boolean wantsToHearAhead() {
    return voice.wantsRange() && !range.certain();
  }

  /**
   * Learns from what is to come. Before the stream begins; {@link #begin} ends it.
   *
   * @param input mono samples, from index 0
   * @param frames how many
   * @param position absolute index of the first
   */
  public void hearAhead(float[] input, int frames, long position) {
    for (int done = 0; done < frames; ) {
      int count = Math.min(VoiceLane.MAX_BLOCK, frames - done);
      takeBlock(input, done, count);
      inputEffects.process(block, 0, count, position + done);
      range.hear(block, count, position + done);
      done += count;
    }
  }

  /** Begins the stream with what was heard ahead. */
  public void begin() {
    inputEffects.reset();
    range.begin();
  }

  /**
   * Converts the next frames of the stream.
   *
   * @param input mono samples
   * @param inputOffset index of the first
   * @param frames how many
   * @param output receives the converted voice; may be {@code input}
   * @param outputOffset index of the first frame written
   * @return how many frames were written: all that are due
   */
  public int process(float[] input, int inputOffset, int frames, float[] output, int outputOffset) {
    int written = outputOffset;
    for (int done = 0; done < frames; ) {
      int count = Math.min(VoiceLane.MAX_BLOCK, frames - done);
      long now = fed;
      int due = (int) (rates.due(now + count) - rates.due(now));
      takeBlock(input, inputOffset + done, count);
      prepare(count, due);
      convert(count, output, written, due);
      finishing.process(output, written, due, rates.due(now));
      fed = now + count;
      done += count;
      written += due;
    }
    return written - outputOffset;
  }

  /** Copies input, which may be the output's array as well, and lets no NaN or infinity in. */
  private void takeBlock(float[] input, int offset, int count) {
    for (int i = 0; i < count; i++) {
      float sample = input[offset + i];
      block[i] = Float.isFinite(sample) ? sample : 0;
    }
  }

  private void prepare(int count, int due) {
    long faults = inputEffects.faults();
    inputEffects.process(block, 0, count, fed);
    if (inputEffects.faults() > faults) {
      counters.muted(MuteReason.EFFECT_FAULT, due);
    }
  }

  private void convert(int count, float[] output, int outputOffset, int due) {
    VoiceLane incoming = incoming();
    if (voice.wantsRange() || (incoming != null && incoming.wantsRange())) {
      range.hear(block, count, fed);
    }
    voice.write(block, 0, count, range);
    voice.read(output, outputOffset, due);
    if (incoming == null) {
      return;
    }
    incoming.write(block, 0, count, range);
    incoming.read(otherVoice, 0, due);
    crossfade(output, outputOffset, due, incoming);
  }

  private @Nullable VoiceLane incoming() {
    VoiceLane incoming = next;
    VoiceLane waiting = offered.get();
    if (incoming != null || waiting == null) {
      return incoming;
    }
    nextFrames = 0;
    waiting.begin(fed);
    next = waiting;
    // Only now: whoever asks meanwhile sees a voice on its way in.
    offered.set(null);
    return waiting;
  }

  /**
   * Mixes from the old voice to the new one, once the new one has filled its delay. Two voices are
   * two signals that do not agree in phase, so the powers are kept constant, not the amplitudes.
   */
  private void crossfade(float[] output, int offset, int frames, VoiceLane incoming) {
    long start = incoming.ledger().totalFrames();
    for (int i = 0; i < frames; i++) {
      long into = nextFrames + i - start;
      if (into >= crossfade) {
        output[offset + i] = otherVoice[i];
      } else if (into >= 0) {
        double angle = Math.PI / 2 * into / crossfade;
        output[offset + i] =
            (float) (output[offset + i] * Math.cos(angle) + otherVoice[i] * Math.sin(angle));
      }
    }
    nextFrames += frames;
    if (nextFrames >= start + crossfade) {
      incoming.heard();
      voice = incoming;
      next = null;
      counters.swapped();
    }
  }

  /**
   * Mutes or unmutes, with a short ramp.
   *
   * @param mute whether to fade to silence and stay there
   */
  public void mute(boolean mute) {
    finishing.mute(mute);
  }

  /**
   * Changes what is done to the speaker's voice before it is converted, without a click.
   *
   * @param chain the effects from then on
   * @throws IllegalArgumentException if they are too late together
   */
  public void inputEffects(EffectChain chain) {
    inputEffects.change(chain);
  }

  /**
   * Changes what is done to the converted voice, without a click.
   *
   * @param chain the effects from then on
   * @throws IllegalArgumentException if they are too late together
   */
  public void effects(EffectChain chain) {
    finishing.change(chain);
  }

  /**
   * Changes how much level and colour of the voice vary. Its pitch is the voice's own matter.
   *
   * @param fluctuation from then on
   */
  public void fluctuation(Fluctuation fluctuation) {
    finishing.change(fluctuation);
  }

  /**
   * Changes what is heard behind the voice, fading over.
   *
   * @param ambience from then on
   */
  public void ambience(Ambience ambience) {
    finishing.change(ambience);
  }

  /**
   * Opens all that is to be around the voice, so that changing to it is one step.
   *
   * @param finish from then on
   * @return changes to it, and cannot fail any more
   * @throws IllegalArgumentException if effects are too late together; nothing is changed then
   */
  public Runnable prepare(Finish finish) {
    EffectRack.Chain input = inputEffects.open(finish.input());
    Runnable behind = finishing.prepare(finish);
    return () -> {
      inputEffects.change(input);
      behind.run();
    };
  }

  /**
   * Offers a voice to be swapped in. One at a time: the one before was taken or withdrawn.
   *
   * @param lane a voice opened for the same stream; once taken, the pipeline owns it
   */
  public void offer(VoiceLane lane) {
    offered.set(lane);
  }

  /**
   * Takes an offer back.
   *
   * @param lane what was offered
   * @return true if it had not been taken, and is the caller's again
   */
  public boolean withdraw(VoiceLane lane) {
    return offered.compareAndSet(lane, null);
  }

  /**
   * Says whether a voice waits for blocks to be swapped in.
   *
   * @return true from an offer until the new voice alone is heard
   */
  public boolean swapping() {
    return offered.get() != null || next != null;
  }

  /** Forgets the stream, as if new; a swap under way is finished at once. Not while audio moves. */
  public void reset() {
    VoiceLane incoming = incoming();
    if (incoming != null) {
      // The old one is closed by whoever waits for the swap, not on this thread.
      voice = incoming;
      incoming.heard();
      next = null;
      counters.swapped();
    }
    voice.reset();
    range.reset();
    inputEffects.reset();
    finishing.reset();
    fed = 0;
  }

  /**
   * Checks settings against the voice that is heard, and against one on its way in, as far as they
   * are steered by them.
   *
   * @param targets where the settings are to be set
   * @param settings what the application asks for
   * @throws IllegalArgumentException if a voice cannot do it
   */
  public void check(ControlTargets targets, VoiceSettings settings) {
    // In the order in which a voice goes from one to the other, or it could be missed on its way.
    VoiceLane waiting = offered.get();
    VoiceLane incoming = next;
    voice.check(targets, settings);
    if (incoming != null) {
      incoming.check(targets, settings);
    }
    if (waiting != null) {
      waiting.check(targets, settings);
    }
  }

  /** Closes all voices. Not while audio moves. */
  @Override
  public void close() {
    try {
      voice.close();
    } finally {
      closeIfAny(next);
      closeIfAny(offered.getAndSet(null));
    }
  }

  private static void closeIfAny(@Nullable VoiceLane lane) {
    if (lane != null) {
      lane.close();
    }
  }
}
