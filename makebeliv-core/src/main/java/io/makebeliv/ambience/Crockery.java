package io.makebeliv.ambience;

import io.makebeliv.dsp.Chance;

/** Cups set down and spoons laid by, now and then, a few strikes at a time. */
final class Crockery {

  private static final double SLOT_SECONDS = 1.7;

  /** No strike rings longer than this after its slot began. */
  private static final double LONGEST_SECONDS = 5;

  private static final double OFTEN = 0.42;

  private final int sampleRate;
  private final long key;
  private final Strike strike;

  Crockery(int sampleRate, long key) {
    this.sampleRate = sampleRate;
    this.key = key;
    strike = new Strike(sampleRate);
  }

  /** Adds what rings in a stretch. */
  void add(long from, int frames, float[] into) {
    double slot = SLOT_SECONDS * sampleRate;
    long first = (long) Math.floor((from - LONGEST_SECONDS * sampleRate) / slot);
    long last = (long) Math.floor((from + frames) / slot);
    for (long s = first; s <= last; s++) {
      long k = Chance.key(key, s);
      if (Chance.uniform(k, 0) < OFTEN) {
        handle(k, s * slot, from, frames, into);
      }
    }
  }

  private void handle(long k, double begin, long from, int frames, float[] into) {
    boolean cup = Chance.uniform(k, 1) < 0.6;
    int strikes = 1 + (int) (4 * Chance.uniform(k, 2) * Chance.uniform(k, 3));
    double onset = begin + SLOT_SECONDS * sampleRate * Chance.uniform(k, 4);
    double loud = Math.pow(10, Chance.between(k, 5, -15, 1) / 20);
    double hertz = cup ? Chance.between(k, 6, 1900, 3300) : Chance.between(k, 6, 2900, 4600);
    double ring = cup ? Chance.between(k, 7, 0.03, 0.1) : Chance.between(k, 7, 0.015, 0.05);
    for (int i = 0; i < strikes; i++) {
      // Each strike meets the thing elsewhere: the same tones, otherwise weighed.
      double level = loud * Chance.between(k, 20 + i, 0.4, 1);
      strike.add(k + 31L * i, hertz, 6, ring, level, onset, from, frames, into);
      onset += sampleRate * Chance.between(k, 30 + i, 0.05, 0.24);
    }
  }
}
