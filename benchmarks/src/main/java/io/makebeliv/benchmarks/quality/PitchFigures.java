package io.makebeliv.benchmarks.quality;

import java.util.Arrays;

/**
 * How well a fundamental was moved.
 *
 * @param medianCents median distance from where it should be, where both are voiced and it is no
 *     gross error; NaN if that is nowhere
 * @param p95Cents what 95 % of those distances stay under
 * @param gross share of frames voiced in both that are more than 200 cents off
 * @param lost share of the voiced frames that are no longer voiced
 * @param changed share of the frames with sound whose voicing is another
 * @param unshifted share of frames voiced in both that are within 60 cents of the source
 */
record PitchFigures(
    double medianCents,
    double p95Cents,
    double gross,
    double lost,
    double changed,
    double unshifted) {

  private static final double GROSS_CENTS = 200;
  private static final double UNSHIFTED_CENTS = 60;

  /** Compares the track of a source with that of what was made of it. */
  static PitchFigures of(PitchTrack source, PitchTrack output, double ratio, Activity active) {
    int frames = Math.min(source.frames(), output.frames());
    double[] cents = new double[frames];
    int both = 0;
    int fine = 0;
    int lost = 0;
    int gained = 0;
    int voiced = 0;
    int sounding = 0;
    int unshifted = 0;
    for (int i = 0; i < frames; i++) {
      if (!active.at(i) || Double.isNaN(source.hertz(i))) {
        continue;
      }
      sounding++;
      voiced += source.voiced(i) ? 1 : 0;
      if (source.voiced(i) && output.voiced(i)) {
        both++;
        double off = cents(output.hertz(i), source.hertz(i) * ratio);
        if (off <= GROSS_CENTS) {
          cents[fine++] = off;
        }
        if (cents(output.hertz(i), source.hertz(i)) < UNSHIFTED_CENTS) {
          unshifted++;
        }
      } else if (source.voiced(i)) {
        lost++;
      } else if (output.voiced(i)) {
        gained++;
      }
    }
    double[] sorted = Arrays.copyOf(cents, fine);
    Arrays.sort(sorted);
    return new PitchFigures(
        Quantile.of(sorted, 0.5),
        Quantile.of(sorted, 0.95),
        share(both - fine, both),
        share(lost, voiced),
        share(lost + gained, sounding),
        // Where nothing is to move, nothing can have stayed by mistake.
        Math.abs(cents(ratio, 1)) < UNSHIFTED_CENTS ? Double.NaN : share(unshifted, both));
  }

  private static double share(int part, int whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }

  static double cents(double a, double b) {
    return 1200 * Math.abs(Math.log(a / b) / Math.log(2));
  }
}
