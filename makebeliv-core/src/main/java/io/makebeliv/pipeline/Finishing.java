package io.makebeliv.pipeline;

import io.makebeliv.LatencyLedger.Stage;
import io.makebeliv.MuteReason;
import io.makebeliv.ambience.Ambience;
import io.makebeliv.dsp.Limiter;
import io.makebeliv.effect.EffectChain;
import java.util.List;

/**
 * The last part of the way of a sample, from the converted voice to the stream's output:
 * fluctuation, effects, mute, ambience, limiter. One thread moves samples; the controls may come
 * from any.
 */
final class Finishing {

  private static final double MUTE_SECONDS = 0.01;

  private final StreamCounters counters;
  private final Liveliness liveliness;
  private final EffectRack effects;
  private final AmbienceBed ambience;
  private final Limiter limiter;
  private final int muteRamp;
  private volatile boolean muteRequested;
  private int muted;

  Finishing(int sampleRate, StreamSetup setup) {
    counters = setup.counters();
    Finish finish = setup.finish();
    liveliness = new Liveliness(finish.fluctuation(), sampleRate, setup.seed());
    effects = new EffectRack(sampleRate, setup.seed(), finish.effects());
    ambience = new AmbienceBed(sampleRate, setup.seed(), finish.ambience());
    limiter = new Limiter(sampleRate);
    muteRamp = (int) (sampleRate * MUTE_SECONDS);
  }

  /** Where the delay of this part comes from. */
  List<Stage> stages() {
    Stage limiting = new Stage("limiter", limiter.delay());
    int late = effects.latency();
    return late == 0 ? List.of(limiting) : List.of(new Stage("effects", late), limiting);
  }

  /** The total of {@link #stages()}. */
  int latencyFrames() {
    return effects.latency() + limiter.delay();
  }

  void mute(boolean mute) {
    muteRequested = mute;
  }

  void change(EffectChain chain) {
    effects.change(chain);
  }

  void change(Ambience other) {
    ambience.change(other);
  }

  /**
   * Finishes frames in place.
   *
   * @param position absolute index of the first frame in the output
   */
  void process(float[] samples, int offset, int frames, long position) {
    liveliness.process(samples, offset, frames, position);
    long faults = effects.faults();
    effects.process(samples, offset, frames, position);
    if (effects.faults() > faults) {
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
    liveliness.reset();
    effects.reset();
    ambience.reset();
    limiter.reset();
    muted = muteRequested ? muteRamp : 0;
  }
}
