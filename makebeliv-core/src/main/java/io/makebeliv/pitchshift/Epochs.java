package io.makebeliv.pitchshift;

/**
 * Where the periods of a voice lie, as far as is known by now. Epochs come in runs, one for each
 * voiced stretch, and are numbered from the beginning of the stream; the last {@value #KEPT} are
 * kept. All times are absolute indices at the stream's rate.
 */
final class Epochs {

  private static final int KEPT = 256;

  /** How many periods to either side count as those around an epoch. */
  private static final int AROUND = 2;

  private final double[] time = new double[KEPT];
  private final double[] offset = new double[KEPT];
  private final boolean[] first = new boolean[KEPT];
  private final float[] strength = new float[KEPT];

  /** The length of the period that ended at an epoch, or that a run is expected to begin with. */
  private final double[] known = new double[KEPT];

  private long count;
  private boolean open;

  void reset() {
    count = 0;
    open = false;
  }

  /** How many epochs there have been. */
  long count() {
    return count;
  }

  /** When an epoch is. */
  double time(long k) {
    return time[(int) k & (KEPT - 1)];
  }

  /** How far after its epoch the glottis closes. */
  double offset(long k) {
    return offset[(int) k & (KEPT - 1)];
  }

  /** How like the period before it an epoch's is; 0 where a run begins. */
  float strength(long k) {
    return strength[(int) k & (KEPT - 1)];
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
    return k + 1 < count && !first(k + 1) ? time(k + 1) - time(k) : known[(int) k & (KEPT - 1)];
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

  /** Where the glottis closes in the period around an epoch: the middle of a grain. */
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

  /** Whether the newest run goes on. */
  boolean open() {
    return open;
  }

  /**
   * Begins a run.
   *
   * @param at its first epoch
   * @param centre how far after it the glottis closes
   * @param period the length of its first period, about
   */
  void begin(double at, double centre, double period) {
    keep(at, centre, 0, period);
    first[(int) (count - 1) & (KEPT - 1)] = true;
    open = true;
  }

  /**
   * Goes on with the run that is open.
   *
   * @param at the next epoch
   * @param centre how far after it the glottis closes
   * @param like how like the period before it is to the one before that, up to 1
   * @param period the length of the period before it
   */
  void follow(double at, double centre, float like, double period) {
    keep(at, centre, like, period);
    first[(int) (count - 1) & (KEPT - 1)] = false;
  }

  private void keep(double at, double centre, float like, double period) {
    int i = (int) count & (KEPT - 1);
    time[i] = at;
    offset[i] = centre;
    strength[i] = like;
    known[i] = period;
    count++;
  }

  /** Ends the run that is open, with the newest of so many epochs; those after it never were. */
  void end(long epochs) {
    count = epochs;
    open = false;
  }
}
