package io.makebeliv.benchmarks;

import java.util.Random;

/**
 * Something like speech, without end: vowels whose pitch glides, hiss and pauses, so that code that
 * takes other ways through each of them takes them all.
 */
final class SpokenTape {

  /** Vowel, hiss and pause, repeated at changing pitch. */
  private static final double SYLLABLE_SECONDS = 0.3;

  private static final int SYLLABLES = 16;

  private final float[] samples;
  private int position;

  SpokenTape(int sampleRate) {
    int syllable = (int) (SYLLABLE_SECONDS * sampleRate);
    samples = new float[SYLLABLES * syllable];
    Random random = new Random(1);
    double phase = 0;
    for (int i = 0; i < samples.length; i++) {
      double within = (double) (i % syllable) / syllable;
      double hz = 110 + 60 * Math.sin(2 * Math.PI * i / samples.length) + 20 * within;
      phase += 2 * Math.PI * hz / sampleRate;
      if (within < 0.65) {
        samples[i] = (float) (Math.sin(Math.PI * within / 0.65) * vowel(phase, hz, sampleRate));
      } else if (within < 0.85) {
        samples[i] = (float) (0.05 * random.nextGaussian());
      }
    }
  }

  /** Harmonics weighted by two resonances. */
  private static double vowel(double phase, double hz, int sampleRate) {
    double sum = 0;
    for (int k = 1; k <= 20 && k * hz < 0.45 * sampleRate; k++) {
      sum +=
          (resonance(k * hz, 650, 90) + 0.5 * resonance(k * hz, 1_200, 120)) * Math.sin(k * phase);
    }
    return 0.2 * sum;
  }

  private static double resonance(double hz, double centreHz, double widthHz) {
    double distance = (hz - centreHz) / widthHz;
    return 1 / Math.sqrt(1 + distance * distance);
  }

  /** Copies the next {@code frames} frames to the start of {@code target}. */
  void read(float[] target, int frames) {
    int first = Math.min(frames, samples.length - position);
    System.arraycopy(samples, position, target, 0, first);
    System.arraycopy(samples, 0, target, first, frames - first);
    position = (position + frames) % samples.length;
  }
}
