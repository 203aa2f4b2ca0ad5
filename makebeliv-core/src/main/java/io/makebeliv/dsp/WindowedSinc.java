package io.makebeliv.dsp;

/**
 * The impulse response of a low pass as filters are designed here: a sinc under a Kaiser window
 * (Kaiser and Schafer, "On the use of the I0-sinh window for spectrum analysis", 1980). Not
 * normalised: whoever fills a filter with it divides by the sum.
 *
 * @param cutoff edge of the low pass (half amplitude) in cycles per sample, positive
 * @param half how far the window reaches to either side, in samples; beyond it the response is 0
 * @param beta shape of the window: larger is steeper in rejection and wider in transition
 */
public record WindowedSinc(double cutoff, double half, double beta) {

  /**
   * Returns the response at a time.
   *
   * @param time samples from the centre, whole or not
   * @return the value of sinc times window
   */
  public double at(double time) {
    double u = time / half;
    if (u * u >= 1) {
      return 0;
    }
    double phase = 2 * Math.PI * cutoff * time;
    double sinc = Math.abs(phase) < 1e-9 ? 1 : Math.sin(phase) / phase;
    return sinc * besselI0(beta * Math.sqrt(1 - u * u));
  }

  /** The modified Bessel function of the first kind and order 0, by its power series. */
  private static double besselI0(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > 1e-12 * sum; k++) {
      term *= (x / (2 * k)) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }
}
