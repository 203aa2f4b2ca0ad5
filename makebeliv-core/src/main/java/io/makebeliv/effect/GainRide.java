package io.makebeliv.effect;

/** A gain on its way down and up again, exponentially in dB, each at its own pace. */
final class GainRide {

  /** What is left of a reduction, in dB, is let go here. */
  private static final double NOTHING_DB = 1e-4;

  private final double attack;
  private final double release;
  private double reductionDb;
  private double factor = 1;

  GainRide(int sampleRate, double attackSeconds, double releaseSeconds) {
    attack = share(sampleRate, attackSeconds);
    release = share(sampleRate, releaseSeconds);
  }

  private static double share(int sampleRate, double seconds) {
    return seconds == 0 ? 1 : 1 - StrictMath.exp(-1 / (seconds * sampleRate));
  }

  /** Goes one frame towards a reduction of at least 0 dB, and gives the factor for that frame. */
  double towards(double targetDb) {
    double before = reductionDb;
    double way = targetDb - before;
    reductionDb = before + (way > 0 ? attack : release) * way;
    if (targetDb == 0 && reductionDb < NOTHING_DB) {
      reductionDb = 0;
    }
    if (reductionDb != before) {
      factor = Decibels.toFactor(-reductionDb);
    }
    return factor;
  }

  void reset() {
    reductionDb = 0;
    factor = 1;
  }
}
