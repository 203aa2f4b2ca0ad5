package io.makebeliv.pitchshift;

import java.util.Arrays;

/** A ring in which overlapping pieces of the near future add up until their time comes. */
final class Mixdown {

  private final float[] data;
  private final int mask;

  Mixdown(int atLeast) {
    int size = Integer.highestOneBit(Math.max(2, atLeast) - 1) << 1;
    mask = size - 1;
    data = new float[size];
  }

  /** Adds a piece, so much louder, so that its first sample lies at {@code index}. */
  void add(float[] piece, int length, long index, float gain) {
    int i = (int) index & mask;
    int first = Math.min(length, data.length - i);
    for (int k = 0; k < first; k++) {
      data[i + k] += gain * piece[k];
    }
    for (int k = first; k < length; k++) {
      data[k - first] += gain * piece[k];
    }
  }

  /** Takes the sums out, leaving zero behind. */
  void take(long index, float[] to, int length) {
    int i = (int) index & mask;
    int first = Math.min(length, data.length - i);
    System.arraycopy(data, i, to, 0, first);
    System.arraycopy(data, 0, to, first, length - first);
    Arrays.fill(data, i, i + first, 0);
    Arrays.fill(data, 0, length - first, 0);
  }

  void reset() {
    Arrays.fill(data, 0);
  }
}
