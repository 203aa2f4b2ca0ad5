package io.makebeliv.pipeline;

import io.makebeliv.ambience.Ambience;
import io.makebeliv.ambience.AmbienceStream;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The ambience under one stream, which can be changed while it runs: one place fades into another.
 * The two have nothing in common, so their powers are kept constant. One thread moves samples;
 * {@link #change} may come from any.
 */
final class AmbienceBed {

  private static final double CROSSFADE_SECONDS = 0.5;
  private static final int MAX_BLOCK = 1024;

  private final int sampleRate;
  private final long seed;
  private final int crossfade;
  private final float[] leaving = new float[MAX_BLOCK];
  private final float[] coming = new float[MAX_BLOCK];
  private final AtomicReference<@Nullable AmbienceStream> offered = new AtomicReference<>();
  private AmbienceStream current;
  private @Nullable AmbienceStream next;
  private int faded;

  /** Where the stream is; written by the thread that moves samples alone. */
  private volatile long now;

  AmbienceBed(int sampleRate, long seed, Ambience initial) {
    this.sampleRate = sampleRate;
    this.seed = seed;
    crossfade = (int) (sampleRate * CROSSFADE_SECONDS);
    current = open(initial);
  }

  /** Opens another one, which may take long. */
  AmbienceStream open(Ambience ambience) {
    AmbienceStream stream = ambience.open(sampleRate, seed);
    if (now > 0) {
      stream.join(now);
    }
    return stream;
  }

  /** Offers one that was opened here. The latest offer wins. */
  void change(AmbienceStream ambience) {
    offered.set(ambience);
  }

  /**
   * Adds the ambience to frames of the finished voice.
   *
   * @param position absolute index of the first frame in the output
   */
  void process(float[] samples, int offset, int frames, long position) {
    for (int done = 0; done < frames; ) {
      int count = Math.min(MAX_BLOCK, frames - done);
      block(samples, offset + done, count, position + done);
      done += count;
    }
    now = position + frames;
  }

  private void block(float[] samples, int offset, int frames, long position) {
    AmbienceStream incoming = next;
    if (incoming == null && offered.get() != null) {
      incoming = offered.getAndSet(null);
      next = incoming;
      faded = 0;
    }
    if (incoming == null) {
      current.add(samples, offset, frames, position);
      return;
    }
    System.arraycopy(samples, offset, leaving, 0, frames);
    System.arraycopy(samples, offset, coming, 0, frames);
    current.add(leaving, 0, frames, position);
    incoming.add(coming, 0, frames, position);
    for (int i = 0; i < frames; i++) {
      if (faded + i >= crossfade) {
        samples[offset + i] = coming[i];
        continue;
      }
      double angle = Math.PI / 2 * (faded + i) / crossfade;
      float voice = samples[offset + i];
      double out = (leaving[i] - voice) * Math.cos(angle);
      double in = (coming[i] - voice) * Math.sin(angle);
      samples[offset + i] = voice + (float) (out + in);
    }
    faded += frames;
    if (faded >= crossfade) {
      current = incoming;
      next = null;
    }
  }

  /** Forgets the stream, as if new; a change under way is finished at once. */
  void reset() {
    AmbienceStream waiting = offered.getAndSet(null);
    AmbienceStream latest = waiting == null ? next : waiting;
    if (latest != null) {
      current = latest;
      next = null;
    }
    current.reset();
    now = 0;
  }
}
