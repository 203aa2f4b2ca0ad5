package io.makebeliv.fluctuation;

import io.makebeliv.dsp.Chance;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One quantity on its way: a sum of Ornstein-Uhlenbeck processes, discretised exactly (Gillespie,
 * Physical Review E 54, 1996) on a grid of {@value #TICKS_PER_SECOND} ticks a second, smoothed at
 * 14 Hz, bounded, and interpolated without overshoot or a step in slope (Steffen, Astronomy and
 * Astrophysics 239, 1990). Everything is a function of key and frame: the grid is absolute, and the
 * noise of each tick is had by its number.
 */
final class Wander {

  static final int TICKS_PER_SECOND = 200;

  /** The processes start before the stream does, in equilibrium. */
  private static final long FIRST_TICK = -200;

  private static final double SMOOTHING_HZ = 14;

  private final int sampleRate;
  private final long key;
  private final double bound;
  private final double gain;
  private final double[] keep;
  private final double[] stir;
  private final double smoothing;

  // The state at the newest tick, and the values of the four newest.
  private final double[] processes;
  private double smooth1;
  private double smooth2;
  private long newest;
  private double v0;
  private double v1;
  private double v2;
  private double v3;

  Wander(Variation variation, int sampleRate, long key) {
    this.sampleRate = sampleRate;
    this.key = key;
    double[] times = variation.correlationTimes();
    keep = new double[times.length];
    stir = new double[times.length];
    processes = new double[times.length];
    smoothing = 1 - StrictMath.exp(-2 * Math.PI * SMOOTHING_HZ / TICKS_PER_SECOND);
    double variance = 0;
    for (int i = 0; i < times.length; i++) {
      keep[i] = StrictMath.exp(-1 / (times[i] * TICKS_PER_SECOND));
      stir[i] = StrictMath.sqrt(1 - keep[i] * keep[i]);
      variance += smoothedVariance(keep[i], stir[i], smoothing);
    }
    bound = variation.bound();
    gain =
        variation.none()
            ? 0
            : Bounds.gain(variation.deviation(), bound) / StrictMath.sqrt(variance);
    reset();
  }

  /** What is left of a process's variance of one behind two smoothing poles. */
  private static double smoothedVariance(double keep, double stir, double smoothing) {
    double process = stir;
    double s1 = 0;
    double s2 = 0;
    double sum = 0;
    double last = 1;
    for (int n = 0; n < 100 || last > 1e-12 * sum; n++) {
      s1 += smoothing * (process - s1);
      s2 += smoothing * (s1 - s2);
      last = s2 * s2;
      sum += last;
      process *= keep;
    }
    return sum;
  }

  void reset() {
    newest = FIRST_TICK;
    double sum = 0;
    for (int i = 0; i < processes.length; i++) {
      processes[i] = noise(i, newest);
      sum += processes[i];
    }
    smooth1 = sum;
    smooth2 = sum;
    v3 = value();
    v2 = v3;
    v1 = v3;
    v0 = v3;
  }

  private double noise(int process, long tick) {
    return Chance.normal(key + process, tick);
  }

  private double value() {
    return bound == 0 ? 0 : bound * StrictMath.tanh(gain * smooth2 / bound);
  }

  private void tick() {
    newest++;
    double sum = 0;
    for (int i = 0; i < processes.length; i++) {
      processes[i] = keep[i] * processes[i] + stir[i] * noise(i, newest);
      sum += processes[i];
    }
    smooth1 += smoothing * (sum - smooth1);
    smooth2 += smoothing * (smooth1 - smooth2);
    v0 = v1;
    v1 = v2;
    v2 = v3;
    v3 = value();
  }

  /**
   * Gives the values of a stretch. Going on is cheap; going back starts from the beginning.
   *
   * @param position absolute index of the first frame, at least 0
   */
  void fill(long position, float[] into, int offset, int frames) {
    if (gain == 0) {
      Arrays.fill(into, offset, offset + frames, 0);
      return;
    }
    for (int done = 0; done < frames; ) {
      long frame = position + done;
      long tick = Math.floorDiv(frame * TICKS_PER_SECOND, (long) sampleRate);
      reach(tick + 2);
      long next = -Math.floorDiv(-(tick + 1) * sampleRate, (long) TICKS_PER_SECOND);
      int count = (int) Math.min(frames - done, next - frame);
      interpolate(tick, frame, into, offset + done, count);
      done += count;
    }
  }

  private void reach(long tick) {
    if (tick < newest) {
      reset();
    }
    while (newest < tick) {
      tick();
    }
  }

  /** Between the second and the third of the four values: a cubic with limited slopes. */
  private void interpolate(long tick, long frame, float[] into, int offset, int count) {
    double slope1 = slope(v1 - v0, v2 - v1);
    double slope2 = slope(v2 - v1, v3 - v2);
    double rise = v2 - v1;
    double c2 = 3 * rise - 2 * slope1 - slope2;
    double c3 = slope1 + slope2 - 2 * rise;
    for (int i = 0; i < count; i++) {
      double u = (double) ((frame + i) * TICKS_PER_SECOND - tick * sampleRate) / sampleRate;
      into[offset + i] = (float) (v1 + u * (slope1 + u * (c2 + u * c3)));
    }
  }

  private static double slope(double before, double after) {
    double mean = Math.abs(before + after) / 2;
    double least = Math.min(Math.min(Math.abs(before), Math.abs(after)), mean / 2);
    return (Math.signum(before) + Math.signum(after)) * least;
  }

  int snapshotBytes() {
    return Double.BYTES * (processes.length + 6) + Long.BYTES;
  }

  void save(ByteBuffer to) {
    to.putLong(newest);
    for (double process : processes) {
      to.putDouble(process);
    }
    to.putDouble(smooth1).putDouble(smooth2);
    to.putDouble(v0).putDouble(v1).putDouble(v2).putDouble(v3);
  }

  void load(ByteBuffer from) {
    newest = from.getLong();
    for (int i = 0; i < processes.length; i++) {
      processes[i] = from.getDouble();
    }
    smooth1 = from.getDouble();
    smooth2 = from.getDouble();
    v0 = from.getDouble();
    v1 = from.getDouble();
    v2 = from.getDouble();
    v3 = from.getDouble();
  }
}
