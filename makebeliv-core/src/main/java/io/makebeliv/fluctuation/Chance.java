package io.makebeliv.fluctuation;

/**
 * Random numbers as a function of a key and a counter, so that any of them can be had without those
 * before it. The mixing is SplitMix64's finaliser (Steele, Lea and Flood, 2014); the four 16-bit
 * parts of a mixed word are summed, which is close to normal, bounded, and the same on every
 * machine.
 */
final class Chance {

  private static final double SCALE = StrictMath.sqrt(3) / 65536;
  private static final long MIDDLE = 2 * 65535;

  private Chance() {}

  static long mix(long counter) {
    long z = counter * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Mean 0, variance 1, within 3.47. */
  static double normal(long key, long counter) {
    long bits = mix(key ^ mix(counter));
    long sum =
        (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48 & 0xFFFF);
    return (sum - MIDDLE) * SCALE;
  }
}
