package io.makebeliv.examples.report;

import org.jtransforms.fft.FloatFFT_1D;

/**
 * Power over time and logarithmic frequency, by Hann-windowed Fourier transforms that are long
 * enough to tell the harmonics of a voice apart.
 */
final class Spectrogram {

  private static final double WINDOW_SECONDS = 0.042;
  private static final int ZERO_PADDING = 4;

  /** Into how many bins' worth of power a Hann window smears one line. */
  private static final double HANN_NOISE_BINS = 1.5;

  /** What stands for no power at all. */
  static final float SILENCE_DB = -200;

  private final float[][] columns;
  private final float[] average;

  private Spectrogram(float[][] columns, float[] average) {
    this.columns = columns;
    this.average = average;
  }

  /**
   * Analyses a recording.
   *
   * @param axis the frequencies from the first row to the last
   * @param seconds the time from the first column to the last; after the recording, silence
   */
  static Spectrogram of(
      Excerpt excerpt, FrequencyAxis axis, double seconds, int columns, int rows) {
    int window = (int) Math.round(WINDOW_SECONDS * excerpt.sampleRate());
    int size = ZERO_PADDING * Integer.highestOneBit(2 * window - 1);
    float[] hann = hann(window);
    FloatFFT_1D fft = new FloatFFT_1D(size);
    float[] buffer = new float[size];
    float[] power = new float[size / 2];
    double[] sum = new double[size / 2];
    float[][] picture = new float[columns][];
    double binHertz = (double) excerpt.sampleRate() / size;
    float[] samples = excerpt.samples();
    for (int column = 0; column < columns; column++) {
      double centre = (column + 0.5) / columns * seconds * excerpt.sampleRate();
      int first = (int) Math.round(centre - window / 2.0);
      for (int i = 0; i < size; i++) {
        int at = first + i;
        buffer[i] = i < window && at >= 0 && at < samples.length ? samples[at] * hann[i] : 0;
      }
      fft.realForward(buffer);
      for (int bin = 1; bin < power.length; bin++) {
        float re = buffer[2 * bin];
        float im = buffer[2 * bin + 1];
        power[bin] = re * re + im * im;
        sum[bin] += power[bin];
      }
      picture[column] = rows(power, axis, binHertz, rows);
    }
    for (int bin = 0; bin < power.length; bin++) {
      power[bin] = (float) (sum[bin] / columns);
    }
    double binsOfOneLine = HANN_NOISE_BINS * size / window;
    return new Spectrogram(picture, envelope(power, axis, binHertz, rows, binsOfOneLine));
  }

  /** Scaled so that a sine of full scale has 0 dB. */
  private static float[] hann(int length) {
    float[] window = new float[length];
    for (int i = 0; i < length; i++) {
      window[i] = (float) ((1 - Math.cos(2 * Math.PI * (i + 0.5) / length)) * 2 / length);
    }
    return window;
  }

  /**
   * Interpolates where rows are finer than the transform, takes the peak where they are coarser.
   */
  private static float[] rows(float[] power, FrequencyAxis axis, double binHertz, int rows) {
    float[] db = new float[rows];
    for (int row = 0; row < rows; row++) {
      double from = axis.hertz((double) row / rows) / binHertz;
      double to = axis.hertz((row + 1.0) / rows) / binHertz;
      float level;
      if (to - from < 1) {
        double middle = (from + to) / 2;
        int bin = (int) middle;
        float fraction = (float) (middle - bin);
        level = (1 - fraction) * db(power, bin) + fraction * db(power, bin + 1);
      } else {
        level = SILENCE_DB;
        for (int bin = (int) Math.ceil(from); bin < to; bin++) {
          level = Math.max(level, db(power, bin));
        }
      }
      db[row] = level;
    }
    return db;
  }

  /** The power in a third of an octave around each row: no harmonics, only their envelope. */
  private static float[] envelope(
      float[] power, FrequencyAxis axis, double binHertz, int rows, double binsOfOneLine) {
    double halfBand = Math.pow(2, 1.0 / 6);
    double[] below = new double[power.length + 1];
    for (int bin = 0; bin < power.length; bin++) {
      below[bin + 1] = below[bin] + power[bin] / binsOfOneLine;
    }
    float[] db = new float[rows];
    for (int row = 0; row < rows; row++) {
      double centre = axis.hertz((row + 0.5) / rows) / binHertz;
      db[row] = decibels(at(below, centre * halfBand) - at(below, centre / halfBand));
    }
    return db;
  }

  /** The power below a fractional bin, where a bin reaches half way to its neighbours. */
  private static double at(double[] below, double bin) {
    double edge = Math.max(0, Math.min(below.length - 1, bin + 0.5));
    int whole = Math.min((int) edge, below.length - 2);
    return below[whole] + (edge - whole) * (below[whole + 1] - below[whole]);
  }

  private static float db(float[] power, int bin) {
    return bin < power.length ? decibels(power[bin]) : SILENCE_DB;
  }

  private static float decibels(double power) {
    return power <= 0 ? SILENCE_DB : (float) Math.max(SILENCE_DB, 10 * Math.log10(power));
  }

  int columns() {
    return columns.length;
  }

  /** Levels of one column in dB of a full-scale sine, lowest frequency first. */
  float[] column(int index) {
    return columns[index];
  }

  /** The smoothed average over all columns in dB, lowest frequency first. */
  float[] average() {
    return average;
  }

  /** The loudest level anywhere. */
  float peak() {
    float peak = SILENCE_DB;
    for (float[] column : columns) {
      for (float level : column) {
        peak = Math.max(peak, level);
      }
    }
    return peak;
  }
}
