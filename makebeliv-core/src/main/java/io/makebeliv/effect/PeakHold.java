package io.makebeliv.effect;

/**
 * The peak of a signal: rises at once, is held, so that it does not sag between the waves of a low
 * voice, and falls exponentially.
 */
final class PeakHold {

  /** 200 dB below full scale is nothing. */
  private static final double NOTHING = 1e-10;

  private final int hold;
  private final double keep;
  private double peak;
  private int age;

  PeakHold(int sampleRate, double holdSeconds, double fallSeconds) {
    hold = (int) Math.round(holdSeconds * sampleRate);
    keep = StrictMath.exp(-1 / (fallSeconds * sampleRate));
  }

  double follow(double magnitude) {
    if (magnitude >= peak) {
      peak = magnitude;
      age = 0;
    } else if (age < hold) {
      age++;
    } else {
      double fallen = peak * keep;
      peak = fallen < NOTHING ? magnitude : Math.max(magnitude, fallen);
    }
    return peak;
  }

  void reset() {
    peak = 0;
    age = 0;
  }
}
