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

  /** How many similarities to either side tell where between lags the top is. */
  private static final int NEARBY = 3;

  /** What is taken away of each sample's neighbour, so that the highs count for more. */
  private static final double EMPHASIS = 0.8;

  private final History signal;

  /** Those of the lags that were searched, and of some beyond. */
  private final float[] similarities;

  /** Factor between the expected period and the one found that is not gone beyond. */
  private final double mostGlide;

  private float likeness;

  /**
   * Compares stretches of a signal.
   *
   * @param longest the longest period that is ever expected, in samples
   */
  Repetition(History signal, double mostGlide, double longest) {
    this.signal = signal;
    similarities = new float[2 * (int) Math.max(2, SEARCH * longest) + 1 + 2 * NEARBY];
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
      similarities[lag - low + NEARBY] = here;
      if (here > best) {
        best = here;
        at = lag;
      }
    }
    if (at == low || at == middle + reach) {
      return climb(begin, direction, stretch, at, at == low ? -1 : 1, expected);
    }
    likeness = best;
    for (int i = 1; i <= NEARBY; i++) {
      if (at - i < low) {
        similarities[at - i - low + NEARBY] = similarity(begin, direction * (at - i), stretch);
      }
      if (at + i > middle + reach) {
        similarities[at + i - low + NEARBY] = similarity(begin, direction * (at + i), stretch);
      }
    }
    return at + top(at - low + NEARBY);
  }

  /**
   * Where the top near the highest of some similarities is. It is sharp where a voice is bright,
   * and a parabola through three points would be off by some hundredths, every period by as many;
   * it fits what is smoothed first.
   */
  private float top(int highest) {
    return Correlations.peakShift(smoothed(highest - 1), smoothed(highest), smoothed(highest + 1));
  }

  private float smoothed(int i) {
    return 0.0625f * (similarities[i - 2] + similarities[i + 2])
        + 0.25f * (similarities[i - 1] + similarities[i + 1])
        + 0.375f * similarities[i];
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
    return centre(around, length, 0);
  }

  /**
   * How far from a time the glottis closes within the period around it. All of a period rings, but
   * its highs are strongest where they are struck.
   */
  double closure(double around, double length) {
    return centre(around, length, EMPHASIS);
  }

  private double centre(double around, double length, double emphasis) {
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
    int at = signal.at(begin - 1);
    for (int i = 0; i < 2 * half; i++) {
      double x = data[at + i + 1] - emphasis * data[at + i];
      double energy = x * x;
      sumRe += energy * re;
      sumIm += energy * im;
      double next = re * cos - im * sin;
      im = im * cos + re * sin;
      re = next;
    }
    return Math.atan2(sumIm, sumRe) / turn;
  }
}
