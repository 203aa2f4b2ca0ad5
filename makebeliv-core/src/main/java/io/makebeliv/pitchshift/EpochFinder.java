package io.makebeliv.pitchshift;

import io.makebeliv.dsp.Decimator;

/**
 * Finds where the periods of a voice lie. The tracker says whether there is a voice and about how
 * long its period is; from there each epoch follows the one before by the lag at which the waveform
 * around it repeats best, to a fraction of a sample. So epochs stay at the same place of the
 * waveform, and their distances are the true periods.
 */
final class EpochFinder {

  /** Rate at which epochs are looked for, about. */
  private static final double ANALYSIS_RATE = 16_000;

  /** How like the next period must be for a run to begin earlier than the tracker says. */
  private static final float RUN_IN_CORRELATION = 0.6f;

  private static final int LONGEST_RUN_IN = 6;

  /** The tracker's confidence from which a run begins on its word alone. */
  private static final float CERTAIN = 0.85f;

  /** How like the next period must be for a run to go on. */
  private static final float LEAST_CORRELATION = 0.4f;

  /** How like the period before an epoch must be to stand against the tracker's silence. */
  private static final float SURE_CORRELATION = 0.8f;

  /** Factor between the tracker's period and the one found from which they are two voices. */
  private static final double MOST_GLIDE = 1.3;

  /**
   * The same where periods are not sure: what rings in a vowel may be within a glide of the voice,
   * and a run that kept to that would keep to it for ever.
   */
  private static final double MOST_DOUBTFUL_GLIDE = 1.12;

  /** A run that begins within so many periods of the one before may be the same voice. */
  private static final double MOST_APART = 2.5;

  /** How much of what is measured in a period goes into where a grain has its middle. */
  private static final double SETTLING = 0.1;

  private static final double HIGHEST_HZ = 960;
  private static final double LOWEST_HZ = 50;

  private final Epochs epochs;
  private final int factor;
  private final int rate;
  private final Decimator decimator;
  private final float[] arriving;
  private final History signal;
  private final Repetition repetition;
  private final Estimates estimates;
  private long seenEstimates;

  /** Epochs that the tracker has agreed to. */
  private long confirmed;

  /** The tracker has a voice from here on; epochs before lead to it. */
  private double found;

  // Of the newest epoch, in analysis samples.
  private double anchor;
  private double period;
  private double centre;

  /**
   * Makes a finder.
   *
   * @param step samples that arrive at a time
   * @param epochs receives what is found
   */
  EpochFinder(int sampleRate, int step, Epochs epochs) {
    this.epochs = epochs;
    factor = Math.max(1, (int) Math.round(sampleRate / ANALYSIS_RATE));
    rate = sampleRate / factor;
    decimator = new Decimator(factor, 0.45, 6);
    arriving = new float[step / factor + 1];
    signal = new History((int) (0.15 * rate));
    repetition = new Repetition(signal, MOST_GLIDE, rate / LOWEST_HZ);
    estimates = new Estimates(rate);
  }

  void reset() {
    decimator.reset();
    signal.reset();
    estimates.reset();
    seenEstimates = 0;
    confirmed = 0;
    found = 0;
    anchor = Double.NEGATIVE_INFINITY;
    period = 0;
    centre = 0;
  }

  /** Takes the next step of the stream. */
  void add(float[] samples) {
    int fresh = decimator.process(samples, 0, samples.length, arriving, 0);
    signal.add(arriving, fresh);
    estimates.add(arriving, fresh);
  }

  private double toStream(double analysisTime) {
    return analysisTime * factor - decimator.delay();
  }

  private double toAnalysis(long streamTime) {
    return (double) (streamTime + decimator.delay()) / factor;
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
      if (epochs.open()) {
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
    double known = estimates.count() == 0 ? -1 : estimates.time(estimates.count() - 1);
    while (epochs.open() && confirmed < epochs.count()) {
      double at = analysisTime(confirmed);
      if (at <= found) {
        confirmed++;
        continue;
      }
      if (at > known) {
        return;
      }
      double expected = estimates.periodAt(at);
      double here = epochs.period(confirmed) / factor;
      boolean sure = epochs.strength(confirmed) > SURE_CORRELATION;
      double most = sure ? MOST_GLIDE : MOST_DOUBTFUL_GLIDE;
      boolean another = expected > 0 && !near(expected, here, most);
      if (expected > 0 ? !another : sure) {
        confirmed++;
        continue;
      }
      // Silence, another voice, or another octave: the run ends here at the latest.
      long kept = epochs.first(confirmed) ? confirmed + 1 : confirmed;
      while (kept < epochs.count() && epochs.time(kept) <= needed) {
        kept++;
      }
      end(kept, another ? at - 0.5 * here : at);
    }
  }

  private double analysisTime(long k) {
    return (epochs.time(k) + decimator.delay()) / factor;
  }

  private void follow() {
    double lag = repetition.lag(anchor, period, 1);
    // Ahead of the tracker nothing else keeps the period within what a voice can do.
    boolean possible = lag > rate / HIGHEST_HZ && lag < rate / LOWEST_HZ;
    if (repetition.likeness() < LEAST_CORRELATION || !possible) {
      end(epochs.count(), anchor + period);
      return;
    }
    anchor += lag;
    period = lag;
    settleCentre();
    epochs.follow(toStream(anchor), centre * factor, repetition.likeness(), period * factor);
  }

  /** Ends the run with the newest of so many epochs; another may begin from a time on. */
  private void end(long count, double from) {
    epochs.end(count);
    confirmed = count;
    // What comes may be the same voice as the newest that is kept.
    anchor = analysisTime(count - 1);
    period = epochs.period(count - 1) / factor;
    centre = epochs.offset(count - 1) / factor;
    seenEstimates = Math.max(seenEstimates, estimates.from(from));
  }

  /**
   * Begins a run at the first estimate not yet seen that has a voice. One that is not certain has
   * to be said twice: where a voice sets in, the tracker's first word is often another octave, or a
   * formant. Such a run may begin even so; it ends where the tracker has come to the pitch.
   */
  private boolean begin(long barrier) {
    while (seenEstimates < estimates.count()) {
      long i = seenEstimates;
      double length = estimates.period(i);
      boolean certain = length == 0 || estimates.confidence(i) >= CERTAIN;
      if (!certain && i + 1 == estimates.count()) {
        return false;
      }
      seenEstimates++;
      double at = estimates.time(i);
      boolean voiced = length > 0 && (certain || glides(length, estimates.period(i + 1)));
      boolean past = toStream(at) < barrier || at < anchor + 0.5 * Math.min(length, period);
      if (voiced && !past && at + length + 4 <= signal.end()) {
        start(at, length, toAnalysis(barrier));
        return true;
      }
    }
    return false;
  }

  private void start(double at, double length, double barrier) {
    double previous = epochs.count() == 0 ? Double.NEGATIVE_INFINITY : anchor;
    double previousPeriod = period;
    double start = at + repetition.energyCentre(at, length);
    start += repetition.energyCentre(start, length);
    boolean same = start - previous < MOST_APART * length && glides(length, previousPeriod);
    if (same) {
      start = repetition.placeLike(previous, start, length);
    }
    double earliest = Math.max(barrier, previous + 0.5 * Math.min(length, previousPeriod));
    if (start < earliest) {
      start += length;
    }
    period = length;
    // Back to where the voice begins; then the run goes forward from there.
    double back = start;
    for (int i = 0; i < LONGEST_RUN_IN; i++) {
      double lag = repetition.lag(back, length, -1);
      // What is before may be another sound, of a period that no voice has.
      boolean possible = glides(lag, length) && lag < rate / LOWEST_HZ;
      if (back - lag < earliest || repetition.likeness() < RUN_IN_CORRELATION || !possible) {
        break;
      }
      back -= lag;
      period = lag;
    }
    anchor = back;
    centre = same ? centre : 0;
    confirmed = epochs.count();
    found = Math.max(start, at);
    epochs.begin(toStream(anchor), centre * factor, period * factor);
  }

  private static boolean glides(double one, double other) {
    return near(one, other, MOST_GLIDE);
  }

  private static boolean near(double one, double other, double factor) {
    return one < factor * other && other < factor * one;
  }

  private void settleCentre() {
    centre += SETTLING * repetition.closure(anchor + centre, period);
    centre = Math.max(-0.4 * period, Math.min(0.4 * period, centre));
  }
}
