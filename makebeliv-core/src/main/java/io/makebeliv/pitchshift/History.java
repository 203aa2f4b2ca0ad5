package io.makebeliv.pitchshift;

import java.util.Arrays;

/**
 * The recent past of a stream, addressed by absolute index. Every sample is kept twice, a ring
 * apart, so that any stretch up to the ring's size lies in one piece.
 */
final class History {

  private final float[] data;
  private final int size;
  private final int mask;
  private long end;

  History(int atLeast) {
    size = Integer.highestOneBit(Math.max(2, atLeast) - 1) << 1;
    mask = size - 1;
    data = new float[2 * size];
  }

  /** The index after the newest sample. */
  long end() {
    return end;
  }

  float[] data() {
    return data;
  }

  /** Where the sample of an absolute index lies; {@link #data} is contiguous from there. */
  int at(long index) {
    return (int) index & mask;
  }

  float get(long index) {
    return data[(int) index & mask];
  }

  void add(float value) {
    int i = (int) end & mask;
    data[i] = value;
    data[i + size] = value;
    end++;
  }

  /** Adds the first samples of an array. */
  void add(float[] values, int length) {
    for (int done = 0; done < length; ) {
      int i = (int) end & mask;
      int part = Math.min(length - done, size - i);
      System.arraycopy(values, done, data, i, part);
      System.arraycopy(values, done, data, i + size, part);
      end += part;
      done += part;
    }
  }

  void reset() {
    Arrays.fill(data, 0);
    end = 0;
  }
}
