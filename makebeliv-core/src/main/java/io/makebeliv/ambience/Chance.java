package io.makebeliv.ambience;

import io.makebeliv.dsp.Keys;

/** Random numbers as a function of a key and a counter. */
final class Chance {

  private static final double SCALE = Math.sqrt(3) / 65536;
  private static final long MIDDLE = 2 * 65535;

  private Chance() {}

  /** A key of its own for something that a seed or another key stands for. */
  static long key(long parent, long child) {
    return Keys.mix(Keys.mix(parent) + child);
  }

  /** Evenly spread over [0, 1). */
  static double uniform(long key, long counter) {
    return (Keys.mix(key ^ Keys.mix(counter)) >>> 11) * 0x1p-53;
  }

  /** Evenly spread over a range. */
  static double between(long key, long counter, double low, double high) {
    return low + (high - low) * uniform(key, counter);
  }

  /** Close to normal: mean 0, variance 1, within 3.47. */
  static double normal(long key, long counter) {
    long bits = Keys.mix(key ^ Keys.mix(counter));
    long sum =
        (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48 & 0xFFFF);
    return (sum - MIDDLE) * SCALE;
  }
}
