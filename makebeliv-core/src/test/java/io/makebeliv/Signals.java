package io.makebeliv;

import java.util.Random;

/** Test signals and measures. */
public final class Signals {

  private Signals() {}

  /** White noise in [-level, level]. */
  public static float[] noise(int frames, double level, long seed) {
    Random random = new Random(seed);
    float[] samples = new float[frames];
    for (int i = 0; i < frames; i++) {
      samples[i] = (float) (level * (2 * random.nextDouble() - 1));
    }
    return samples;
  }

  /** Noise without high frequencies, so that its correlation has one smooth peak. */
  public static float[] smoothNoise(int frames, int sampleRate, double cutoffHz, long seed) {
    float[] samples = noise(frames, 0.5, seed);
    float speed = (float) (1 - Math.exp(-2 * Math.PI * cutoffHz / sampleRate));
    for (int pass = 0; pass < 4; pass++) {
      float y = 0;
      for (int i = 0; i < frames; i++) {
        y += speed * (samples[i] - y);
        samples[i] = y;
      }
    }
    return samples;
  }

  /** A sine. */
  public static float[] sine(int frames, int sampleRate, double hertz, double level) {
    float[] samples = new float[frames];
    for (int i = 0; i < frames; i++) {
      samples[i] = (float) (level * Math.sin(2 * Math.PI * hertz * i / sampleRate));
    }
    return samples;
  }

  /** The lag from 0 to {@code most} at which {@code late} is most like {@code early}. */
  public static int lag(float[] early, float[] late, int most) {
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int lag = 0; lag <= most; lag++) {
      double sum = 0;
      for (int i = lag; i < late.length; i++) {
        sum += (double) late[i] * early[i - lag];
      }
      if (sum > highest) {
        highest = sum;
        best = lag;
      }
    }
    return best;
  }

  /** Mean power. */
  public static double power(float[] samples, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) samples[i] * samples[i];
    }
    return sum / (to - from);
  }

  /**
   * The sine of one frequency that fits a stretch best: its amplitude, and the power of the rest.
   */
  public record Fit(double amplitude, double rest) {}

  /** Fits a sine by least squares. */
  public static Fit fitSine(float[] samples, int from, int to, int sampleRate, double hertz) {
    double cc = 0;
    double ss = 0;
    double cs = 0;
    double xc = 0;
    double xs = 0;
    for (int i = from; i < to; i++) {
      double c = Math.cos(2 * Math.PI * hertz * i / sampleRate);
      double s = Math.sin(2 * Math.PI * hertz * i / sampleRate);
      cc += c * c;
      ss += s * s;
      cs += c * s;
      xc += samples[i] * c;
      xs += samples[i] * s;
    }
    double determinant = cc * ss - cs * cs;
    double a = (xc * ss - xs * cs) / determinant;
    double b = (xs * cc - xc * cs) / determinant;
    double rest = 0;
    for (int i = from; i < to; i++) {
      double angle = 2 * Math.PI * hertz * i / sampleRate;
      double error = samples[i] - a * Math.cos(angle) - b * Math.sin(angle);
      rest += error * error;
    }
    return new Fit(Math.hypot(a, b), rest / (to - from));
  }
}
