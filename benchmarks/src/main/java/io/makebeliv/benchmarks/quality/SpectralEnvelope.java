package io.makebeliv.benchmarks.quality;

import org.jtransforms.fft.DoubleFFT_1D;

/**
 * The spectrum of a voiced frame without its harmonics, much the same wherever they lie: a window
 * of three periods, smoothed over two thirds of the fundamental and liftered so that what was
 * smeared is put back. After Morise, "CheapTrick, a spectral envelope estimator for high-quality
 * speech synthesis", 2015.
 */
final class SpectralEnvelope {

  /** Enough for three periods of the deepest voice at the analysis rate. */
  private static final int SIZE = 2048;

  static final int BINS = SIZE / 2 + 1;
  static final double BIN_HERTZ = (double) Sound.ANALYSIS_RATE / SIZE;

  private static final double COMPENSATION = -0.15;
  private static final double LOWEST = 3.0 * Sound.ANALYSIS_RATE / SIZE + 1;

  private final DoubleFFT_1D fft = new DoubleFFT_1D(SIZE);
  private final double[] work = new double[SIZE];
  private final double[] power = new double[BINS];

  /**
   * Estimates it.
   *
   * @param sound at the analysis rate
   * @param seconds the middle of the frame
   * @param f0 its fundamental, Hz
   * @return power in dB for each bin
   */
  double[] decibels(Sound sound, double seconds, double f0) {
    double hertz = Math.max(LOWEST, f0);
    window(sound, seconds, hertz);
    fft.realForward(work);
    power[0] = work[0] * work[0];
    power[BINS - 1] = work[1] * work[1];
    for (int k = 1; k < BINS - 1; k++) {
      power[k] = work[2 * k] * work[2 * k] + work[2 * k + 1] * work[2 * k + 1];
    }
    fillBelow(hertz);
    double[] smooth = smoothed(2 * hertz / 3);
    for (int k = 0; k < BINS; k++) {
      double log = Math.log(smooth[k] + 1e-16);
      work[k] = log;
      work[(SIZE - k) % SIZE] = log;
    }
    lifter(hertz);
    double[] decibels = new double[BINS];
    for (int k = 0; k < BINS; k++) {
      double log = k == BINS - 1 ? work[1] : work[2 * k];
      decibels[k] = 10 / Math.log(10) * log;
    }
    return decibels;
  }

  private void window(Sound sound, double seconds, double hertz) {
    float[] samples = sound.samples();
    double middle = seconds * sound.rate();
    int half = (int) Math.min(SIZE / 2 - 1, Math.round(1.5 * sound.rate() / hertz));
    java.util.Arrays.fill(work, 0);
    double sum = 0;
    double ofWindow = 0;
    double square = 0;
    double[] weights = new double[2 * half + 1];
    int first = (int) Math.round(middle) - half;
    for (int n = 0; n < weights.length; n++) {
      double distance = (first + n - middle) * hertz / sound.rate() / 1.5;
      weights[n] = Math.abs(distance) < 1 ? 0.5 + 0.5 * Math.cos(Math.PI * distance) : 0;
      int at = first + n;
      double x = at >= 0 && at < samples.length ? samples[at] : 0;
      work[n] = x * weights[n];
      sum += work[n];
      ofWindow += weights[n];
      square += weights[n] * weights[n];
    }
    for (int n = 0; n < weights.length; n++) {
      work[n] = (work[n] - weights[n] * sum / ofWindow) / Math.sqrt(square);
    }
  }

  /** Below the fundamental there is no harmonic: its mirror image stands in. */
  private void fillBelow(double hertz) {
    double bin = hertz / BIN_HERTZ;
    double[] mirrored = new double[(int) bin + 1];
    for (int k = 0; k < mirrored.length; k++) {
      mirrored[k] = at(power, bin - k);
    }
    for (int k = 0; k < mirrored.length; k++) {
      power[k] += mirrored[k];
    }
  }

  private static double at(double[] values, double position) {
    int below = (int) position;
    return values[below] + (position - below) * (values[below + 1] - values[below]);
  }

  /** Means over a width around each bin, by differences of the running integral. */
  private double[] smoothed(double widthHertz) {
    int margin = (int) (widthHertz / BIN_HERTZ) + 2;
    double[] integral = new double[BINS + 2 * margin + 1];
    for (int i = 0; i < integral.length - 1; i++) {
      int k = Math.abs(i - margin);
      integral[i + 1] = integral[i] + power[k < BINS ? k : 2 * (BINS - 1) - k];
    }
    double half = widthHertz / 2 / BIN_HERTZ;
    double[] smooth = new double[BINS];
    for (int k = 0; k < BINS; k++) {
      // A bin's power lies half a bin to either side of it.
      double centre = k + margin + 0.5;
      smooth[k] = (at(integral, centre + half) - at(integral, centre - half)) / (2 * half);
    }
    return smooth;
  }

  /** Takes what is left of the harmonics out of the logarithm in {@code work}. */
  private void lifter(double hertz) {
    fft.realForward(work);
    // The logarithm is even, so that its transform is real: the cepstrum.
    double[] cepstrum = new double[BINS];
    cepstrum[0] = work[0];
    cepstrum[BINS - 1] = work[1];
    for (int k = 1; k < BINS - 1; k++) {
      cepstrum[k] = work[2 * k];
    }
    for (int k = 0; k < BINS; k++) {
      double turns = hertz * k / Sound.ANALYSIS_RATE;
      double sinc = k == 0 ? 1 : Math.sin(Math.PI * turns) / (Math.PI * turns);
      double lift =
          sinc * (1 - 2 * COMPENSATION + 2 * COMPENSATION * Math.cos(2 * Math.PI * turns));
      double value = cepstrum[k] * lift / SIZE;
      work[k] = value;
      work[(SIZE - k) % SIZE] = value;
    }
    fft.realForward(work);
  }
}
