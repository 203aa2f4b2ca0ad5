package io.makebeliv.pitchshift;

import io.makebeliv.dsp.CorrelationPitchTracker;
import io.makebeliv.dsp.Correlations;
import io.makebeliv.dsp.Decimator;
import java.util.Arrays;

/**
 * Finds where the periods of a voice lie. The tracker says whether there is a voice and about how
 * long its period is; from there each epoch follows the one before by the lag at which the waveform
 * around it repeats best, to a fraction of a sample. So epochs stay at the same place of the
 * waveform, and their distances are the true periods.
 *
 * <p>Epochs come in runs, one for each voiced stretch. All times are absolute indices at the
 * stream's rate.
 */
final class Epochs {

  private static final int KEPT = 256;
  private static final int KEPT_ESTIMATES = 64;

  /** Rate at which epochs are looked for, about. */
  private static final double ANALYSIS_RATE = 16_000;

  /** How like the next period must be for a run to begin earlier than the tracker says. */
  private static final float RUN_IN_CORRELATION = 0.6f;

  private static final int LONGEST_RUN_IN = 6;

  /** How like the next period must be for a run to go on. */
  private static final float LEAST_CORRELATION = 0.5f;

  /** How like the period before an epoch must be to stand against the tracker's silence. */
  private static final float SURE_CORRELATION = 0.8f;

  /**
   * How like the next period must be where it is of quite another length: what rings in a vowel
   * repeats as well, but not so well.
   */
  private static final float CLIMBED_CORRELATION = 0.9f;

  /** Factor between the tracker's period and the one found from which they are two voices. */
  private static final double MOST_GLIDE = 1.3;

  private static final int AROUND = 2;

  private static final double HIGHEST_HZ = 960;
  private static final double LOWEST_HZ = 50;

  /** How far around the expected period the next one is looked for, as a part of it. */
  private static final double SEARCH = 0.06;

  private final int factor;
  private final int rate;
  private final Decimator decimator;
  private final History signal;
  private final float[] arriving;
  private final CorrelationPitchTracker tracker;
  private final float[] hop;
  private final int hopLength;
  private int hopFill;

  // The tracker's estimates; estimate i describes analysis time estimateTime(i).
  private final float[] estimates = new float[KEPT_ESTIMATES];
  private long estimateCount;

  private final double[] time = new double[KEPT];
  private final double[] offset = new double[KEPT];
  private final boolean[] first = new boolean[KEPT];
  private final float[] strength = new float[KEPT];
  private long count;
  private boolean open;

  // Of the newest epoch, in analysis samples.
  private double anchor;
  private double period;
  private double centre;

  private long seenEstimates;

  /** Epochs that the tracker has agreed to. */
  private long confirmed;

  /** Up to here a run was followed back from where the tracker found its voice. */
  private double vouched;

  Epochs(int sampleRate, int step) {
    factor = Math.max(1, (int) Math.round(sampleRate / ANALYSIS_RATE));
    decimator = new Decimator(factor, 0.45, 6);
    rate = sampleRate / factor;
    tracker = new CorrelationPitchTracker(rate);
    hopLength = tracker.hop();
    hop = new float[hopLength];
    signal = new History((int) (0.15 * rate));
    arriving = new float[step / factor + 1];
  }

  void reset() {
    decimator.reset();
    signal.reset();
    tracker.reset();
    hopFill = 0;
    Arrays.fill(estimates, 0);
    estimateCount = 0;
    seenEstimates = 0;
    confirmed = 0;
    count = 0;
    open = false;
    anchor = Double.NEGATIVE_INFINITY;
    period = 0;
    centre = 0;
  }

  /** How many epochs there have been. */
  long count() {
    return count;
  }

  /** When an epoch is. */
  double time(long k) {
    return time[(int) k & (KEPT - 1)];
  }

  /** How far after its epoch the energy of a period has its centre. */
  double offset(long k) {
    return offset[(int) k & (KEPT - 1)];
  }

  /** Whether a run begins with this epoch. */
  boolean first(long k) {
    return first[(int) k & (KEPT - 1)];
  }

  /** Whether an epoch is the newest of a run that has ended. */
  boolean last(long k) {
    return k + 1 < count ? first(k + 1) : !open;
  }

  /** The length of the period from epoch {@code k} on. */
  double period(long k) {
    if (k + 1 < count && !first(k + 1)) {
      return time(k + 1) - time(k);
    }
    if (k + 1 == count) {
      return period * factor;
    }
    return first(k) ? period * factor : time(k) - time(k - 1);
  }

  /** The mean length of the periods of a run around epoch {@code k}, two to either side. */
  double around(long k) {
    long from = k;
    while (k - from < AROUND && from > oldest() && !first(from)) {
      from--;
    }
    long to = k;
    while (to - k < AROUND && to + 1 < count && !first(to + 1)) {
      to++;
    }
    return to > from ? (time(to) - time(from)) / (to - from) : period(k);
  }

  /** Where the energy of the period around an epoch has its centre. */
  double centre(long k) {
    return time(k) + offset(k);
  }

  /** How far the centre after an epoch's own lies. */
  double after(long k) {
    return k + 1 < count && !first(k + 1) ? centre(k + 1) - centre(k) : period(k);
  }

  /** How far the centre before an epoch's own lies. */
  double before(long k) {
    return first(k) ? period(k) : centre(k) - centre(k - 1);
  }

  /** The oldest epoch still kept. */
  long oldest() {
    return Math.max(0, count - KEPT + 1);
  }

  /** Takes the next step of the stream. */
  void add(float[] samples) {
    int fresh = decimator.process(samples, 0, samples.length, arriving, 0);
    for (int i = 0; i < fresh; i++) {
      signal.add(arriving[i]);
      hop[hopFill++] = arriving[i];
      if (hopFill == hopLength) {
        hopFill = 0;
        tracker.track(hop, 0);
        estimates[(int) estimateCount & (KEPT_ESTIMATES - 1)] = tracker.f0();
        estimateCount++;
      }
    }
  }

  private double toStream(double analysisTime) {
    return analysisTime * factor - decimator.delay();
  }

  private double toAnalysis(long streamTime) {
    return (double) (streamTime + decimator.delay()) / factor;
  }

  private double estimateTime(long i) {
    return (double) (i + 1) * hopLength - 1 - tracker.delay();
  }

  private float estimate(long i) {
    return i < 0 || i < estimateCount - KEPT_ESTIMATES
        ? 0
        : estimates[(int) i & (KEPT_ESTIMATES - 1)];
  }

  /** The period at an analysis time, from the estimates around it; 0 where there is no voice. */
  private double estimatedPeriod(double at) {
    double place = (at + 1 + tracker.delay()) / hopLength - 1;
    long i = (long) Math.floor(place);
    i = Math.min(i, estimateCount - 1);
    float before = estimate(i);
    float after = i + 1 < estimateCount ? estimate(i + 1) : before;
    double f0;
    if (before > 0 && after > 0 && Math.abs(before - after) < 0.2f * before) {
      double t = Math.max(0, Math.min(1, place - i));
      f0 = before + t * (after - before);
    } else {
      f0 = place - i < 0.5 ? before : after;
    }
    return f0 > 0 ? rate / f0 : 0;
  }

  /**
   * Finds all epochs that can be found by now. The newest run goes ahead of the tracker as far as
   * the waveform is there; what it finds that way is taken back if the tracker then disagrees,
   * unless it is needed by then.
   *
   * @param barrier no epoch before this time is of use any more
   * @param needed epochs up to this time are used now
   */
  void advance(long barrier, double needed) {
    while (true) {
      confirm(needed);
      if (open) {
        double next = anchor + period;
        if (next + 0.5 * period + 4 > signal.end() - 1) {
          return;
        }
        follow();
      } else if (!begin(barrier)) {
        return;
      }
    }
  }

  /** Looks at what the tracker by now says of epochs found ahead of it. */
  private void confirm(double needed) {
    double known = estimateCount == 0 ? -1 : estimateTime(estimateCount - 1);
    while (open && confirmed < count) {
      double at = analysisTime(confirmed);
      if (at < vouched - 0.5 * period) {
        confirmed++;
        continue;
      }
      if (at > known) {
        return;
      }
      double expected = estimatedPeriod(at);
      double found = period(confirmed) / factor;
      boolean another =
          expected > 0 && (expected > MOST_GLIDE * found || expected < found / MOST_GLIDE);
      boolean sure = expected == 0 && strength[(int) confirmed & (KEPT - 1)] > SURE_CORRELATION;
      if (sure || (expected > 0 && !another)) {
        confirmed++;
        continue;
      }
      // Silence, another voice, or another octave: the run ends here at the latest.
      long kept = Math.max(confirmed, first(confirmed) ? confirmed + 1 : confirmed);
      while (kept < count && time(kept) <= needed) {
        kept++;
      }
      count = kept;
      open = false;
      anchor = analysisTime(count - 1);
      seenEstimates = Math.max(seenEstimates, indexAfter(another ? at - 0.5 * found : at));
      confirmed = count;
    }
  }

  private double analysisTime(long k) {
    return (time(k) + decimator.delay()) / factor;
  }

  private void follow() {
    double lag = repetition(anchor, period, 1);
    // Ahead of the tracker nothing else keeps the period within what a voice can do.
    boolean possible = lag > rate / HIGHEST_HZ && lag < rate / LOWEST_HZ;
    if (found < LEAST_CORRELATION || !possible) {
      open = false;
      seenEstimates = Math.max(seenEstimates, indexAfter(anchor + period));
      confirmed = count;
      return;
    }
    anchor += lag;
    period = lag;
    settleCentre();
    keep(anchor, centre, false);
  }

  private long indexAfter(double at) {
    return (long) Math.ceil((at + 1 + tracker.delay()) / hopLength - 1);
  }

  /** Begins a run at the first estimate not yet seen that has a voice. */
  private boolean begin(long barrier) {
    while (seenEstimates < estimateCount) {
      long i = seenEstimates++;
      float f0 = estimate(i);
      double at = estimateTime(i);
      if (f0 <= 0) {
        continue;
      }
      double length = rate / (double) f0;
      if (toStream(at) < barrier || at < anchor + 0.5 * Math.min(length, period)) {
        continue;
      }
      if (at + length + 4 > signal.end()) {
        continue;
      }
      start(at, length, toAnalysis(barrier));
      return true;
    }
    return false;
  }

  private void start(double at, double length, double barrier) {
    double previous = count == 0 ? Double.NEGATIVE_INFINITY : anchor;
    double previousPeriod = period;
    double start = at + energyCentre(at, length);
    start += energyCentre(start, length);
    double earliest = Math.max(barrier, previous + 0.5 * Math.min(length, previousPeriod));
    if (start < earliest) {
      start += length;
    }
    period = length;
    // Back to where the voice begins; then the run goes forward from there.
    double back = start;
    for (int i = 0; i < LONGEST_RUN_IN; i++) {
      double lag = repetition(back, length, -1);
      if (back - lag < earliest || found < RUN_IN_CORRELATION) {
        break;
      }
      back -= lag;
      period = lag;
    }
    anchor = back;
    centre = 0;
    open = true;
    confirmed = count;
    vouched = start;
    keep(anchor, 0, true);
  }

  private float found;

  /** The lag, near the expected one, at which the period around a time repeats before or after. */
  private double repetition(double around, double expected, int direction) {
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
    found = best;
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
    double farthest = (MOST_GLIDE - 1) * expected;
    while (Math.abs(lag - expected) < farthest) {
      float after = similarity(begin, direction * (lag + way), stretch);
      if (after <= here) {
        found = here;
        if (here < CLIMBED_CORRELATION) {
          return expected;
        }
        return lag + way * Correlations.peakShift(before, here, after);
      }
      before = here;
      here = after;
      lag += way;
    }
    found = here;
    return expected;
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
  private double energyCentre(double around, double length) {
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

  private void settleCentre() {
    double measured = energyCentre(anchor + centre, period);
    centre += 0.2 * measured;
    centre = Math.max(-0.4 * period, Math.min(0.4 * period, centre));
  }

  private void keep(double at, double centreOffset, boolean begins) {
    int i = (int) count & (KEPT - 1);
    time[i] = toStream(at);
    offset[i] = centreOffset * factor;
    first[i] = begins;
    strength[i] = begins ? 0 : found;
    count++;
  }
}
