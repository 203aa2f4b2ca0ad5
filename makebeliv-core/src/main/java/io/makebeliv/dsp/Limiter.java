package io.makebeliv.dsp;

import java.util.Arrays;

/**
 * Keeps peaks below a ceiling by turning the level down ahead of them, not by clipping. What stays
 * below the ceiling passes bit for bit, late by {@link #delay()}.
 *
 * <p>A look-ahead peak limiter: the gain a peak needs is held over the look-ahead (a sliding
 * minimum), released exponentially, and smoothed by a moving average as long as the look-ahead, so
 * that it arrives exactly when the peak does.
 */
public final class Limiter {

  /** The highest magnitude that comes out where nothing else is asked for: -0.1 dB. */
  public static final float CEILING = 0.9886f;

  /** A quarter of a millisecond: every session pays for it, and only peaks gain by more. */
  private static final double LOOK_AHEAD_SECONDS = 0.00025;

  private static final double RELEASE_SECONDS = 0.05;

  private final float ceiling;
  private final int lookAhead;
  private final float release;
  private final float[] delayed;
  private final float[] needed;
  private final float[] held;
  private int index;
  private float released;
  private int resting;

  /**
   * Makes a limiter at rest that keeps below {@link #CEILING}.
   *
   * @param sampleRate Hz, positive
   */
  public Limiter(int sampleRate) {
    this(sampleRate, CEILING);
  }

  /**
   * Makes a limiter at rest.
   *
   * @param sampleRate Hz, positive
   * @param ceiling the highest magnitude that comes out, positive
   */
  public Limiter(int sampleRate, float ceiling) {
    this.ceiling = ceiling;
    lookAhead = Math.max(1, (int) Math.round(sampleRate * LOOK_AHEAD_SECONDS));
    release = (float) (1 - Math.exp(-1 / (RELEASE_SECONDS * sampleRate)));
    delayed = new float[lookAhead];
    needed = new float[lookAhead];
    held = new float[lookAhead];
    reset();
  }

  /**
   * Returns the look-ahead.
   *
   * @return frames by which the output is late
   */
  public int delay() {
    return lookAhead;
  }

  /**
   * Limits frames in place.
   *
   * @param samples mono samples, finite
   * @param offset index of the first
   * @param frames how many
   */
  public void process(float[] samples, int offset, int frames) {
    for (int i = offset; i < offset + frames; i++) {
      float x = samples[i];
      float magnitude = Math.abs(x);
      float gain = magnitude > ceiling ? ceiling / magnitude : 1;
      // What is cut off here is rounding, if anything.
      float limited = delayed[index] * gainFor(gain);
      samples[i] = Math.max(-ceiling, Math.min(ceiling, limited));
      delayed[index] = x;
      index = index + 1 == lookAhead ? 0 : index + 1;
    }
  }

  private float gainFor(float gain) {
    if (gain == 1 && resting >= 2 * lookAhead && released == 1) {
      needed[index] = 1;
      held[index] = 1;
      return 1;
    }
    resting = gain == 1 ? resting + 1 : 0;
    float lowest = gain;
    float mean = 0;
    needed[index] = gain;
    for (int i = 0; i < lookAhead; i++) {
      lowest = Math.min(lowest, needed[i]);
    }
    float recovering = released + (1 - released) * release;
    released = Math.min(lowest, recovering > 0.9999f ? 1 : recovering);
    // The frame leaving now entered lookAhead frames ago; every gain averaged here has seen it.
    for (int i = 0; i < lookAhead; i++) {
      mean += held[i];
    }
    held[index] = released;
    return mean / lookAhead;
  }

  /** Forgets the stream, as if new. */
  public void reset() {
    Arrays.fill(delayed, 0);
    Arrays.fill(needed, 1);
    Arrays.fill(held, 1);
    index = 0;
    released = 1;
    resting = 2 * lookAhead;
  }
}
