package io.makebeliv.onnx.f0;

/**
 * Reads the fundamental frequency off the 360 saliences that a pitch network gives for a frame: the
 * mean of the pitches around the most salient one, weighed by salience.
 *
 * <p>Immutable; nothing is allocated.
 */
public final class Salience {

  /** Pitches that have a salience. */
  public static final int BINS = 360;

  private static final int REACH = 4;

  /** The lowest pitch of CREPE's scale, 31.7 Hz, in cents over 10 Hz. */
  private static final double CREPE_LOWEST = 1997.379408437619;

  private static final double CREPE_STEP = 20;
  private static final double CREPE_LOWEST_HZ = 50;
  private static final double CREPE_HIGHEST_HZ = 1100;
  private static final float CREPE_PERIODICITY = 0.1f;

  private static final double FCPE_LOWEST = cents(32.70);
  private static final double FCPE_STEP = (cents(1975.5) - FCPE_LOWEST) / (BINS - 1);

  private final double lowest;
  private final double step;
  private final int from;
  private final int to;
  private final float threshold;
  private final boolean edgesAgain;

  private Salience(
      double lowest, double step, int from, int to, float threshold, boolean edgesAgain) {
    this.lowest = lowest;
    this.step = step;
    this.from = from;
    this.to = to;
    this.threshold = threshold;
    this.edgesAgain = edgesAgain;
  }

  private static double cents(double hz) {
    return 1200 * StrictMath.log(hz / 10) / StrictMath.log(2);
  }

  /**
   * Returns RMVPE's reading.
   *
   * @param threshold highest salience of an unvoiced frame; 0.03 is usual
   * @return the reading
   */
  public static Salience rmvpe(float threshold) {
    return new Salience(CREPE_LOWEST, CREPE_STEP, 0, BINS, threshold, false);
  }

  /**
   * Returns FCPE's reading. Around the lowest and the highest pitch it counts that one again for
   * each that there is none of.
   *
   * @param threshold highest salience of an unvoiced frame; 0.006 is usual
   * @return the reading
   */
  public static Salience fcpe(float threshold) {
    return new Salience(FCPE_LOWEST, FCPE_STEP, 0, BINS, threshold, true);
  }

  /**
   * Returns CREPE's reading, from 50 to 1100 Hz. It tells voiced from unvoiced only after both rows
   * are smoothed: see {@link #decode(float[], int, int, float[], float[], int)}.
   *
   * @return the reading
   */
  public static Salience crepe() {
    int from = (int) Math.floor((cents(CREPE_LOWEST_HZ) - CREPE_LOWEST) / CREPE_STEP);
    int to = (int) Math.ceil((cents(CREPE_HIGHEST_HZ) - CREPE_LOWEST) / CREPE_STEP);
    return new Salience(CREPE_LOWEST, CREPE_STEP, from, to, Float.NEGATIVE_INFINITY, false);
  }

  /**
   * Reads frames.
   *
   * @param saliences {@link #BINS} of each frame
   * @param offset index of the first
   * @param frames how many
   * @param f0 receives Hz, or 0 where unvoiced
   * @param f0Offset index of the first
   */
  public void decode(float[] saliences, int offset, int frames, float[] f0, int f0Offset) {
    for (int k = 0; k < frames; k++) {
      int at = offset + k * BINS;
      f0[f0Offset + k] = (float) hz(saliences, at, peak(saliences, at));
    }
  }

  /**
   * Reads frames as CREPE does: pitch and periodicity each through a median of three, then unvoiced
   * where the periodicity is below 0.1.
   *
   * @param saliences {@link #BINS} of each frame
   * @param offset index of the first
   * @param frames how many
   * @param f0 receives Hz, or 0 where unvoiced
   * @param periodicity receives the highest salience of each frame, smoothed
   * @param at index of the first in both
   */
  public void decode(
      float[] saliences, int offset, int frames, float[] f0, float[] periodicity, int at) {
    for (int k = 0; k < frames; k++) {
      int first = offset + k * BINS;
      int peak = peak(saliences, first);
      f0[at + k] = (float) hz(saliences, first, peak);
      periodicity[at + k] = saliences[first + peak];
    }
    Median.ofThreeWithin(f0, at, frames);
    Median.ofThreeWithin(periodicity, at, frames);
    for (int k = at; k < at + frames; k++) {
      if (!(periodicity[k] >= CREPE_PERIODICITY)) {
        f0[k] = 0;
      }
    }
  }

  private int peak(float[] saliences, int at) {
    int peak = from;
    for (int i = from + 1; i < to; i++) {
      if (saliences[at + i] > saliences[at + peak]) {
        peak = i;
      }
    }
    return peak;
  }

  private double hz(float[] saliences, int at, int peak) {
    if (!(saliences[at + peak] > threshold)) {
      return 0;
    }
    double cents = cents(saliences, at, peak);
    // Nothing salient at all, or a broken network.
    return cents > 0 ? 10 * Math.pow(2, cents / 1200) : 0;
  }

  private double cents(float[] saliences, int at, int peak) {
    double weight = 0;
    double sum = 0;
    for (int i = peak - REACH; i <= peak + REACH; i++) {
      int bin = Math.max(from, Math.min(to - 1, i));
      if (bin == i || edgesAgain) {
        double salience = Math.max(0, saliences[at + bin]);
        weight += salience;
        sum += salience * (lowest + step * bin);
      }
    }
    return sum / weight;
  }

  /** Cents over 10 Hz of one frame, or 0 where unvoiced. */
  double centsOf(float[] saliences, int at) {
    int peak = peak(saliences, at);
    return saliences[at + peak] > threshold ? cents(saliences, at, peak) : 0;
  }
}
