package io.makebeliv.benchmarks.quality;

/**
 * What is left of a periodic sound where it was: the energy at its original partials against that
 * at the shifted ones, by a Blackman window over the middle second. Originals that lie within 12 Hz
 * of a shifted partial cannot be told from it and are left out.
 */
final class PartialResidual {

  private static final double HIGHEST = 5_000;
  private static final double APART_HERTZ = 12;
  private static final double SECONDS = 1;

  private PartialResidual() {}

  /** A sawtooth without aliases. */
  static Sound sawtooth(int rate, double hertz, double seconds) {
    float[] samples = new float[(int) (seconds * rate)];
    for (int h = 1; h * hertz < 0.45 * rate; h++) {
      for (int n = 0; n < samples.length; n++) {
        samples[n] += (float) (0.25 * Math.sin(2 * Math.PI * h * hertz * n / rate) / h);
      }
    }
    return new Sound(rate, samples);
  }

  /** In dB; NaN if every original partial is also a shifted one. */
  static double decibels(Sound output, double hertz, double ratio) {
    Sound middle = output.middle(SECONDS);
    double original = 0;
    double shifted = 0;
    boolean apart = false;
    for (int h = 1; h * hertz < HIGHEST; h++) {
      double nearest = Math.round(h / ratio) * ratio * hertz;
      if (Math.abs(nearest - h * hertz) > APART_HERTZ) {
        original += power(middle, h * hertz);
        apart = true;
      }
    }
    for (int h = 1; h * hertz * ratio < HIGHEST; h++) {
      shifted += power(middle, h * hertz * ratio);
    }
    return apart ? 10 * Math.log10((original + 1e-20) / (shifted + 1e-20)) : Double.NaN;
  }

  private static double power(Sound sound, double hertz) {
    float[] x = sound.samples();
    double re = 0;
    double im = 0;
    for (int n = 0; n < x.length; n++) {
      double u = 2 * Math.PI * (n + 0.5) / x.length;
      double windowed = x[n] * (0.42 - 0.5 * Math.cos(u) + 0.08 * Math.cos(2 * u));
      double phase = 2 * Math.PI * hertz * n / sound.rate();
      re += windowed * Math.cos(phase);
      im += windowed * Math.sin(phase);
    }
    return (re * re + im * im) / ((double) x.length * x.length);
  }
}
