package io.makebeliv.pitchshift;

/**
 * Trims the voiced part to the level of the source. A grain is as loud as it should be where the
 * one after it is much the same ({@link Loudness}); of chords, and of two who speak at a time, it
 * is not, and this slowly takes out what is too much or too little.
 */
final class Level {

  private static final double SECONDS = 0.1;
  private static final float LOWEST = 0.7f;
  private static final float HIGHEST = 1.4f;

  /** Power, -90 dB full scale, below which there is nothing to compare. */
  private static final float FLOOR = 1e-9f;

  private final float share;
  private final int step;
  private float wanted1;
  private float wanted2;
  private float given1;
  private float given2;
  private float gain;

  Level(int sampleRate, int step) {
    this.step = step;
    share = (float) (1 - Math.exp(-step / (SECONDS * sampleRate)));
    reset();
  }

  void reset() {
    wanted1 = 0;
    wanted2 = 0;
    given1 = 0;
    given2 = 0;
    gain = 1;
  }

  /** Scales one step of the voiced part, by the levels up to its end. */
  void match(History source, long from, float[] voiced, float[] coverage) {
    float[] data = source.data();
    int at = source.at(from);
    float wanted = 0;
    float given = 0;
    for (int n = 0; n < step; n++) {
      float part = Math.min(1, coverage[n]);
      float x = part * data[at + n];
      wanted += x * x;
      given += voiced[n] * voiced[n];
    }
    // Two smoothings in a row, so that single pulses do not show.
    wanted1 += share * (wanted / step - wanted1);
    wanted2 += share * (wanted1 - wanted2);
    given1 += share * (given / step - given1);
    given2 += share * (given1 - given2);
    float to = (float) Math.sqrt((wanted2 + FLOOR) / (given2 + FLOOR));
    to = Math.max(LOWEST, Math.min(HIGHEST, to));
    float slope = (to - gain) / step;
    for (int n = 0; n < step; n++) {
      gain += slope;
      voiced[n] *= gain;
    }
    gain = to;
  }
}
