package io.makebeliv.benchmarks;

import org.jtransforms.fft.FloatFFT_1D;

/**
 * How differently two signals of the same time sound: the root mean square of the difference
 * between their spectra in dB, as a mean over frames.
 */
final class LogSpectralDistance {

  private static final int LENGTH = 1024;
  private static final int HOP = 256;

  /** A hundred dB below a full scale sine: what is softer is as good as not there. */
  private static final double FLOOR = 1e-10 * LENGTH * LENGTH / 16;

  private final FloatFFT_1D fft = new FloatFFT_1D(LENGTH);
  private double sum;
  private int frames;

  void add(float[] a, float[] b) {
    for (int from = 0; from + LENGTH <= a.length; from += HOP) {
      float[] one = spectrum(a, from);
      float[] other = spectrum(b, from);
      double squares = 0;
      for (int bin = 1; bin < LENGTH / 2; bin++) {
        double apart = 10 * Math.log10((power(one, bin) + FLOOR) / (power(other, bin) + FLOOR));
        squares += apart * apart;
      }
      sum += Math.sqrt(squares / (LENGTH / 2 - 1));
      frames++;
    }
  }

  double mean() {
    return sum / Math.max(1, frames);
  }

  private float[] spectrum(float[] signal, int from) {
    float[] spectrum = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / LENGTH);
      spectrum[i] = (float) (signal[from + i] * window);
    }
    fft.realForward(spectrum);
    return spectrum;
  }

  private static double power(float[] spectrum, int bin) {
    return (double) spectrum[2 * bin] * spectrum[2 * bin]
        + (double) spectrum[2 * bin + 1] * spectrum[2 * bin + 1];
  }
}
