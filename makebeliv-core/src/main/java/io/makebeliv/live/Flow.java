package io.makebeliv.live;

import io.makebeliv.dsp.FloatRing;
import org.jspecify.annotations.Nullable;

/** Audio on its way from one duty to the next, and word of its end. */
final class Flow {

  final FloatRing ring;
  private volatile boolean ended;
  private volatile int breaks;
  private volatile @Nullable String failure;

  Flow(int leastCapacity) {
    ring = new FloatRing(leastCapacity);
  }

  /** What is written from now on does not follow on what was written before. Of one thread. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void breakOff() {
    breaks++;
  }

  /** How often the audio has broken off. */
  int breaks() {
    return breaks;
  }

  /** Nothing more will be written. */
  void end() {
    ended = true;
  }

  /** Nothing more will be written, because something is broken for good. */
  void fail(RuntimeException why) {
    failure = String.valueOf(why.getMessage());
    ended = true;
  }

  /** Whether the writer has finished; what it wrote before may still be there to be read. */
  boolean ended() {
    return ended;
  }

  /** Why it ended too early, or null if it did not. */
  @Nullable String failure() {
    return failure;
  }
}
