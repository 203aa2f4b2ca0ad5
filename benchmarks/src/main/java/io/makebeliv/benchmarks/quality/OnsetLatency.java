package io.makebeliv.benchmarks.quality;

import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;

/**
 * How much later a vowel begins in the output than in the input: where their loudness, over times
 * longer than their periods, comes to half the power that it will have.
 */
final class OnsetLatency {

  private static final double SILENCE_SECONDS = 0.3;
  private static final double TONE_SECONDS = 0.5;
  private static final double LOUDNESS_SECONDS = 0.05;
  private static final int TRIES = 8;

  /** A quarter of a millisecond, or less. */
  private static final int STRIDE = 8;

  private OnsetLatency() {}

  /** The mean over onsets at all phases, ms, the block that the caller pushes excluded. */
  static double milliseconds(VoiceConverter converter, int rate, double hertz) {
    double sum = 0;
    for (int i = 0; i < TRIES; i++) {
      float[] input = vowel(rate, hertz, SILENCE_SECONDS, (double) i / TRIES);
      float[] output = new float[input.length];
      try (VoiceSession session = converter.openSession(rate)) {
        session.process(input, 0, output, 0, input.length);
      }
      sum += begins(output, rate) - begins(input, rate);
    }
    return sum / TRIES * 1e3;
  }

  /** Silence and then a vowel that begins at once, that many periods after a pulse. */
  static float[] vowel(int rate, double hertz, double onset, double periods) {
    int from = (int) Math.round(rate * (0.1 + periods / hertz));
    float[] voice = SyntheticSpeaker.steady(hertz).voiced(rate, 0.2 + TONE_SECONDS).samples();
    int first = (int) Math.round(onset * rate);
    float[] tone = new float[first + (int) (TONE_SECONDS * rate)];
    System.arraycopy(voice, from, tone, first, tone.length - first);
    return tone;
  }

  /** In seconds. */
  static double begins(float[] samples, int rate) {
    int half = (int) (LOUDNESS_SECONDS / 2 * rate);
    double[] window = new double[2 * half + 1];
    for (int n = 0; n < window.length; n++) {
      window[n] = 0.5 + 0.5 * Math.cos(Math.PI * (n - half) / (half + 1));
    }
    double[] power = new double[(samples.length - window.length) / STRIDE];
    for (int i = 0; i < power.length; i++) {
      for (int n = 0; n < window.length; n++) {
        double x = samples[i * STRIDE + n];
        power[i] += window[n] * x * x;
      }
    }
    double steady = 0;
    int last = power.length / 4;
    for (int i = power.length - last; i < power.length; i++) {
      steady += power[i];
    }
    steady /= last;
    int at = 0;
    while (at < power.length && power[at] < steady / 2) {
      at++;
    }
    return (double) (at * STRIDE + half) / rate;
  }
}
