package io.makebeliv.effect;

import io.makebeliv.dsp.Limiter;

/**
 * Keeps peaks below a level, by turning the voice down a quarter of a millisecond ahead of them.
 * What stays below passes bit for bit, late by that quarter.
 *
 * @param levelDb -24 to 0 dB of full scale
 */
public record Ceiling(double levelDb) implements Effect {

  private static final Range LEVEL = new Range("the ceiling's levelDb", -24, 0, "dB");

  /**
   * Checks the range.
   *
   * @param levelDb -24 to 0 dB of full scale
   * @throws IllegalArgumentException if it is not
   */
  public Ceiling {
    LEVEL.check(levelDb);
  }

  /**
   * Leaves a little room for what comes behind.
   *
   * @return 1 dB below full scale
   */
  public static Ceiling gentle() {
    return new Ceiling(-1);
  }

  @Override
  public Processor open(int sampleRate, long seed) {
    return new Stream(new Limiter(sampleRate, (float) Decibels.toFactor(levelDb)));
  }

  private record Stream(Limiter limiter) implements Processor {

    @Override
    public void process(float[] samples, int offset, int frames, long position) {
      limiter.process(samples, offset, frames);
    }

    @Override
    public int latency() {
      return limiter.delay();
    }

    @Override
    public void reset() {
      limiter.reset();
    }
  }
}
