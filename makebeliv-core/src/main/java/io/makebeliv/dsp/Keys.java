package io.makebeliv.dsp;

/**
 * Random bits as a function of a counter (the finaliser of SplitMix64, Steele, Lea and Flood,
 * 2014), so that any of them can be had without those before it.
 */
public final class Keys {

  private Keys() {}

  /**
   * Mixes a counter, or a key, into bits that show no trace of it.
   *
   * @param counter any number
   * @return 64 random bits, always the same for the same number
   */
  public static long mix(long counter) {
    long z = counter * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
