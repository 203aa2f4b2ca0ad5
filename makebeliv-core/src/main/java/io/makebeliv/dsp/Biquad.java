package io.makebeliv.dsp;

/**
 * The coefficients of a filter of second order, the leading one of the denominator divided out.
 *
 * <p>The formulas are those of Bristow-Johnson, "Cookbook formulae for audio equalizer biquad
 * filter coefficients": the bilinear transform of an analogue filter, with the given frequency
 * where it was. Frequencies are to be below half the sample rate.
 *
 * @param b0 weight of the input
 * @param b1 weight of the input before
 * @param b2 weight of the input before that
 * @param a1 weight, subtracted, of the output before
 * @param a2 weight, subtracted, of the output before that
 */
public record Biquad(double b0, double b1, double b2, double a1, double a2) {

  private static Biquad of(double b0, double b1, double b2, double a0, double a1, double a2) {
    return new Biquad(b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0);
  }

  private static double angle(int sampleRate, double hertz) {
    return 2 * Math.PI * hertz / sampleRate;
  }

  private static double alpha(double angle, double q) {
    return StrictMath.sin(angle) / (2 * q);
  }

  /**
   * Leaves what is above a frequency.
   *
   * @param sampleRate Hz
   * @param hertz the corner; with a {@code q} of the square root of a half it is 3 dB down
   * @param q resonance, positive
   * @return a high pass that falls by 12 dB an octave
   */
  public static Biquad highPass(int sampleRate, double hertz, double q) {
    double w = angle(sampleRate, hertz);
    double c = StrictMath.cos(w);
    double alpha = alpha(w, q);
    return of((1 + c) / 2, -(1 + c), (1 + c) / 2, 1 + alpha, -2 * c, 1 - alpha);
  }

  /**
   * Leaves what is below a frequency.
   *
   * @param sampleRate Hz
   * @param hertz the corner; with a {@code q} of the square root of a half it is 3 dB down
   * @param q resonance, positive
   * @return a low pass that falls by 12 dB an octave
   */
  public static Biquad lowPass(int sampleRate, double hertz, double q) {
    double w = angle(sampleRate, hertz);
    double c = StrictMath.cos(w);
    double alpha = alpha(w, q);
    return of((1 - c) / 2, 1 - c, (1 - c) / 2, 1 + alpha, -2 * c, 1 - alpha);
  }

  /**
   * Raises or lowers what is about a frequency.
   *
   * @param sampleRate Hz
   * @param hertz the middle
   * @param gainDb the gain there, in dB
   * @param q the middle by the width between the points of half that gain
   * @return a bell
   */
  public static Biquad peak(int sampleRate, double hertz, double gainDb, double q) {
    double w = angle(sampleRate, hertz);
    double c = StrictMath.cos(w);
    double alpha = alpha(w, q);
    double a = StrictMath.pow(10, gainDb / 40);
    return of(1 + alpha * a, -2 * c, 1 - alpha * a, 1 + alpha / a, -2 * c, 1 - alpha / a);
  }

  /**
   * Raises or lowers what is below a frequency.
   *
   * @param sampleRate Hz
   * @param hertz where half the gain is reached
   * @param gainDb the gain below, in dB
   * @param q the square root of a half is as steep as it gets without overshoot
   * @return a shelf
   */
  public static Biquad lowShelf(int sampleRate, double hertz, double gainDb, double q) {
    double w = angle(sampleRate, hertz);
    double c = StrictMath.cos(w);
    double a = StrictMath.pow(10, gainDb / 40);
    double slope = 2 * StrictMath.sqrt(a) * alpha(w, q);
    return of(
        a * (a + 1 - (a - 1) * c + slope),
        2 * a * (a - 1 - (a + 1) * c),
        a * (a + 1 - (a - 1) * c - slope),
        a + 1 + (a - 1) * c + slope,
        -2 * (a - 1 + (a + 1) * c),
        a + 1 + (a - 1) * c - slope);
  }

  /**
   * Raises or lowers what is above a frequency.
   *
   * @param sampleRate Hz
   * @param hertz where half the gain is reached
   * @param gainDb the gain above, in dB
   * @param q the square root of a half is as steep as it gets without overshoot
   * @return a shelf
   */
  public static Biquad highShelf(int sampleRate, double hertz, double gainDb, double q) {
    double w = angle(sampleRate, hertz);
    double c = StrictMath.cos(w);
    double a = StrictMath.pow(10, gainDb / 40);
    double slope = 2 * StrictMath.sqrt(a) * alpha(w, q);
    return of(
        a * (a + 1 + (a - 1) * c + slope),
        -2 * a * (a - 1 + (a + 1) * c),
        a * (a + 1 + (a - 1) * c - slope),
        a + 1 - (a - 1) * c + slope,
        2 * (a - 1 - (a + 1) * c),
        a + 1 - (a - 1) * c - slope);
  }

  /**
   * Returns the resonance of one section of a Butterworth filter, which is as flat as can be.
   *
   * @param order the whole filter's, even
   * @param section from 0 to {@code order / 2 - 1}, the least resonant first
   * @return the {@code q} of that section
   */
  public static double butterworthQ(int order, int section) {
    return 1 / (2 * StrictMath.cos(Math.PI * (2 * section + 1) / (2 * order)));
  }
}
