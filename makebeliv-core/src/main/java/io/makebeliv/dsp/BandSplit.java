package io.makebeliv.dsp;

/**
 * Weighs five bands of a signal, with weights that may move from sample to sample. The bands are
 * differences of low passes (second order, Butterworth, in the topology-preserving form of
 * Zavalishin, "The art of VA filter design", 2012), so that with all weights at one what goes in
 * comes out, at once. Moving weights only mix signals, so nothing can become unstable or zip.
 *
 * <p>Silence ends in silence: after 10 ms of zeros the filters, 96 dB down by then, are at rest. So
 * nothing of what was before a fault is left in it, nor numbers too small for the processor's fast
 * path.
 */
public final class BandSplit {

  /** How many bands there are. */
  public static final int BANDS = 5;

  /** Where the bands meet, a little more than an octave and a half apart. */
  private static final double[] CROSSOVERS_HZ = {250, 800, 2400, 6500};

  private static final double DAMPING = Math.sqrt(2);

  /** The highest edge that is a filter's at a sample rate. */
  private static final double HIGHEST = 0.45;

  private static final double REST_SECONDS = 0.01;

  private final double[] g = new double[BANDS - 1];
  private final double[] scale = new double[BANDS - 1];
  private final double[] state1 = new double[BANDS - 1];
  private final double[] state2 = new double[BANDS - 1];
  private final int rest;
  private int zeros;

  /**
   * Makes a bank at rest.
   *
   * @param sampleRate Hz, positive
   */
  public BandSplit(int sampleRate) {
    for (int i = 0; i < g.length; i++) {
      double edge = Math.min(HIGHEST, CROSSOVERS_HZ[i] / sampleRate);
      g[i] = Math.tan(Math.PI * edge);
      scale[i] = 1 / (1 + DAMPING * g[i] + g[i] * g[i]);
    }
    rest = (int) (REST_SECONDS * sampleRate);
    reset();
  }

  /**
   * Weighs one sample's bands.
   *
   * @param sample the next sample of the stream
   * @param extra what each band gets beyond its own weight of one, from the lowest on, at {@code
   *     extra[band][index]}
   * @param index which of the weights
   * @return the sum of the weighted bands
   */
  public double weigh(double sample, float[][] extra, int index) {
    zeros = sample == 0 ? zeros + 1 : 0;
    if (zeros >= rest) {
      reset();
      return 0;
    }
    double below = 0;
    double sum = sample;
    for (int i = 0; i < g.length; i++) {
      double high = (sample - (DAMPING + g[i]) * state1[i] - state2[i]) * scale[i];
      double band = g[i] * high + state1[i];
      double low = g[i] * band + state2[i];
      state1[i] = band + g[i] * high;
      state2[i] = low + g[i] * band;
      sum += extra[i][index] * (low - below);
      below = low;
    }
    return sum + extra[BANDS - 1][index] * (sample - below);
  }

  /** Forgets the stream, as if new. */
  public void reset() {
    zeros = rest;
    for (int i = 0; i < g.length; i++) {
      state1[i] = 0;
      state2[i] = 0;
    }
  }
}
