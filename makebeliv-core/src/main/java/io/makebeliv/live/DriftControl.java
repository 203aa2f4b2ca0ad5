package io.makebeliv.live;

/**
 * Keeps a queue between two clocks at its level by bending the speed at which it is filled: a
 * proportional-integral controller on the smoothed level, whose integral comes to be the difference
 * of the clocks (after Adriaensen, "Using a DLL to filter time", Linux Audio Conference 2005, and
 * his zita-ajbridge). Slow enough that nobody hears it: the most it does is 2.2 cents.
 */
final class DriftControl {

  /** The most it bends: clocks may differ by 1000 parts per million, and some is left to steer. */
  static final double MOST = 1250e-6;

  private static final double SMOOTHING_SECONDS = 0.4;

  /** Levels come back with this time constant. */
  private static final double RETURN_SECONDS = 3;

  /** Four times the return: critically damped. */
  private static final double INTEGRAL_SECONDS = 4 * RETURN_SECONDS;

  private final int sampleRate;
  private double excess;
  private double drift;
  private volatile double speed = 1;

  DriftControl(int sampleRate) {
    this.sampleRate = sampleRate;
  }

  /**
   * Looks at the level.
   *
   * @param excessFrames how much more is queued than wanted, negative if less
   * @param frames how many have passed since the last look
   */
  void observe(int excessFrames, int frames) {
    double seconds = (double) frames / sampleRate;
    excess += (excessFrames - excess) * Math.min(1, seconds / SMOOTHING_SECONDS);
    double proportional = excess / sampleRate / RETURN_SECONDS;
    // What is bent as far as it goes already tells nothing of the drift.
    if (Math.abs(drift + proportional) < MOST) {
      drift = clamp(drift + proportional * seconds / INTEGRAL_SECONDS);
    }
    speed = 1 + clamp(drift + proportional);
  }

  /** The level was just set right by force, or says nothing for a while. */
  void settle() {
    excess = 0;
    speed = 1 + drift;
  }

  /** Input frames to go on by for each output frame. From any thread. */
  double speed() {
    return speed;
  }

  private static double clamp(double correction) {
    return Math.max(-MOST, Math.min(MOST, correction));
  }
}
