package io.makebeliv.examples.report;

/**
 * A vowel whose every period is the same, a whole number of samples long: its fundamental is known
 * exactly. Harmonics that fall with frequency, through the resonances of an "a".
 */
final class SteadyVowel {

  private static final double ABOUT_HERTZ = 128;
  private static final double[] FORMANTS = {650, 1150, 2500, 3400};
  private static final double HIGHEST = 7000;
  private static final double LEVEL = 0.5;

  private SteadyVowel() {}

  private static int period(int sampleRate) {
    return (int) Math.round(sampleRate / ABOUT_HERTZ);
  }

  /** Its fundamental at a sample rate. */
  static double hertz(int sampleRate) {
    return (double) sampleRate / period(sampleRate);
  }

  static float[] samples(int sampleRate, int frames) {
    double[] one = new double[period(sampleRate)];
    double f0 = hertz(sampleRate);
    double peak = 0;
    for (int harmonic = 1; harmonic * f0 < HIGHEST; harmonic++) {
      double phase = 0;
      double amplitude = 1.0 / harmonic;
      for (double formant : FORMANTS) {
        // A resonance of second order: what it does to a frequency.
        double hertz = harmonic * f0;
        double re = formant * formant - hertz * hertz;
        double im = hertz * (60 + 0.04 * formant);
        amplitude *= formant * formant / Math.hypot(re, im);
        phase -= Math.atan2(im, re);
      }
      for (int i = 0; i < one.length; i++) {
        one[i] += amplitude * Math.cos(2 * Math.PI * harmonic * i / one.length + phase);
      }
    }
    for (double sample : one) {
      peak = Math.max(peak, Math.abs(sample));
    }
    float[] samples = new float[frames];
    for (int i = 0; i < frames; i++) {
      samples[i] = (float) (LEVEL / peak * one[i % one.length]);
    }
    return samples;
  }
}
