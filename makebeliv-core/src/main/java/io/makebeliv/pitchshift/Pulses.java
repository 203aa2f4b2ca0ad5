package io.makebeliv.pitchshift;

import java.util.Arrays;

/**
 * The voiced part: two periods around each epoch become a grain, and grains are laid down at the
 * asked pitch, one turning into the next, read faster or slower where formants are to move. This is
 * pitch-synchronous overlap and add (Moulines and Charpentier, "Pitch-synchronous waveform
 * processing techniques", 1990), with epochs and grains placed between samples, and with windows
 * that rise late where the voice is so low that two whole periods would be too long to wait for.
 *
 * <p>The pitch is moved in phase: the new voice goes through {@code ratio} periods while the old
 * one goes through one. With a target it goes through its own periods, whatever the old one does.
 */
final class Pulses {

  /** How long before its epoch a grain can begin, seconds. */
  static final double LEAD_SECONDS = 0.0088;

  /** The part of a period over which one grain turns into the next, around the middle. */
  private static final double BLENDED = 0.6;

  /** More than a step has room for at any pitch: whatever happens, a step comes to its end. */
  private static final int MOST_GRAINS = 64;

  /** How fast a voice turns into a robot, and back. */
  private static final double TURN_SECONDS = 0.02;

  /** A share of the target this near to all or nothing is that. */
  private static final double TURNED = 1e-3;

  /** After so many periods of silence a voice, or a robot, begins anew. */
  private static final double MOST_RESTS = 3;

  private static final double MOST_ROBOT_RESTS = 5;

  /** How far, in parts of the change of period, a voice that begins anew lies off its epochs. */
  private static final double ASIDE = 0.25;

  /** Within this of the speaker's own pitch, a quarter of a semitone, runs begin anew. */
  private static final double SAME = 0.0145;

  /**
   * How far off its epochs, in periods, such a run then lies if formants move. A hum has none: it
   * would be the speaker's own, but a quarter of a period later the two have nothing in common.
   */
  private static final double ASIDE_STILL = 0.25;

  /** Noise keeps away for so long, in periods, after the last epoch's own. */
  private static final double ECHO = 0.5;

  private static final double LOWEST_HZ = 20;
  private static final double HIGHEST_HZ = 1500;

  private final double rate;
  private final double lead;
  private final float polarity;
  private final Epochs epochs;
  private final History source;
  private final Control pitch;
  private final Contrast contrast;
  private final Control formant;
  private final Control target;
  private final Interpolator interpolator = new Interpolator();
  private final Mixdown voiced;
  private final Mixdown coverage;
  private final float[] grain;
  private final float[] neighbour;
  private final Blend blend;

  /** Where the newest grain was laid, or the first one is to be. */
  private double last;

  private boolean laid;

  /** Whether there was any grain yet. */
  private boolean spoken;

  private boolean sounding;

  /** How much of the distance between two grains is the target's, and at what pitch it is. */
  private double robot;

  private double robotHz;

  /** The epoch before the newest grain's place, and the one before the place to come. */
  private long current;

  private long reached;
  private long covered;

  Pulses(
      int sampleRate,
      float polarity,
      Epochs epochs,
      History source,
      Control pitch,
      Contrast contrast,
      Control formant,
      Control target,
      Mixdown voiced,
      Mixdown coverage) {
    rate = sampleRate;
    lead = LEAD_SECONDS * sampleRate;
    this.polarity = polarity;
    this.epochs = epochs;
    this.source = source;
    this.pitch = pitch;
    this.contrast = contrast;
    this.formant = formant;
    this.target = target;
    this.voiced = voiced;
    this.coverage = coverage;
    grain = new float[(int) (0.09 * sampleRate) + 64];
    blend = new Blend(sampleRate, grain.length);
    neighbour = new float[grain.length];
    reset();
  }

  void reset() {
    last = 0;
    laid = false;
    spoken = false;
    sounding = false;
    robot = 0;
    robotHz = 0;
    current = 0;
    reached = 0;
    covered = 0;
  }

  /** How long before its epoch a grain can begin. */
  double leadFrames() {
    return lead;
  }

  /**
   * Lays down all that begins before a time.
   *
   * @param from the next output time; nothing can begin before it any more
   * @param to the output time after the samples that are to be complete
   */
  void advance(long from, long to) {
    // Epochs may have been taken back since the last time.
    covered = Math.min(covered, epochs.count());
    current = Math.min(current, sounding ? epochs.count() - 1 : epochs.count());
    cover(from, to);
    for (int grains = 0; grains < MOST_GRAINS && place(from, to); grains++) {
      // The next one.
    }
  }

  /** Marks what of the time line is voiced: windows of the source's own periods. */
  private void cover(long from, long to) {
    covered = Math.max(covered, epochs.oldest());
    while (covered < epochs.count() && epochs.centre(covered) - lead <= to) {
      long k = covered++;
      double period = epochs.after(k);
      double rise = Math.min(epochs.before(k), lead);
      double fall = Math.min(period, lead);
      double centre = epochs.centre(k);
      rise = Math.min(rise, centre - from);
      if (rise < 0.05 * period) {
        continue;
      }
      // A period dies away in the next one's time: noise beside it would roughen it.
      double end = epochs.last(k) ? (1 + ECHO) * period : period;
      long begin = (long) Math.ceil(centre - rise);
      int length = Math.min(grain.length, (int) Math.floor(centre + end - begin) + 1);
      Arrays.fill(grain, 0, length, 1);
      Window.apply(grain, length, begin - centre, 1, rise, end, fall);
      coverage.add(grain, length, begin, 1);
    }
  }

  /** Places the next grain if it begins before {@code to}; says whether there may be another. */
  private boolean place(long from, long to) {
    if (!sounding) {
      return enterRun();
    }
    // Epochs that have come since then, or gone, may have moved the next place.
    reached = current;
    double next = laid ? following(last) : last;
    double speed = clamp(formant.get((long) next), 0.5, 2);
    double rise = Math.min(epochs.period(reached), lead * Math.min(1, speed));
    double centre = next + epochs.offset(reached) / speed;
    if (centre - rise / speed - 1 > to) {
      return false;
    }
    current = reached;
    // A robot may rest where it has no beat; any other voice is heard once in each of its runs.
    boolean owed = !laid && robot == 0;
    if (!owed
        && epochs.last(current)
        && next > epochs.time(current) + 0.5 * epochs.period(current)) {
      current++;
      sounding = false;
      return true;
    }
    turn(laid ? next - last : rate, target.get((long) next));
    last = next;
    laid = true;
    spoken = true;
    lay(next, speed, from);
    return true;
  }

  private boolean enterRun() {
    current = Math.max(current, epochs.oldest());
    while (current < epochs.count()) {
      if (epochs.first(current)) {
        last = inRhythm(epochs.time(current));
        sounding = true;
        laid = false;
        return true;
      }
      current++;
    }
    return false;
  }

  /**
   * Where the first grain of a run goes. A voice that has just spoken goes on at its own period,
   * for a voice that creaks has many short runs, and grains at the first epochs of all of them
   * would keep the speaker's pitch. One that begins anew begins a little late, so that not even its
   * first pulse is where the speaker's was.
   */
  private double inRhythm(double epoch) {
    double ratio = ratio(epoch);
    double own = epochs.period(current);
    if (robot == 0 && Math.abs(ratio - 1) < SAME) {
      return epoch + (formant.get((long) epoch) == 1 ? 0 : ASIDE_STILL * own);
    }
    double period = robot == 0 ? own / ratio : rate / robotHz(last);
    double beats = Math.max(1, Math.rint((epoch - last) / period));
    if (beats <= (robot == 0 ? MOST_RESTS : MOST_ROBOT_RESTS) && spoken) {
      return last + beats * period;
    }
    if (robot != 0) {
      return epoch;
    }
    return epoch + ASIDE * Math.abs(1 / ratio - 1) * own;
  }

  /** Whether all of an epoch's grain has arrived. */
  private boolean arrived(long k) {
    double newest = source.end() - 1 - Interpolator.reach();
    return epochs.time(k) + epochs.offset(k) + epochs.period(k) <= newest;
  }

  /** How much of the next epoch's grain suits a time; the rest is of the epoch before it. */
  private double share(double at, double ratio) {
    long k = current;
    if (k + 1 == epochs.count() || epochs.first(k + 1) || !arrived(k + 1)) {
      return 0;
    }
    double place = (at - epochs.time(k)) / (epochs.time(k + 1) - epochs.time(k));
    double width = clamp(BLENDED * ratio, BLENDED, 1);
    return clamp((place - 0.5) / width + 0.5, 0, 1);
  }

  private void lay(double next, double speed, long from) {
    double ratio = effectiveRatio(next);
    double share = share(next, ratio);
    long k = current;
    if (!arrived(k)) {
      if (k == epochs.oldest() || epochs.first(k) || !arrived(k - 1)) {
        return;
      }
      k--;
      share = 0;
    }
    if (share == 1) {
      k++;
      share = 0;
    }
    double period = epochs.after(k);
    double before = epochs.before(k);
    double offset = epochs.offset(k);
    if (share > 0) {
      period += share * (epochs.after(k + 1) - period);
      before += share * (epochs.before(k + 1) - before);
      offset += share * (epochs.offset(k + 1) - offset);
    }
    double longest = lead * Math.min(1, speed);
    double centre = next + offset / speed;
    // Going down, grains lie farther apart than their windows sum up for: one that stays up longer
    // leaves of the ring and the breath between two pulses what a lower voice would have there.
    double fall = Math.min(period * Math.sqrt(Math.min(1, ratio)), longest);
    double rise = Math.min(Math.min(before, longest), (centre - from) * speed);
    if (rise < 0.1 * period) {
      return;
    }
    long begin = (long) Math.ceil(centre - rise / speed);
    int length = Math.min(grain.length, (int) Math.floor(centre + period / speed - begin) + 1);
    double past = (begin - next) * speed;
    interpolator.read(source, epochs.time(k) + past, speed, grain, length);
    if (share > 0) {
      interpolator.read(source, epochs.time(k + 1) + past, speed, neighbour, length);
      blend.mix(grain, neighbour, length, share, speed);
    }
    Window.apply(grain, length, (begin - centre) * speed, speed, rise, period, fall);
    float gain = Loudness.match(grain, length, period / ratio, period / speed);
    voiced.add(grain, length, begin, polarity * gain);
  }

  private double ratio(double at) {
    double shift = pitch.get((long) at);
    if (contrast.wanted((long) at) && current < epochs.count()) {
      shift = contrast.widen(shift, (long) at, rate / epochs.around(current));
    }
    return Math.exp(clamp(shift, -24, 24) * (Math.log(2) / 12));
  }

  /** Where the next grain goes; {@link #reached} is the epoch before it then. */
  private double following(double from) {
    double next = onward(from, 1 / ratio(from));
    if (robot == 0) {
      return next;
    }
    double own = next - from;
    next = from + own * Math.pow(rate / robotHz(from) / own, robot);
    reached = current;
    while (reached + 1 < epochs.count()
        && !epochs.first(reached + 1)
        && epochs.time(reached + 1) <= next) {
      reached++;
    }
    return next;
  }

  private double robotHz(double at) {
    return clamp(robotHz * ratio(at), LOWEST_HZ, HIGHEST_HZ);
  }

  /** How much closer together the new voice's grains are than the old voice's. */
  private double effectiveRatio(double at) {
    double own = ratio(at);
    return robot == 0
        ? own
        : own * Math.pow(robotHz(at) * epochs.period(current) / (rate * own), robot);
  }

  /** Turns towards a robot at a pitch, or away from it where that is none. */
  private void turn(double frames, float hz) {
    boolean wanted = hz > 0;
    if (!wanted && robot == 0) {
      return;
    }
    robotHz = wanted ? hz : robotHz;
    double goal = wanted ? 1 : 0;
    robot += (1 - Math.exp(-frames / (TURN_SECONDS * rate))) * (goal - robot);
    robot = Math.abs(goal - robot) < TURNED ? goal : robot;
  }

  /** Where the new voice has gone on by a number of the source's periods. */
  private double onward(double from, double periods) {
    double phase = periods;
    double at = from;
    while (true) {
      double period = epochs.period(reached);
      if (reached + 1 >= epochs.count() || epochs.first(reached + 1)) {
        return at + phase * period;
      }
      double end = epochs.time(reached + 1);
      if (at + phase * period < end) {
        return at + phase * period;
      }
      phase -= (end - at) / period;
      at = end;
      reached++;
    }
  }

  private static double clamp(double x, double low, double high) {
    return Math.max(low, Math.min(high, x));
  }
}
