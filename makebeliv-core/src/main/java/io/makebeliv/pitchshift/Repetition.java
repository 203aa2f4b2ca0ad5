package io.makebeliv.pitchshift;

import io.makebeliv.dsp.Correlations;

/** Where a waveform repeats: compares the stretch of one period with those beside it. */
final class Repetition {

  /** How far around the expected period the next one is looked for, as a part of it. */
  private static final double SEARCH = 0.06;

  /**
   * How like the next period must be where it is of quite another length: what rings in a vowel
   * repeats as well, but not so well.
   */
  private static final float CLIMBED_CORRELATION = 0.9f;

  /** How like an earlier period another must be to be laid on it. */
  private static final float LEAST_LIKE = 0.2f;

  private final History signal;

  /** Factor between the expected period and the one found that is not gone beyond. */
  private final double mostGlide;

  private float likeness;

  Repetition(History signal, double mostGlide) {
    this.signal = signal;
    this.mostGlide = mostGlide;
  }

  /** How like the stretches are at the lag that was found last, up to 1. */
  float likeness() {
    return likeness;
  }

  /** The lag, near the expected one, at which the period around a time repeats before or after. */
  double lag(double around, double expected, int direction) {
    int stretch = (int) Math.round(expected);
    long begin = Math.round(around) - stretch / 2;
    int middle = (int) Math.round(expected);
    int reach = Math.max(2, (int) (SEARCH * expected));
    int low = middle - reach;
    float best = -2;
    int at = 0;
    float before = -2;
    float previous = -2;
    float after = -2;
    boolean climbing = false;
    float[] data = signal.data();
    int ours = signal.at(begin);
    double own = Correlations.dot(data, ours, data, ours, stretch);
    int theirs = signal.at(begin + (long) direction * low);
    double energy = Correlations.dot(data, theirs, data, theirs, stretch);
    // Energies go along from lag to lag; what rounding leaves of a great one is none.
    double least = 1e-6 * energy;
    for (int lag = low; lag <= middle + reach; lag++) {
      float cross = Correlations.dot(data, ours, data, theirs, stretch);
      double product = own * Math.max(least, energy);
      float here = product > 1e-30 ? (float) (cross / Math.sqrt(product)) : 0;
      int next = signal.at(begin + (long) direction * (lag + 1));
      float comes = data[direction > 0 ? next + stretch - 1 : next];
      float goes = data[direction > 0 ? theirs : theirs + stretch - 1];
      energy += (double) comes * comes - (double) goes * goes;
      theirs = next;
      if (here > best) {
        best = here;
        at = lag;
        before = previous;
        climbing = true;
      } else if (climbing) {
        after = here;
        climbing = false;
      }
      previous = here;
    }
    if (at == low || at == middle + reach) {
      return climb(begin, direction, stretch, at, at == low ? -1 : 1, expected);
    }
    likeness = best;
    if (before < -1.5f || after < -1.5f) {
      return expected;
    }
    return at + Correlations.peakShift(before, best, after);
  }

  /**
   * Goes on from the end of the search to the top. Where a sound broke off and another began the
   * expected period is that of neither, and a run that kept it would keep it for ever.
   */
  private double climb(long begin, int direction, int stretch, int from, int way, double expected) {
    int lag = from;
    float before = similarity(begin, direction * (lag - way), stretch);
    float here = similarity(begin, direction * lag, stretch);
    double farthest = (mostGlide - 1) * expected;
    while (Math.abs(lag - expected) < farthest) {
      float after = similarity(begin, direction * (lag + way), stretch);
      if (after <= here) {
        likeness = here;
        if (here < CLIMBED_CORRELATION) {
          return expected;
        }
        return lag + way * Correlations.peakShift(before, here, after);
      }
      before = here;
      here = after;
      lag += way;
    }
    likeness = here;
    return expected;
  }

  /**
   * The place, half a period around the expected one at most, that is most like an earlier one; the
   * expected place if none is.
   */
  double placeLike(double earlier, double expected, double length) {
    int stretch = (int) Math.round(length);
    long begin = Math.round(earlier) - stretch / 2;
    int low = Math.max(1, (int) Math.round(expected - earlier - length / 2));
    int high = (int) Math.min(low + stretch, signal.end() - begin - stretch);
    float most = LEAST_LIKE;
    double place = expected;
    for (int lag = low; lag <= high; lag++) {
      float here = similarity(begin, lag, stretch);
      if (here > most) {
        most = here;
        place = earlier + lag;
      }
    }
    return place;
  }

  private float similarity(long begin, int lag, int stretch) {
    float[] data = signal.data();
    int a = signal.at(begin);
    int b = signal.at(begin + lag);
    float cross = Correlations.dot(data, a, data, b, stretch);
    double product =
        (double) Correlations.dot(data, a, data, a, stretch)
            * Correlations.dot(data, b, data, b, stretch);
    return product > 1e-30 ? (float) (cross / Math.sqrt(product)) : 0;
  }

  /** How far from a time the energy of the period around it has its centre, on the circle. */
  double energyCentre(double around, double length) {
    int half = (int) Math.round(length / 2);
    long begin = Math.round(around) - half;
    double turn = 2 * Math.PI / length;
    double cos = Math.cos(turn);
    double sin = Math.sin(turn);
    double re = Math.cos(turn * (begin - around));
    double im = Math.sin(turn * (begin - around));
    double sumRe = 1e-20;
    double sumIm = 0;
    float[] data = signal.data();
    int at = signal.at(begin);
    for (int i = 0; i < 2 * half; i++) {
      double energy = (double) data[at + i] * data[at + i];
      sumRe += energy * re;
      sumIm += energy * im;
      double next = re * cos - im * sin;
      im = im * cos + re * sin;
      re = next;
    }
    return Math.atan2(sumIm, sumRe) / turn;
  }
}
