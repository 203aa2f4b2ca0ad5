package io.makebeliv.pipeline;

import java.util.Arrays;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * Tells a copy from a voice that was changed, however little. The lag at which the output is most
 * like the input is found by cross-correlation. There, the two are compared band by band: a copy
 * agrees with its source in level pattern and phase in every band at once, while a voice whose
 * formants or pitch have moved agrees in a few at most, even where its first harmonic, which
 * dominates a plain correlation, has stayed in place. A tone or a hum fills too few bands to say
 * anything.
 */
final class Likeness {

  private static final int RATE = LeakGuard.RATE;
  private static final int WINDOW = LeakGuard.WINDOW;

  private static final float EMPHASIS = 0.9f;

  /** Less alike than this at every lag, it is no copy, and no closer look is needed. */
  private static final double WORTH_A_LOOK = 0.6;

  private static final double BAND_HZ = 400;
  private static final double LOWEST_HZ = 100;
  private static final int BANDS = 6;
  private static final int LEAST_BANDS = 4;

  /** A band 40 dB below the strongest, or the whole 70 dB below full scale, counts as empty. */
  private static final double EMPTY_BAND = 1e-4;

  private static final double SILENT_ENERGY = WINDOW * 1e-7;

  /** Delays that are tried between a lag and the middle to the next. */
  private static final int FRACTIONS = 8;

  /** The transforms stay below the size from which the library would spread them over threads. */
  private static final int SIZE = 4096;

  /** Lags found by one transform. */
  private static final int BLOCK = SIZE - WINDOW;

  private final int lags;
  private final FloatFFT_1D correlation = new FloatFFT_1D(SIZE);
  private final FloatFFT_1D comparison = new FloatFFT_1D(WINDOW);
  private final float[] input;
  private final float[] output = new float[WINDOW];
  private final float[] inputSpectrum = new float[SIZE];
  private final float[] outputSpectrum = new float[SIZE];
  private final float[] atLag = new float[SIZE];
  private final float[] afterLag = new float[SIZE];
  private final float[] hann = new float[WINDOW];
  private final double[] inputEnergy = new double[BANDS];
  private final double[] outputEnergy = new double[BANDS];
  private final double[] cross = new double[BANDS];

  /** Compares with lags from 0 to {@code leastLags} and some more. */
  Likeness(int leastLags) {
    lags = (leastLags + BLOCK - 1) / BLOCK * BLOCK;
    input = new float[WINDOW + lags];
    for (int i = 0; i < WINDOW; i++) {
      hann[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / WINDOW));
    }
  }

  /** To be filled with the newest input; its last sample is as new as the output's last. */
  float[] input() {
    return input;
  }

  /** To be filled with the newest output. */
  float[] output() {
    return output;
  }

  /** Returns how alike they are, 0 to 1, or negative where nothing can be told. */
  double measure() {
    emphasise(input);
    emphasise(output);
    double energy = energy(output, 0);
    if (energy < SILENT_ENERGY) {
      return -1;
    }
    int lag = bestLag(energy);
    return lag < 0 ? 0 : bandwise(lag);
  }

  private static void emphasise(float[] samples) {
    float last = 0;
    for (int i = 0; i < samples.length; i++) {
      float sample = samples[i];
      samples[i] = sample - EMPHASIS * last;
      last = sample;
    }
  }

  /** The lag of the highest normalised correlation, or -1 where none is worth a look. */
  private int bestLag(double energy) {
    Arrays.fill(outputSpectrum, 0);
    System.arraycopy(output, 0, outputSpectrum, BLOCK, WINDOW);
    correlation.realForward(outputSpectrum);
    double inputEnergyThere = energy(input, lags);
    double best = WORTH_A_LOOK * WORTH_A_LOOK;
    int at = -1;
    for (int from = 0; from < lags; from += BLOCK) {
      correlate(from);
      for (int i = 0; i < BLOCK; i++) {
        int lag = from + i;
        if (inputEnergyThere > SILENT_ENERGY) {
          double high = Math.max(square(atLag[i]), square(afterLag[i]));
          double whole = inputEnergyThere * energy;
          if (high > best * whole) {
            best = high / whole;
            at = lag;
          }
        }
        inputEnergyThere += square(input[lags - lag - 1]) - square(input[lags - lag - 1 + WINDOW]);
      }
    }
    return at;
  }

  /**
   * Correlates at a block of lags, and half a sample after each: at whole lags alone, a copy that
   * lies between them could be missed.
   */
  private void correlate(int from) {
    System.arraycopy(input, lags - from - BLOCK, inputSpectrum, 0, SIZE);
    correlation.realForward(inputSpectrum);
    atLag[0] = outputSpectrum[0] * inputSpectrum[0];
    atLag[1] = 0;
    afterLag[0] = atLag[0];
    afterLag[1] = 0;
    double cos = Math.cos(Math.PI / SIZE);
    double sin = Math.sin(Math.PI / SIZE);
    double turnRe = 1;
    double turnIm = 0;
    for (int i = 2; i < SIZE; i += 2) {
      double next = turnRe * cos - turnIm * sin;
      turnIm = turnIm * cos + turnRe * sin;
      turnRe = next;
      double re =
          outputSpectrum[i] * inputSpectrum[i] + outputSpectrum[i + 1] * inputSpectrum[i + 1];
      double im =
          outputSpectrum[i + 1] * inputSpectrum[i] - outputSpectrum[i] * inputSpectrum[i + 1];
      atLag[i] = (float) re;
      atLag[i + 1] = (float) im;
      afterLag[i] = (float) (re * turnRe - im * turnIm);
      afterLag[i + 1] = (float) (re * turnIm + im * turnRe);
    }
    correlation.realInverse(atLag, true);
    correlation.realInverse(afterLag, true);
  }

  /** The mean agreement of all bands that are not empty, at the fraction of a lag that suits. */
  private double bandwise(int lag) {
    for (int i = 0; i < WINDOW; i++) {
      inputSpectrum[i] = hann[i] * input[lags - lag + i];
      outputSpectrum[i] = hann[i] * output[i];
    }
    comparison.realForward(inputSpectrum);
    comparison.realForward(outputSpectrum);
    double best = -1;
    for (int step = -FRACTIONS; step <= 2 * FRACTIONS; step++) {
      best = Math.max(best, agreement((double) step / (2 * FRACTIONS) * 2 * Math.PI / WINDOW));
    }
    return best;
  }

  private double agreement(double turnPerBin) {
    Arrays.fill(inputEnergy, 0);
    Arrays.fill(outputEnergy, 0);
    Arrays.fill(cross, 0);
    int first = (int) (LOWEST_HZ * WINDOW / RATE);
    double width = BAND_HZ * WINDOW / RATE;
    double cos = Math.cos(turnPerBin);
    double sin = Math.sin(turnPerBin);
    double re = Math.cos(turnPerBin * first);
    double im = Math.sin(turnPerBin * first);
    for (int k = first; k < first + (int) (BANDS * width); k++) {
      int band = (int) ((k - first) / width);
      double xr = inputSpectrum[2 * k];
      double xi = inputSpectrum[2 * k + 1];
      double yr = outputSpectrum[2 * k];
      double yi = outputSpectrum[2 * k + 1];
      inputEnergy[band] += xr * xr + xi * xi;
      outputEnergy[band] += yr * yr + yi * yi;
      cross[band] += (xr * yr + xi * yi) * re - (xr * yi - xi * yr) * im;
      double next = re * cos - im * sin;
      im = im * cos + re * sin;
      re = next;
    }
    double strongest = 0;
    for (double energy : inputEnergy) {
      strongest = Math.max(strongest, energy);
    }
    double sum = 0;
    int filled = 0;
    for (int band = 0; band < BANDS; band++) {
      if (inputEnergy[band] > EMPTY_BAND * strongest) {
        sum += cross[band] / Math.sqrt(inputEnergy[band] * outputEnergy[band] + 1e-30);
        filled++;
      }
    }
    return filled < LEAST_BANDS ? -1 : Math.abs(sum) / filled;
  }

  private static double energy(float[] samples, int from) {
    double sum = 0;
    for (int i = from; i < from + WINDOW; i++) {
      sum += square(samples[i]);
    }
    return sum;
  }

  private static double square(float x) {
    return (double) x * x;
  }
}
