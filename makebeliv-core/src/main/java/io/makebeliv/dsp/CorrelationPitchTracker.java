package io.makebeliv.dsp;

import java.util.Arrays;

/**
 * A pitch tracker for live voices, 60 to 800 Hz unless said otherwise, that waits for no more than
 * two periods of the lowest voice.
 *
 * <p>Each hop computes the normalised cross-correlation of two neighbouring stretches of the signal
 * at every lag, centred on the same instant for all lags. Its peaks are the candidates of a path
 * search that weighs periodicity against jumps, so that octave errors and flicker between voiced
 * and unvoiced have to pay their way; the path's present end is the estimate. After D. Talkin, "A
 * robust algorithm for pitch tracking (RAPT)", 1995, without its look-ahead over whole phrases.
 * What is much deeper than the voice of the last second, and repeats badly, is taken for that
 * voice's creak.
 *
 * <p>The search runs on a decimated copy of the signal; the winner is refined at the full rate.
 */
public final class CorrelationPitchTracker implements PitchTracker {

  /** Rate of the search, about. */
  private static final double COARSE_RATE = 4000;

  private static final int DECIMATOR_HALF_LENGTH = 3;

  private static final double HOP_SECONDS = 0.003;

  /** The stretches compared are as long as the lag, within these bounds. */
  private static final double SHORTEST_STRETCH_SECONDS = 0.010;

  private static final double LONGEST_STRETCH_SECONDS = 0.0125;

  private static final int CANDIDATES = 6;

  /** Peaks up to this lag are read by a sinc that reaches so far to either side. */
  private static final int FEW_SAMPLES = 20;

  private static final int REACH = 4;

  /** How far a peak rises, at least, from the lowest valley before it. */
  private static final float LEAST_RISE = 0.15f;

  /** Correlation from which a frame on its own would count as voiced. */
  private static final float VOICED_CORRELATION = 0.62f;

  /**
   * How much a lag twice as long must correlate better to be taken, relative to the longest lag.
   */
  private static final float LONG_LAG_COST = 0.18f;

  private static final float VOICING_CHANGE_COST = 0.12f;
  private static final float GLIDE_COST_PER_OCTAVE = 1;
  private static final float FREE_GLIDE_OCTAVES = 0.02f;
  private static final float HIGHEST_JUMP_COST = 0.5f;

  /**
   * What each octave costs by which a voice is too deep for who speaks, as a multiple of what is
   * missing from a repetition. Where a voice creaks, two or three of its periods together often
   * repeat better than one does; a voice that really is so deep repeats all but perfectly.
   */
  private static final double UNUSUAL_COST = 2;

  /** How much deeper than usual is nothing unusual. */
  private static final double USUAL_OCTAVES = 0.6;

  /** Confidence from which a frame tells what is usual. */
  private static final float TELLING_CONFIDENCE = 0.85f;

  /** How long a voice has to be heard before anything is unusual. */
  private static final double KNOWN_SECONDS = 0.15;

  /** In so much time all but a third is forgotten, whether anything is heard or not. */
  private static final double REMEMBERED_SECONDS = 1;

  private static final double FORGETTING = Math.exp(-HOP_SECONDS / REMEMBERED_SECONDS);

  /** Below this mean power, -96 dB full scale, everything is silence. */
  private static final double SILENT_POWER = 2.5e-10;

  /** Below this fraction of the recent loudest power, -50 dB, it is too. */
  private static final double RELATIVE_SILENT_POWER = 1e-5;

  /**
   * From this mean power on, 12 dB over full scale, nothing is a voice; nor is what is no number.
   * Either would stay the loudest that was heard, and make silence of all that comes.
   */
  private static final double ABSURD_POWER = 16;

  private final int rate;
  private final int factor;
  private final int hop;
  private final int coarseHop;
  private final int delay;
  private final int shortestLag;
  private final int longestLag;
  private final int shortestStretch;
  private final int longestStretch;

  private final Decimator decimator;
  private final float[] fine;
  private final float[] coarse;
  private final float[] centred;
  private final float[] arriving;
  private final double[] energy;
  private final float[] correlation;
  private final int coarseCentre;
  private final int fineCentre;
  private final double loudnessDecay;

  // The path search: state 0 is unvoiced, the others are candidates.
  private final float[] lag = new float[CANDIDATES + 1];
  private final float[] strength = new float[CANDIDATES + 1];
  private final double[] cost = new double[CANDIDATES + 1];
  private final float[] previousLag = new float[CANDIDATES + 1];
  private final double[] previousCost = new double[CANDIDATES + 1];
  private int states;
  private int previousStates;
  private double loudest;

  // Of the voice that was heard in the recent past: the mean logarithm of its lags, to base 2, and
  // how many frames told it, those long ago for less.
  private double usual;
  private double told;

  private float f0;
  private float confidence;

  /**
   * Makes a tracker for voices of 60 to 800 Hz.
   *
   * @param sampleRate rate of what it is given, 8000 to 192000 Hz
   * @throws IllegalArgumentException if the rate is out of range
   */
  public CorrelationPitchTracker(int sampleRate) {
    this(sampleRate, 60, 800);
  }

  /**
   * Makes a tracker.
   *
   * @param sampleRate rate of what it is given, 8000 to 192000 Hz
   * @param lowestHz lowest fundamental to be found, at least 40; half of it bounds the {@link
   *     #delay()}
   * @param highestHz highest fundamental to be found, at most 1000
   * @throws IllegalArgumentException if an argument is out of range
   */
  public CorrelationPitchTracker(int sampleRate, double lowestHz, double highestHz) {
    if (sampleRate < 8000 || sampleRate > 192_000) {
      throw new IllegalArgumentException(
          "sampleRate must be from 8000 to 192000 Hz, was " + sampleRate);
    }
    if (!(lowestHz >= 40 && highestHz <= 1000 && lowestHz * 2 <= highestHz)) {
      throw new IllegalArgumentException(
          "the range must lie within 40 to 1000 Hz and span an octave, was %s to %s"
              .formatted(lowestHz, highestHz));
    }
    rate = sampleRate;
    factor = Math.max(1, (int) Math.round(sampleRate / COARSE_RATE));
    double coarseRate = (double) sampleRate / factor;
    coarseHop = (int) Math.round(HOP_SECONDS * coarseRate);
    hop = coarseHop * factor;
    shortestLag = (int) Math.floor(coarseRate / highestHz) - 1;
    longestLag = (int) Math.ceil(coarseRate / lowestHz) + 1;
    shortestStretch = (int) Math.round(SHORTEST_STRETCH_SECONDS * coarseRate);
    longestStretch = (int) Math.round(LONGEST_STRETCH_SECONDS * coarseRate);
    decimator = new Decimator(factor, 0.36, DECIMATOR_HALF_LENGTH);

    int span = longestLag + longestStretch + 2;
    coarse = new float[span + coarseHop];
    centred = new float[coarse.length];
    energy = new double[coarse.length + 1];
    coarseCentre = coarse.length - (span + 1) / 2;
    delay = decimator.delay() + (coarse.length - coarseCentre) * factor - factor / 2;
    fine = new float[2 * (delay + 2 * factor) + hop + 2];
    fineCentre = fine.length - 1 - delay;
    arriving = new float[coarseHop + 1];
    correlation = new float[longestLag + 1];
    loudnessDecay = Math.pow(0.5, coarseHop / coarseRate);
    reset();
  }

  @Override
  public int hop() {
    return hop;
  }

  @Override
  public int delay() {
    return delay;
  }

  @Override
  public float f0() {
    return f0;
  }

  @Override
  public float confidence() {
    return confidence;
  }

  @Override
  public void reset() {
    decimator.reset();
    Arrays.fill(fine, 0);
    Arrays.fill(coarse, 0);
    Arrays.fill(cost, 0);
    states = 1;
    lag[0] = 0;
    loudest = 0;
    usual = 0;
    told = 0;
    f0 = 0;
    confidence = 0;
  }

  @Override
  public void track(float[] samples, int offset) {
    System.arraycopy(fine, hop, fine, 0, fine.length - hop);
    System.arraycopy(samples, offset, fine, fine.length - hop, hop);
    int fresh = decimator.process(samples, offset, hop, arriving, 0);
    System.arraycopy(coarse, fresh, coarse, 0, coarse.length - fresh);
    System.arraycopy(arriving, 0, coarse, coarse.length - fresh, fresh);

    double power = centre();
    boolean sound = power < ABSURD_POWER;
    loudest = Math.max(sound ? power : 0, loudest * loudnessDecay);
    System.arraycopy(lag, 0, previousLag, 0, states);
    System.arraycopy(cost, 0, previousCost, 0, states);
    previousStates = states;
    states = 1;
    lag[0] = 0;
    strength[0] = 0;
    if (sound && power > SILENT_POWER && power > RELATIVE_SILENT_POWER * loudest) {
      correlate();
      pickCandidates();
    }
    search();
  }

  /** Removes the mean, sums the energy, and returns the mean power. */
  private double centre() {
    float mean = 0;
    for (float x : coarse) {
      mean += x;
    }
    mean /= coarse.length;
    double sum = 0;
    for (int i = 0; i < coarse.length; i++) {
      float x = coarse[i] - mean;
      centred[i] = x;
      sum += (double) x * x;
      energy[i + 1] = sum;
    }
    return sum / coarse.length;
  }

  private void correlate() {
    for (int k = Math.max(0, shortestLag - REACH); k <= longestLag; k++) {
      int stretch = Math.max(shortestStretch, Math.min(longestStretch, k));
      int first = coarseCentre - (k + stretch) / 2;
      int second = first + k;
      double product =
          (energy[first + stretch] - energy[first]) * (energy[second + stretch] - energy[second]);
      double cross = Correlations.dot(centred, first, centred, second, stretch);
      correlation[k] = product > 1e-30 ? (float) (cross / Math.sqrt(product)) : 0;
    }
  }

  /**
   * Finds the peaks. What does not sink before it rises is no period: a hum correlates at every
   * short lag, and a ripple on it has peaks. What does counts for as much as it is high, not as it
   * rises: a hum below a voice lifts its valleys as well as its peaks.
   */
  private void pickCandidates() {
    float valley = 1;
    for (int k = Math.max(0, shortestLag - REACH); k < longestLag; k++) {
      valley = Math.min(valley, correlation[k]);
      if (k <= shortestLag) {
        continue;
      }
      float here = correlation[k];
      float before = correlation[k - 1];
      float after = correlation[k + 1];
      if (here < 0.3f || here < before || here <= after) {
        continue;
      }
      float shift = Correlations.peakShift(before, here, after);
      float height = Math.min(1, height(k, here - 0.25f * (before - after) * shift, shift));
      if (height - valley < LEAST_RISE) {
        continue;
      }
      int slot = states;
      if (states <= CANDIDATES) {
        states++;
      } else {
        slot = weakest();
        if (worth(slot) >= height * lagWorth(k)) {
          continue;
        }
      }
      lag[slot] = k + shift;
      strength[slot] = height;
    }
  }

  /**
   * How high a peak is between lags. Where a period has few samples a parabola is too blunt, and
   * would lose high voices to the octave below: there the correlation is read by a sinc.
   */
  private float height(int k, float parabola, float shift) {
    if (k > FEW_SAMPLES || k < REACH || k + REACH > longestLag) {
      return parabola;
    }
    // One sine for all: those a sample apart differ in sign alone.
    double sine = Math.sin(Math.PI * shift);
    double sum = 0;
    for (int i = -REACH; i <= REACH; i++) {
      double x = Math.PI * (i - shift);
      double sinc = Math.abs(x) < 1e-6 ? 1 : ((i & 1) == 0 ? -sine : sine) / x;
      sum += correlation[k + i] * sinc * (0.5 + 0.5 * Math.cos(x / (REACH + 1)));
    }
    return Math.max(parabola, (float) sum);
  }

  private int weakest() {
    int weakest = 1;
    for (int i = 2; i < states; i++) {
      if (worth(i) < worth(weakest)) {
        weakest = i;
      }
    }
    return weakest;
  }

  private float worth(int i) {
    return strength[i] * lagWorth(lag[i]);
  }

  private float lagWorth(float atLag) {
    return 1 - LONG_LAG_COST * atLag / longestLag;
  }

  private void search() {
    float strongest = 0;
    for (int i = 1; i < states; i++) {
      strongest = Math.max(strongest, strength[i]);
    }
    told *= FORGETTING;
    double lowest = Double.POSITIVE_INFINITY;
    int best = 0;
    for (int i = 0; i < states; i++) {
      double local =
          i == 0
              ? strongest + 1 - 2 * VOICED_CORRELATION
              : 1 - worth(i) + unusual(lag[i]) * (1 - strength[i]);
      double arrival = Double.POSITIVE_INFINITY;
      for (int j = 0; j < previousStates; j++) {
        arrival = Math.min(arrival, previousCost[j] + transition(previousLag[j], lag[i]));
      }
      cost[i] = local + arrival;
      if (cost[i] < lowest) {
        lowest = cost[i];
        best = i;
      }
    }
    for (int i = 0; i < states; i++) {
      cost[i] -= lowest;
    }
    if (best == 0) {
      f0 = 0;
      confidence = Math.max(0, strongest);
    } else {
      refine(lag[best] * factor);
      if (confidence > TELLING_CONFIDENCE) {
        told++;
        usual += (log2(lag[best]) - usual) / told;
      }
    }
  }

  private double unusual(float atLag) {
    if (told * HOP_SECONDS < KNOWN_SECONDS) {
      return 0;
    }
    return UNUSUAL_COST * Math.max(0, log2(atLag) - usual - USUAL_OCTAVES);
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }

  private static double transition(float from, float to) {
    if (from == 0 || to == 0) {
      return from == to ? 0 : VOICING_CHANGE_COST;
    }
    // The logarithm to base 2 of the ratio, near enough for a cost: odd, and exact at 1.
    float ratio = to / from;
    float octaves = Math.abs(2.885f * (ratio - 1) / (ratio + 1));
    float excess = Math.max(0, octaves - FREE_GLIDE_OCTAVES);
    return Math.min(HIGHEST_JUMP_COST, GLIDE_COST_PER_OCTAVE * excess);
  }

  /** Climbs to the peak of the correlation at the full rate and reads its top between samples. */
  private void refine(float coarseLag) {
    int k = Math.round(coarseLag);
    int stretch = Math.max(shortestStretch * factor, Math.min(longestStretch * factor, k));
    float here = fineCorrelation(k, stretch);
    float before = fineCorrelation(k - 1, stretch);
    float after = fineCorrelation(k + 1, stretch);
    for (int i = 0; i < factor && (before > here || after > here); i++) {
      if (after > before) {
        k++;
        before = here;
        here = after;
        after = fineCorrelation(k + 1, stretch);
      } else {
        k--;
        after = here;
        here = before;
        before = fineCorrelation(k - 1, stretch);
      }
    }
    float shift = Correlations.peakShift(before, here, after);
    f0 = rate / (k + shift);
    confidence = Math.max(0, Math.min(1, here - 0.25f * (before - after) * shift));
  }

  private float fineCorrelation(int k, int stretch) {
    int first = fineCentre - (k + stretch) / 2;
    return Correlations.normalised(fine, first, first + k, stretch);
  }
}
