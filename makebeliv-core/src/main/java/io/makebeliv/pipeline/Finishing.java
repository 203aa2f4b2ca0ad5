package io.makebeliv.pipeline;

import io.makebeliv.LatencyLedger.Stage;
import io.makebeliv.MuteReason;
import io.makebeliv.ambience.Ambience;
import io.makebeliv.ambience.AmbienceStream;
import io.makebeliv.dsp.Limiter;
import io.makebeliv.effect.Effect;
import io.makebeliv.effect.EffectChain;
import io.makebeliv.fluctuation.Fluctuation;
import java.util.List;

/**
 * The last part of the way of a sample, from the converted voice to the stream's output:
 * fluctuation, effects, mute, ambience, limiter. One thread moves samples; the controls may come
 * from any.
 */
final class Finishing {

  private static final double MUTE_SECONDS = 0.01;

  private final StreamCounters counters;
  private final long seed;
  private final EffectRack rack;
  private final AmbienceBed ambience;
  private final Limiter limiter;
  private final int muteRamp;
  private Fluctuation fluctuation;
  private EffectChain effects;
  private volatile boolean muteRequested;
  private int muted;

  Finishing(int sampleRate, StreamSetup setup) {
    counters = setup.counters();
    Finish finish = setup.finish();
    seed = setup.seed();
    fluctuation = finish.fluctuation();
    effects = finish.effects();
    rack = new EffectRack(sampleRate, seed, livingChain(fluctuation, effects));
    ambience = new AmbienceBed(sampleRate, setup.seed(), finish.ambience());
    limiter = new Limiter(sampleRate);
    muteRamp = (int) (sampleRate * MUTE_SECONDS);
  }

  /** Varying is the first of the effects, and is changed as they are. */
  private EffectChain livingChain(Fluctuation varying, EffectChain effects) {
    boolean still = Liveliness.isStill(varying);
    if (still && effects.isEmpty()) {
      return effects;
    }
    // Also one that is still has its place: the seeds of the others go by theirs.
    Effect living =
        (sampleRate, own) -> still ? Finishing::keep : new Liveliness(varying, sampleRate, seed);
    return effects.isEmpty() ? EffectChain.of(living) : EffectChain.of(living, effects);
  }

  private static void keep(float[] samples, int offset, int frames, long position) {
    // Nothing varies.
  }

  /** Where the delay of this part comes from. */
  List<Stage> stages() {
    Stage limiting = new Stage("limiter", limiter.delay());
    int late = rack.latency();
    return late == 0 ? List.of(limiting) : List.of(new Stage("effects", late), limiting);
  }

  /** The total of {@link #stages()}. */
  int latencyFrames() {
    return rack.latency() + limiter.delay();
  }

  void mute(boolean mute) {
    muteRequested = mute;
  }

  synchronized void change(EffectChain chain) {
    rack.change(livingChain(fluctuation, chain));
    effects = chain;
  }

  synchronized void change(Fluctuation other) {
    rack.change(livingChain(other, effects));
    fluctuation = other;
  }

  void change(Ambience other) {
    ambience.change(ambience.open(other));
  }

  /** Opens all of another finish; what is returned changes to it, and cannot fail any more. */
  Runnable prepare(Finish other) {
    EffectRack.Chain chain = rack.open(livingChain(other.fluctuation(), other.effects()));
    AmbienceStream behind = ambience.open(other.ambience());
    return () -> change(other, chain, behind);
  }

  private synchronized void change(Finish other, EffectRack.Chain chain, AmbienceStream behind) {
    fluctuation = other.fluctuation();
    effects = other.effects();
    rack.change(chain);
    ambience.change(behind);
  }

  /**
   * Finishes frames in place.
   *
   * @param position absolute index of the first frame in the output
   */
  void process(float[] samples, int offset, int frames, long position) {
    long faults = rack.faults();
    rack.process(samples, offset, frames, position);
    if (rack.faults() > faults) {
      counters.muted(MuteReason.EFFECT_FAULT, frames);
    }
    applyMute(samples, offset, frames);
    ambience.process(samples, offset, frames, position);
    limiter.process(samples, offset, frames);
  }

  private void applyMute(float[] samples, int offset, int frames) {
    boolean mute = muteRequested;
    if (!mute && muted == 0) {
      return;
    }
    int silent = 0;
    for (int i = offset; i < offset + frames; i++) {
      muted = mute ? Math.min(muteRamp, muted + 1) : Math.max(0, muted - 1);
      if (muted == muteRamp) {
        samples[i] = 0;
        silent++;
      } else {
        samples[i] *= 1 - (float) muted / muteRamp;
      }
    }
    counters.muted(MuteReason.REQUESTED, silent);
  }

  /** Forgets the stream, as if new. */
  void reset() {
    rack.reset();
    ambience.reset();
    limiter.reset();
    muted = muteRequested ? muteRamp : 0;
  }
}
