package io.makebeliv.pipeline;

import io.makebeliv.dsp.GapFade;
import io.makebeliv.effect.Effect;
import io.makebeliv.effect.EffectChain;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The effects of one stream, which can be changed while it runs: the old chain and the new one are
 * crossfaded. What is alike in both adds up as amplitudes do, so the gains sum to one. The old
 * chain goes on being fed, so its room still sounds while it fades.
 *
 * <p>Both are heard in step. If the new chain is the slower one, the delay of the old one first
 * grows to the same; if it is the faster one, it is delayed, and stays so until the stream is
 * reset: {@link #latency} never falls while the stream runs, as with voices.
 *
 * <p>A chain that throws, or puts out what is no number, is silent for that block, with ramps on
 * both sides, counted, and starts afresh. It cannot be heard unprocessed.
 *
 * <p>One thread moves samples and resets; {@link #change} and what is asked may come from any.
 */
final class EffectRack {

  /** The most frames that are processed at once; more are cut. */
  static final int MAX_BLOCK = 1024;

  private static final double CROSSFADE_SECONDS = 0.05;
  private static final double MOST_LATENCY_SECONDS = 0.1;

  /** 120 dB over full scale, beyond which filters could overflow. */
  private static final float LOUDEST = 1e6f;

  private final int sampleRate;
  private final long seed;
  private final int crossfade;
  private final float[] other = new float[MAX_BLOCK];
  private final AtomicReference<@Nullable Chain> offered = new AtomicReference<>();
  private final AtomicLong faults = new AtomicLong();

  private Chain current;
  private Slide alignment;
  private Slide nextAlignment;
  private volatile int latency;

  /** Written by the audio thread, read by any. */
  private volatile @Nullable Chain next;

  private int nextFrames;
  private int fadeStart;

  /**
   * Opens the first chain.
   *
   * @param sampleRate of the stream, Hz
   * @param seed of the stream
   * @param initial the effects, from the first frame on
   * @throws IllegalArgumentException if the chain is more than 100 ms late
   */
  EffectRack(int sampleRate, long seed, EffectChain initial) {
    this.sampleRate = sampleRate;
    this.seed = seed;
    int mostLatency = (int) (sampleRate * MOST_LATENCY_SECONDS);
    crossfade = (int) (sampleRate * CROSSFADE_SECONDS);
    alignment = new Slide(mostLatency);
    nextAlignment = new Slide(mostLatency);
    current = open(initial);
    latency = current.latency();
  }

  /**
   * Opens other effects, which may take long.
   *
   * @throws IllegalArgumentException if the chain is more than 100 ms late
   */
  Chain open(EffectChain chain) {
    Effect.Processor processor = chain.open(sampleRate, seed);
    expectInTime(processor.latency(), sampleRate);
    return new Chain(chain, processor, new GapFade(sampleRate));
  }

  static void expectInTime(int latency, int sampleRate) {
    int most = (int) (sampleRate * MOST_LATENCY_SECONDS);
    if (latency > most) {
      throw new IllegalArgumentException(
          "the effects are %d frames late together; at %d Hz they may be %d at most (%.0f ms)"
              .formatted(latency, sampleRate, most, 1000 * MOST_LATENCY_SECONDS));
    }
  }

  /** Opens other effects and offers them. */
  void change(EffectChain chain) {
    change(open(chain));
  }

  /**
   * Offers other effects, opened here; the audio thread takes them up when it comes by. While a
   * crossfade runs, only the latest offer waits for its end.
   *
   * @param chain the effects from then on
   */
  void change(Chain chain) {
    offered.set(chain);
  }

  /** True from a change until only the new effects are heard. */
  boolean changing() {
    // In the order in which it goes from one to the other, or it could be missed on its way.
    return offered.get() != null || next != null;
  }

  /** Frames by which the output is late; grows when a slower chain has been faded in. */
  int latency() {
    return latency;
  }

  /** How many times a chain failed and was silenced. */
  long faults() {
    return faults.get();
  }

  /**
   * Changes frames in place.
   *
   * @param samples mono samples, finite
   * @param offset index of the first
   * @param frames how many
   * @param position absolute index of the first frame in the stream
   */
  void process(float[] samples, int offset, int frames, long position) {
    for (int done = 0; done < frames; ) {
      int count = Math.min(MAX_BLOCK, frames - done);
      block(samples, offset + done, count, position + done);
      done += count;
    }
  }

  private void block(float[] samples, int offset, int frames, long position) {
    Chain incoming = incoming();
    if (incoming == null) {
      run(current, alignment, samples, offset, frames, position);
      return;
    }
    System.arraycopy(samples, offset, other, 0, frames);
    run(current, alignment, samples, offset, frames, position);
    run(incoming, nextAlignment, other, 0, frames, position);
    crossfade(samples, offset, frames, incoming);
  }

  private void run(
      Chain chain, Slide delay, float[] samples, int offset, int frames, long position) {
    if (!chain.run(samples, offset, frames, position)) {
      faults.lazySet(faults.get() + 1);
    }
    if (delay.delay() > 0 || next != null) {
      delay.process(samples, offset, frames);
    }
  }

  private @Nullable Chain incoming() {
    Chain incoming = next;
    Chain waiting = offered.get();
    if (incoming != null || waiting == null) {
      return incoming;
    }
    begin(waiting);
    // Only now: whoever asks meanwhile sees a change under way. A later offer stays.
    offered.compareAndSet(waiting, null);
    return waiting;
  }

  private void begin(Chain incoming) {
    int together = Math.max(latency, incoming.latency());
    if (alignment.delay() == 0) {
      alignment.set(0);
    }
    int growing = alignment.framesTo(together - current.latency());
    alignment.growTo(together - current.latency());
    nextAlignment.set(together - incoming.latency());
    // What the new chain puts out until then was not put in.
    fadeStart = Math.max(together, growing);
    nextFrames = 0;
    next = incoming;
  }

  private void crossfade(float[] samples, int offset, int frames, Chain incoming) {
    for (int i = 0; i < frames; i++) {
      int into = nextFrames + i - fadeStart;
      if (into >= crossfade) {
        samples[offset + i] = other[i];
      } else if (into > 0) {
        float u = (float) into / crossfade;
        float old = samples[offset + i];
        samples[offset + i] = old + u * u * (3 - 2 * u) * (other[i] - old);
      }
    }
    nextFrames += frames;
    if (nextFrames >= fadeStart + crossfade) {
      replace(incoming);
    }
  }

  private void replace(Chain incoming) {
    Slide old = alignment;
    alignment = nextAlignment;
    nextAlignment = old;
    current = incoming;
    latency = incoming.latency() + alignment.delay();
    next = null;
  }

  /** Forgets the stream, as if new; a change under way is finished at once. */
  void reset() {
    Chain waiting = offered.getAndSet(null);
    Chain latest = waiting != null ? waiting : next;
    if (latest != null) {
      current = latest;
      next = null;
    }
    alignment.set(0);
    current.reset();
    latency = current.latency();
  }

  /** An open chain, trusted with nothing. */
  static final class Chain {

    private final boolean empty;
    private final Effect.Processor processor;
    private final int latency;
    private final GapFade fade;

    /** Whether it still holds what was before a reset that failed. */
    private boolean stale;

    private Chain(EffectChain chain, Effect.Processor processor, GapFade fade) {
      empty = chain.isEmpty();
      this.processor = processor;
      latency = processor.latency();
      this.fade = fade;
    }

    int latency() {
      return latency;
    }

    /** False if it failed, and is silent. */
    boolean run(float[] samples, int offset, int frames, long position) {
      if (empty) {
        return true;
      }
      if (processed(samples, offset, frames, position)) {
        fade.pass(samples, offset, frames);
        return true;
      }
      resetProcessor();
      fade.mute(samples, offset, frames);
      return false;
    }

    private boolean processed(float[] samples, int offset, int frames, long position) {
      // On the audio thread whatever goes wrong is counted by the caller, never logged or thrown.
      if (stale) {
        return false;
      }
      try {
        processor.process(samples, offset, frames, position);
      } catch (RuntimeException | Error failure) {
        return false;
      }
      boolean sound = true;
      for (int i = offset; i < offset + frames; i++) {
        sound &= Math.abs(samples[i]) <= LOUDEST;
      }
      return sound;
    }

    /** One that cannot be reset would say what was said before: it stays silent until it can. */
    private void resetProcessor() {
      try {
        stale = true;
        processor.reset();
        stale = false;
      } catch (RuntimeException | Error failure) {
        // Counted when the next block finds it so.
      }
    }

    void reset() {
      resetProcessor();
      fade.reset();
    }
  }
}
