package io.makebeliv.fluctuation;

import io.makebeliv.dsp.Keys;

/**
 * Random numbers as a function of a key and a counter. The four 16-bit parts of a mixed word are
 * summed, which is close to normal, bounded, and the same on every machine.
 */
final class Chance {

  private static final double SCALE = StrictMath.sqrt(3) / 65536;
  private static final long MIDDLE = 2 * 65535;

  private Chance() {}

  /** Mean 0, variance 1, within 3.47. */
  static double normal(long key, long counter) {
    long bits = Keys.mix(key ^ Keys.mix(counter));
    long sum =
        (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48 & 0xFFFF);
    return (sum - MIDDLE) * SCALE;
  }
}
