package io.makebeliv.dsp;

import java.util.List;

/**
 * Filters of second order, one behind the other. The state is double, in the transposed direct
 * form, which keeps low corners at high sample rates clean.
 *
 * <p>Silence ends in silence: on a grid of {@value #GRID} frames from the beginning of the stream,
 * a state that has sunk to {@value #NOTHING} is at rest. So no number becomes too small for the
 * processor's fast path, however the stream is cut.
 */
public final class Cascade {

  private static final int GRID = 64;
  private static final double NOTHING = 1e-20;

  private final Biquad[] filters;
  private final double[] state1;
  private final double[] state2;
  private int untilGrid = GRID;

  /**
   * Makes filters at rest.
   *
   * @param filters in the order of the signal; none pass everything
   */
  public Cascade(List<Biquad> filters) {
    this.filters = filters.toArray(Biquad[]::new);
    state1 = new double[this.filters.length];
    state2 = new double[this.filters.length];
  }

  /**
   * Filters frames in place.
   *
   * @param samples mono samples, finite
   * @param offset index of the first
   * @param frames how many
   */
  public void process(float[] samples, int offset, int frames) {
    for (int done = 0; done < frames; ) {
      int count = Math.min(untilGrid, frames - done);
      int i = 0;
      for (; i + 1 < filters.length; i += 2) {
        runTwo(i, samples, offset + done, count);
      }
      if (i < filters.length) {
        run(i, samples, offset + done, count);
      }
      done += count;
      untilGrid -= count;
      if (untilGrid == 0) {
        untilGrid = GRID;
        settle();
      }
    }
  }

  private void run(int filter, float[] samples, int offset, int count) {
    Biquad f = filters[filter];
    double b0 = f.b0();
    double b1 = f.b1();
    double b2 = f.b2();
    double a1 = f.a1();
    double a2 = f.a2();
    double s1 = state1[filter];
    double s2 = state2[filter];
    for (int i = offset; i < offset + count; i++) {
      double x = samples[i];
      double y = b0 * x + s1;
      s1 = b1 * x - a1 * y + s2;
      s2 = b2 * x - a2 * y;
      samples[i] = (float) y;
    }
    state1[filter] = s1;
    state2[filter] = s2;
  }

  /** Two filters in a row, in the time of one: each waits for itself, not for the other. */
  private void runTwo(int filter, float[] samples, int offset, int count) {
    Biquad f = filters[filter];
    Biquad g = filters[filter + 1];
    double s1 = state1[filter];
    double s2 = state2[filter];
    double t1 = state1[filter + 1];
    double t2 = state2[filter + 1];
    for (int i = offset; i < offset + count; i++) {
      double x = samples[i];
      double y = f.b0() * x + s1;
      s1 = f.b1() * x - f.a1() * y + s2;
      s2 = f.b2() * x - f.a2() * y;
      double between = (float) y;
      double z = g.b0() * between + t1;
      t1 = g.b1() * between - g.a1() * z + t2;
      t2 = g.b2() * between - g.a2() * z;
      samples[i] = (float) z;
    }
    state1[filter] = s1;
    state2[filter] = s2;
    state1[filter + 1] = t1;
    state2[filter + 1] = t2;
  }

  private void settle() {
    for (int i = 0; i < filters.length; i++) {
      if (Math.abs(state1[i]) < NOTHING && Math.abs(state2[i]) < NOTHING) {
        state1[i] = 0;
        state2[i] = 0;
      }
    }
  }

  /** Forgets the stream, as if new. */
  public void reset() {
    untilGrid = GRID;
    for (int i = 0; i < filters.length; i++) {
      state1[i] = 0;
      state2[i] = 0;
    }
  }
}
