package io.makebeliv.dsp;

/**
 * Random numbers as a function of a key and a counter, the same on every machine. No state: any of
 * them can be had without those before it.
 */
public final class Chance {

  private static final double SCALE = Math.sqrt(3) / 65536;
  private static final long MIDDLE = 2 * 65535;

  private Chance() {}

  /**
   * Makes a key of its own for something that a seed or another key stands for.
   *
   * @param parent the seed or key
   * @param child which of the things that depend on it
   * @return a key that shows no trace of either
   */
  public static long key(long parent, long child) {
    return Keys.mix(Keys.mix(parent) + child);
  }

  /**
   * Draws a number that is evenly spread over [0, 1).
   *
   * @param key which sequence
   * @param counter which number of it
   * @return at least 0, less than 1
   */
  public static double uniform(long key, long counter) {
    return (Keys.mix(key ^ Keys.mix(counter)) >>> 11) * 0x1p-53;
  }

  /**
   * Draws a number that is evenly spread over a range.
   *
   * @param key which sequence
   * @param counter which number of it
   * @param low the least
   * @param high where the range ends
   * @return a number from {@code low} to {@code high}
   */
  public static double between(long key, long counter, double low, double high) {
    return low + (high - low) * uniform(key, counter);
  }

  /**
   * Draws a number that is close to normally distributed, and bounded: the sum of the four 16-bit
   * parts of a mixed word.
   *
   * @param key which sequence
   * @param counter which number of it
   * @return mean 0, variance 1, within 3.47
   */
  public static double normal(long key, long counter) {
    long bits = Keys.mix(key ^ Keys.mix(counter));
    long sum =
        (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48 & 0xFFFF);
    return (sum - MIDDLE) * SCALE;
  }
}
