// SPDX-License-Identifier: GPL-3.0-or-later
package io.makebeliv.tarsos;

import java.util.Random;

/** Test signals whose truth is known. */
final class Signals {

  private Signals() {}

  static float[] sine(double hz, int sampleRate, int frames) {
    return sweep(hz, hz, sampleRate, frames);
  }

  /** A sine whose frequency moves linearly. */
  static float[] sweep(double fromHz, double toHz, int sampleRate, int frames) {
    float[] samples = new float[frames];
    double phase = 0;
    for (int i = 0; i < frames; i++) {
      samples[i] = (float) (0.5 * Math.sin(phase));
      phase += 2 * Math.PI * (fromHz + (toHz - fromHz) * i / frames) / sampleRate;
    }
    return samples;
  }

  /** Ten harmonics falling by 6 dB an octave, up to 0.45 of the rate. */
  static float[] voiced(double hz, int sampleRate, int frames) {
    float[] samples = new float[frames];
    for (int k = 1; k <= 10 && k * hz < 0.45 * sampleRate; k++) {
      for (int i = 0; i < frames; i++) {
        samples[i] += (float) (0.3 / k * Math.sin(2 * Math.PI * hz * k * i / sampleRate + k * k));
      }
    }
    return samples;
  }

  static float[] noise(long seed, int frames) {
    Random random = new Random(seed);
    float[] samples = new float[frames];
    for (int i = 0; i < frames; i++) {
      samples[i] = (float) (0.2 * random.nextGaussian());
    }
    return samples;
  }

  static double cents(double hz, double reference) {
    return 1200 * Math.log(hz / reference) / Math.log(2);
  }
}
