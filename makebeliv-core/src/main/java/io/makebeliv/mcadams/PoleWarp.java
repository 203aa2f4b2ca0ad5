package io.makebeliv.mcadams;

/**
 * Moves the poles of an all-pole filter: an angle becomes its power, the radius stays, so a
 * resonance keeps its bandwidth and the filter its stability. Real poles, which are no resonances,
 * stay.
 *
 * <p>Angles are those at 16 kHz, whatever the rate, so that a voice sounds alike at all rates:
 * resonances move about one radian there, 2546 Hz. The power holds up to 5 kHz, where formants are;
 * from there on angles are spread evenly, so that half the sampling rate stays where it is. Poles
 * would else crowd there, and whistle, or leave the treble dull.
 *
 * <p>The filter is kept as one section of second order for each pair of poles, never multiplied
 * out: so nothing is lost to rounding at high orders.
 */
final class PoleWarp {

  private static final double REFERENCE_RATE = 16_000;

  /** Roots this near to the real axis are real; conjugate pairs are farther from each other. */
  private static final double REAL = 1e-7;

  /** Energy of all coefficients but the first below which a filter changes nothing. */
  private static final double FLAT = 1e-8;

  /** Rounding leaves no pole beyond this. */
  private static final double LARGEST_RADIUS = 0.9995;

  /** Up to where the power holds: radians at 16 kHz, and as a part of half the sampling rate. */
  private static final double POWER_UP_TO = 2;

  private static final double POWER_UP_TO_PART = 0.75;

  private final double alpha;
  private final double perReference;
  private final double knee;
  private final double kneeTo;
  private final Roots roots;
  private final double[] first;
  private final double[] second;
  private final double[] newFirst;
  private final double[] newSecond;
  private int sections;
  private boolean known;

  PoleWarp(double alpha, int order, int sampleRate) {
    this.alpha = alpha;
    perReference = sampleRate / REFERENCE_RATE;
    knee = Math.min(POWER_UP_TO / perReference, POWER_UP_TO_PART * Math.PI);
    kneeTo = power(knee);
    roots = new Roots(order);
    first = new double[order];
    second = new double[order];
    newFirst = new double[order];
    newSecond = new double[order];
  }

  void reset() {
    sections = 0;
    known = false;
  }

  /** Where a resonance goes, both in radians per sample. */
  double angle(double from) {
    return from <= knee
        ? power(from)
        : kneeTo + (from - knee) / (Math.PI - knee) * (Math.PI - kneeTo);
  }

  private double power(double from) {
    return Math.pow(from * perReference, alpha) / perReference;
  }

  /**
   * Moves the poles of {@code 1 / (1 + a1 z^-1 + ...)}. If they cannot be told for certain, the
   * ones of the frame before stay.
   *
   * @return false if there was no such frame
   */
  boolean take(double[] coefficients) {
    if (flat(coefficients)) {
      sections = 0;
      known = true;
    } else if (roots.find(coefficients) && pair()) {
      System.arraycopy(newFirst, 0, first, 0, sections);
      System.arraycopy(newSecond, 0, second, 0, sections);
      known = true;
    }
    return known;
  }

  /** Whether there is no resonance at all, but poles on top of each other at nothing. */
  private static boolean flat(double[] coefficients) {
    double sum = 0;
    for (int k = 1; k < coefficients.length; k++) {
      sum += coefficients[k] * coefficients[k];
    }
    return sum < FLAT;
  }

  /** Makes the sections of the new poles; false if they are not real or in conjugate pairs. */
  private boolean pair() {
    int made = 0;
    int above = 0;
    int below = 0;
    for (int i = 0; i < roots.count(); i++) {
      double re = roots.re(i);
      double im = roots.im(i);
      double radius = Math.min(LARGEST_RADIUS, Math.sqrt(re * re + im * im));
      if (Math.abs(im) <= REAL) {
        newFirst[made] = -Math.copySign(radius, re);
        newSecond[made++] = 0;
      } else if (im > 0) {
        double to = angle(Math.atan2(im, re));
        newFirst[made] = -2 * radius * Math.cos(to);
        newSecond[made++] = radius * radius;
        above++;
      } else {
        below++;
      }
    }
    boolean paired = above == below;
    sections = paired ? made : sections;
    return paired;
  }

  /** Filters a frame in place, from a state of rest. */
  void filter(double[] frame, int length) {
    for (int k = 0; k < sections; k++) {
      double a1 = first[k];
      double a2 = second[k];
      double y1 = 0;
      double y2 = 0;
      for (int n = 0; n < length; n++) {
        double y = frame[n] - a1 * y1 - a2 * y2;
        y2 = y1;
        y1 = y;
        frame[n] = y;
      }
    }
  }
}
