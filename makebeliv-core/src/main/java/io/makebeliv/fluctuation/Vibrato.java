package io.makebeliv.fluctuation;

import java.nio.ByteBuffer;

/**
 * A swing between -1 and 1 whose rate wanders from 4.5 to 6.5 times a second, as singers' do; the
 * phase is the rate summed up tick by tick from the beginning of the stream.
 */
final class Vibrato {

  private static final double MEAN_HZ = 5.5;
  private static final Variation RATE = new Variation(0.35, 1, 0.5, 5);

  private final int sampleRate;
  private final Wander rate;
  private final float[] sampled = new float[1];

  private long tick;
  private double phase;
  private double rateNow;
  private double rateNext;

  Vibrato(int sampleRate, long key) {
    this.sampleRate = sampleRate;
    // One value a tick: its grid is the ticks themselves.
    rate = new Wander(RATE, Wander.TICKS_PER_SECOND, key);
    reset();
  }

  void reset() {
    tick = 0;
    phase = 0;
    rateNow = rateAt(0);
    rateNext = rateAt(1);
  }

  private double rateAt(long atTick) {
    rate.fill(atTick, sampled, 0, 1);
    return MEAN_HZ + sampled[0];
  }

  void fill(long position, float[] into, int offset, int frames) {
    for (int i = 0; i < frames; i++) {
      long ticks = (position + i) * Wander.TICKS_PER_SECOND;
      reach(Math.floorDiv(ticks, (long) sampleRate));
      double u = (double) (ticks - tick * sampleRate) / sampleRate;
      double within = u * (rateNow + u * (rateNext - rateNow) / 2) / Wander.TICKS_PER_SECOND;
      into[offset + i] = (float) sineOfCycles(phase + within);
    }
  }

  /**
   * The sine of a phase in cycles, by its series to 1e-7: the same on every machine, which
   * Math.sin() need not be, and without the array that StrictMath.sin() makes in newer JDKs.
   */
  private static double sineOfCycles(double cycles) {
    double within = cycles - Math.rint(cycles);
    double quarter = Math.abs(within) > 0.25 ? Math.copySign(0.5, within) - within : within;
    double x = 2 * Math.PI * quarter;
    double x2 = x * x;
    double tail = 1 - x2 / 72 * (1 - x2 / 110);
    return x * (1 - x2 / 6 * (1 - x2 / 20 * (1 - x2 / 42 * tail)));
  }

  private void reach(long to) {
    if (to < tick) {
      reset();
    }
    while (tick < to) {
      phase += (rateNow + rateNext) / 2 / Wander.TICKS_PER_SECOND;
      phase -= Math.floor(phase);
      tick++;
      rateNow = rateNext;
      rateNext = rateAt(tick + 1);
    }
  }

  int snapshotBytes() {
    return rate.snapshotBytes() + Long.BYTES + 3 * Double.BYTES;
  }

  void save(ByteBuffer to) {
    rate.save(to);
    to.putLong(tick).putDouble(phase).putDouble(rateNow).putDouble(rateNext);
  }

  void load(ByteBuffer from) {
    rate.load(from);
    tick = from.getLong();
    phase = from.getDouble();
    rateNow = from.getDouble();
    rateNext = from.getDouble();
  }
}
