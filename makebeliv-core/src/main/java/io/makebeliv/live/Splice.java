package io.makebeliv.live;

import io.makebeliv.dsp.FloatRing;

/** Jumps ahead in a ring, blending from where the stream was to where it goes on. */
final class Splice {

  private static final double SECONDS = 0.004;

  private final float[] before;
  private final int length;

  Splice(int sampleRate) {
    length = Math.max(1, (int) (SECONDS * sampleRate));
    before = new float[length];
  }

  /** How many frames {@link #jump} writes; it needs as many beyond those to be skipped. */
  int length() {
    return length;
  }

  /**
   * Skips frames of a ring.
   *
   * @param skip how many are left out; with {@link #length()} more there to be read
   * @param target receives {@link #length()} frames that lead over, from index 0
   */
  void jump(FloatRing ring, int skip, float[] target) {
    int blended = Math.min(length, skip);
    ring.read(before, 0, blended);
    ring.skip(skip - blended);
    ring.read(target, 0, length);
    for (int i = 0; i < blended; i++) {
      float share = (i + 1f) / (blended + 1f);
      target[i] = before[i] + share * (target[i] - before[i]);
    }
  }
}
