package io.makebeliv.pitchshift;

import io.makebeliv.dsp.WindowedSinc;
import java.util.Arrays;

/**
 * Reads a signal between its samples, by a sinc under a Kaiser window. When reading faster than the
 * samples come (raising formants), a narrower low pass keeps what would fold back out.
 */
final class Interpolator {

  private static final int HALF_LENGTH = 8;
  private static final int PHASES = 512;
  private static final double KAISER_BETA = 5.5;

  /** The reading speeds a low pass is at hand for, rising. */
  private static final double[] SPEEDS = {1, 1.13, 1.27, 1.42, 1.6, 1.8, 2};

  /** For each speed, the taps at each phase. The same for all streams. */
  private static final float[][] TABLES = new float[SPEEDS.length][];

  static {
    for (int s = 0; s < SPEEDS.length; s++) {
      TABLES[s] = table(SPEEDS[s]);
    }
  }

  private static float[] table(double speed) {
    int half = halfLength(speed);
    int length = 2 * half;
    float[] table = new float[(PHASES + 1) * length];
    double[] taps = new double[length];
    WindowedSinc response = new WindowedSinc(0.5 / speed, half, KAISER_BETA);
    for (int p = 0; p <= PHASES; p++) {
      double sum = 0;
      for (int i = 0; i < length; i++) {
        taps[i] = response.at(i - (half - 1) - (double) p / PHASES);
        sum += taps[i];
      }
      for (int i = 0; i < length; i++) {
        table[p * length + i] = (float) (taps[i] / sum);
      }
    }
    return table;
  }

  private static int halfLength(double speed) {
    return (int) Math.ceil(HALF_LENGTH * speed);
  }

  /** How far beyond a place the signal must be known to be read there. */
  static int reach() {
    return halfLength(SPEEDS[SPEEDS.length - 1]) + 1;
  }

  /**
   * Reads a stretch.
   *
   * @param source the signal
   * @param start where to begin, an absolute index, between samples
   * @param speed samples to go on by for each sample read, 0.5 to 2
   * @param into receives the samples, from index 0
   * @param length how many
   */
  void read(History source, double start, double speed, float[] into, int length) {
    int s = 0;
    while (s < SPEEDS.length - 1 && SPEEDS[s] < speed - 1e-6) {
      s++;
    }
    int half = halfLength(SPEEDS[s]);
    if (Math.abs(speed - 1) < 1e-6) {
      readSteadily(source, start, TABLES[s], half, into, length);
    } else {
      readOnTheMove(source, start, speed, TABLES[s], half, into, length);
    }
  }

  /** The distance to the samples stays: one filter for all. */
  private static void readSteadily(
      History source, double start, float[] table, int half, float[] into, int length) {
    long whole = (long) Math.floor(start);
    double phase = (start - whole) * PHASES;
    int p = (int) phase;
    float rest = (float) (phase - p);
    int taps = 2 * half;
    float[] data = source.data();
    int from = source.at(whole - (half - 1));
    Arrays.fill(into, 0, length, 0);
    for (int i = 0; i < taps; i += 4) {
      addFour(
          into,
          data,
          from + i,
          length,
          tap(table, p * taps + i, taps, rest),
          tap(table, p * taps + i + 1, taps, rest),
          tap(table, p * taps + i + 2, taps, rest),
          tap(table, p * taps + i + 3, taps, rest));
    }
  }

  /** Four taps in one pass, in the order in which they would go one by one. */
  private static void addFour(
      float[] into, float[] data, int at, int length, float a, float b, float c, float d) {
    for (int n = 0; n < length; n++) {
      into[n] =
          into[n]
              + a * data[at + n]
              + b * data[at + n + 1]
              + c * data[at + n + 2]
              + d * data[at + n + 3];
    }
  }

  private static float tap(float[] table, int at, int taps, float rest) {
    return table[at] + rest * (table[at + taps] - table[at]);
  }

  private static void readOnTheMove(
      History source,
      double start,
      double speed,
      float[] table,
      int half,
      float[] into,
      int length) {
    int taps = 2 * half;
    float[] data = source.data();
    long whole = (long) Math.floor(start);
    int from = source.at(whole - (half - 1));
    double place = start - whole + 0.5 / PHASES;
    for (int n = 0; n < length; n++) {
      int step = (int) place;
      int row = taps * (int) ((place - step) * PHASES);
      int offset = from + step;
      float a = 0;
      float b = 0;
      for (int i = 0; i < taps; i += 2) {
        a += table[row + i] * data[offset + i];
        b += table[row + i + 1] * data[offset + i + 1];
      }
      into[n] = a + b;
      place += speed;
    }
  }
}
