package io.makebeliv.effect;

import io.makebeliv.Signals;

/** What effects do to sines. */
final class Response {

  private Response() {}

  /** The gain at a frequency in dB, once settled. */
  static double gainDb(Effect effect, int rate, double hertz, double level) {
    float[] samples = Signals.sine(rate, rate, hertz, level);
    effect.open(rate, 1).process(samples, 0, samples.length, 0);
    return 20
        * Math.log10(Signals.fitSine(samples, rate / 2, rate, rate, hertz).amplitude() / level);
  }

  /** The frequency of the analogue filter that a bilinear transform puts here, by the corner's. */
  static double warped(int rate, double hertz, double corner) {
    return Math.tan(Math.PI * hertz / rate) / Math.tan(Math.PI * corner / rate);
  }
}
