package io.makebeliv.pipeline;

import java.util.Arrays;

/**
 * How often each pitch was heard, old ones less and less. Quantiles of it know nothing of a few
 * wrong octaves.
 */
final class PitchCensus {

  private static final int BINS_PER_SEMITONE = 4;

  /** Beyond this all counts are made smaller together: only their proportions matter. */
  private static final double HEAVIEST = 1e9;

  private final double lowest;
  private final double[] bins;
  private final double growth;
  private double weight;
  private double total;

  /**
   * @param lowest semitones
   * @param span semitones
   * @param memory after so many pitches a third of their weight is left
   */
  PitchCensus(double lowest, int span, double memory) {
    this.lowest = lowest;
    bins = new double[span * BINS_PER_SEMITONE + 1];
    growth = Math.exp(1 / memory);
    reset();
  }

  void add(double semitones) {
    double place = (semitones - lowest) * BINS_PER_SEMITONE;
    place = Math.max(0, Math.min(bins.length - 1.001, place));
    int bin = (int) place;
    double upper = weight * (place - bin);
    bins[bin] += weight - upper;
    bins[bin + 1] += upper;
    total += weight;
    // Later ones count more, which is the same as that earlier ones count less.
    weight *= growth;
    if (weight > HEAVIEST) {
      for (int i = 0; i < bins.length; i++) {
        bins[i] /= weight;
      }
      total /= weight;
      weight = 1;
    }
  }

  /** The pitch, in semitones, under which a share of all lies. Something must have been added. */
  double quantile(double share) {
    double wanted = share * total;
    double below = 0;
    int bin = 0;
    while (bin < bins.length - 1 && below + bins[bin] < wanted) {
      below += bins[bin++];
    }
    double within = bins[bin] > 0 ? (wanted - below) / bins[bin] : 0.5;
    return lowest + (bin - 0.5 + within) / BINS_PER_SEMITONE;
  }

  void reset() {
    Arrays.fill(bins, 0);
    weight = 1;
    total = 0;
  }
}
