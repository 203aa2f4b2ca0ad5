package io.makebeliv.effect;

/** Levels as factors. */
final class Decibels {

  private static final double PER_NEPER = 20 / StrictMath.log(10);

  private Decibels() {}

  static double toFactor(double db) {
    return Math.exp(db / PER_NEPER);
  }

  static double ofFactor(double factor) {
    return PER_NEPER * Math.log(factor);
  }
}
