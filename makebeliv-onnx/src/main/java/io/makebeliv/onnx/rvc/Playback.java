package io.makebeliv.onnx.rvc;

import io.makebeliv.dsp.Correlations;
import io.makebeliv.dsp.WindowedSinc;

/**
 * Reads samples faster or slower than they were spoken: a windowed sinc, interpolated between
 * {@value #PHASES} phases (Smith and Gossett, "A flexible sampling-rate conversion method", 1984).
 * Read faster, the voice loses what would lie above half the sample rate. Where a sample is read
 * depends on nothing that was read before; beyond the edges there is silence.
 *
 * <p>One thread uses it; after construction nothing is allocated.
 */
final class Playback {

  private static final int PHASES = 256;

  /** As far as the slower of both rates is looked to each side, in its samples. */
  private static final int REACH = 24;

  private static final double KAISER_BETA = 9;

  private final double ratio;
  private final int half;
  private final float[] table;

  /**
   * Makes a playback.
   *
   * @param ratio samples to go on by for each that is put out, positive
   */
  Playback(double ratio) {
    this.ratio = ratio;
    double slower = Math.max(1, ratio);
    half = (int) Math.ceil(REACH * slower);
    table = table(half, new WindowedSinc(0.5 / slower, REACH * slower, KAISER_BETA));
  }

  private static float[] table(int half, WindowedSinc response) {
    int taps = 2 * half;
    float[] table = new float[(PHASES + 1) * taps];
    double[] row = new double[taps];
    for (int p = 0; p <= PHASES; p++) {
      double sum = 0;
      for (int i = 0; i < taps; i++) {
        row[i] = response.at(i - (half - 1) - (double) p / PHASES);
        sum += row[i];
      }
      for (int i = 0; i < taps; i++) {
        table[p * taps + i] = (float) (row[i] / sum);
      }
    }
    return table;
  }

  /**
   * Reads.
   *
   * @param spoken the samples
   * @param from where the first is read, whole or not
   * @param output receives one for each of its places
   */
  void read(float[] spoken, double from, float[] output) {
    for (int i = 0; i < output.length; i++) {
      double place = from + i * ratio;
      int newest = (int) Math.floor(place);
      double phase = (place - newest) * PHASES;
      int row = (int) phase;
      float a = tap(row, spoken, newest);
      float b = tap(row + 1, spoken, newest);
      output[i] = a + (float) (phase - row) * (b - a);
    }
  }

  private float tap(int row, float[] spoken, int newest) {
    int taps = 2 * half;
    int first = newest - half + 1;
    int missing = Math.max(0, -first);
    int there = Math.min(taps, spoken.length - first) - missing;
    return there <= 0
        ? 0
        : Correlations.dot(table, row * taps + missing, spoken, first + missing, there);
  }
}
