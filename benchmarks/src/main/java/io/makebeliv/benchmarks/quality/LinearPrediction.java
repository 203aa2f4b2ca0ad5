package io.makebeliv.benchmarks.quality;

import java.util.Random;

/** An all-pole model of a frame, by the autocorrelation of the frame under a Hann window. */
final class LinearPrediction {

  /** Eight formants and the slope of the source at the analysis rate. */
  static final int ORDER = 18;

  /** A throat that stands open damps its resonances, and lets none of them sing. */
  private static final double WHISPER_BROADER_HERTZ = 120;

  private final double[] coefficients;
  private final double gain;

  private LinearPrediction(double[] coefficients, double gain) {
    this.coefficients = coefficients;
    this.gain = gain;
  }

  /** Of {@code length} samples from {@code from} on; what lies outside counts as silence. */
  static LinearPrediction of(float[] samples, int from, int length) {
    double[] frame = new double[length];
    double square = 0;
    for (int n = 0; n < length; n++) {
      double w = 0.5 - 0.5 * Math.cos(2 * Math.PI * (n + 0.5) / length);
      frame[n] = w * sample(samples, from + n);
      square += w * w;
    }
    double[] r = new double[ORDER + 1];
    for (int lag = 0; lag <= ORDER; lag++) {
      for (int n = lag; n < length; n++) {
        r[lag] += frame[n] * frame[n - lag];
      }
    }
    // A floor at -90 dB, so that band-limited sounds do not upset the recursion.
    r[0] = r[0] * (1 + 1e-9) + 1e-12;
    double[] a = new double[ORDER + 1];
    a[0] = 1;
    double error = r[0];
    for (int i = 1; i <= ORDER; i++) {
      double sum = r[i];
      for (int j = 1; j < i; j++) {
        sum += a[j] * r[i - j];
      }
      double reflection = -sum / error;
      double[] next = a.clone();
      next[i] = reflection;
      for (int j = 1; j < i; j++) {
        next[j] += reflection * a[i - j];
      }
      a = next;
      error *= 1 - reflection * reflection;
    }
    return new LinearPrediction(a, Math.sqrt(error / square));
  }

  /** What the model does not foresee at a sample. */
  double residual(float[] samples, int at) {
    double sum = 0;
    for (int k = 0; k <= ORDER; k++) {
      sum += coefficients[k] * sample(samples, at - k);
    }
    return sum;
  }

  /** Adds the model, excited by noise, under a window, onto {@code target}. */
  void addWhisper(Random random, double[] window, float[] target, int from) {
    double[] broader = coefficients.clone();
    for (int k = 1; k <= ORDER; k++) {
      broader[k] *= Math.exp(-Math.PI * WHISPER_BROADER_HERTZ * k / Sound.ANALYSIS_RATE);
    }
    double[] y = new double[window.length + ORDER];
    for (int n = 0; n < window.length; n++) {
      double sum = gain * random.nextGaussian();
      for (int k = 1; k <= ORDER; k++) {
        sum -= broader[k] * y[n + ORDER - k];
      }
      y[n + ORDER] = sum;
      int at = from + n;
      if (at >= 0 && at < target.length) {
        target[at] += (float) (window[n] * sum);
      }
    }
  }

  private static double sample(float[] samples, int at) {
    return at >= 0 && at < samples.length ? samples[at] : 0;
  }
}
