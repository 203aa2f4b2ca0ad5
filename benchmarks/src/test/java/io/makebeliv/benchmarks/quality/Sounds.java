package io.makebeliv.benchmarks.quality;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** Signals whose measures are known. */
final class Sounds {

  static final int RATE = 16_000;

  private Sounds() {}

  /** Equal harmonics of a steady fundamental, each at the phase that is asked for. */
  static Sound harmonics(double hertz, double seconds, DoubleUnaryOperator phase) {
    float[] samples = new float[(int) (seconds * RATE)];
    int count = (int) (0.45 * RATE / hertz);
    for (int h = 1; h <= count; h++) {
      double start = phase.applyAsDouble(h);
      for (int n = 0; n < samples.length; n++) {
        samples[n] += (float) (0.3 / count * Math.cos(2 * Math.PI * h * hertz * n / RATE + start));
      }
    }
    return new Sound(RATE, samples);
  }

  /** A band-limited pulse train. */
  static Sound pulses(double hertz, double seconds) {
    return harmonics(hertz, seconds, h -> 0);
  }

  static Sound noise(double seconds, long seed) {
    Random random = new Random(seed);
    float[] samples = new float[(int) (seconds * RATE)];
    for (int n = 0; n < samples.length; n++) {
      samples[n] = (float) (0.1 * random.nextGaussian());
    }
    return new Sound(RATE, samples);
  }

  static Sound times(Sound sound, double gain) {
    float[] samples = sound.samples().clone();
    for (int n = 0; n < samples.length; n++) {
      samples[n] *= (float) gain;
    }
    return new Sound(sound.rate(), samples);
  }

  static Sound sum(Sound a, Sound b) {
    float[] samples = a.samples().clone();
    for (int n = 0; n < samples.length; n++) {
      samples[n] += b.samples()[n];
    }
    return new Sound(a.rate(), samples);
  }

  /** Through x[n] + b x[n-1], whose response is known. */
  static Sound filtered(Sound sound, double b) {
    float[] samples = sound.samples().clone();
    for (int n = 1; n < samples.length; n++) {
      samples[n] += (float) (b * sound.samples()[n - 1]);
    }
    return new Sound(sound.rate(), samples);
  }

  /** The response of {@link #filtered} in dB for the bins of a {@link SpectralEnvelope}. */
  static double[] response(double b) {
    double[] decibels = new double[SpectralEnvelope.BINS];
    for (int k = 0; k < decibels.length; k++) {
      double w = 2 * Math.PI * k * SpectralEnvelope.BIN_HERTZ / RATE;
      decibels[k] = 10 * Math.log10(1 + b * b + 2 * b * Math.cos(w));
    }
    return decibels;
  }

  static PitchTrack steady(Sound sound, double hertz) {
    return PitchTrack.of(sound.seconds(), t -> hertz);
  }
}
