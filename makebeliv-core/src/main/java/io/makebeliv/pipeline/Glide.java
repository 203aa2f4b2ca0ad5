package io.makebeliv.pipeline;

import java.util.Arrays;

/** A value that goes to its goal, fast at first and ever slower, without a step. */
final class Glide {

  /** Closer than this (0.01 cents, 0.001 %) it arrives, and costs nothing from then on. */
  private static final double ARRIVED = 1e-4;

  private final double speed;
  private double value;

  /**
   * @param seconds after which a third of the way is left
   */
  Glide(double seconds, int sampleRate, double value) {
    speed = 1 - Math.exp(-1 / (seconds * sampleRate));
    this.value = value;
  }

  double value() {
    return value;
  }

  void jump(double to) {
    value = to;
  }

  /** Writes the way to a goal. */
  void fill(float[] values, double goal) {
    fill(values, goal, goal);
  }

  /** Writes the way to a goal that moves steadily meanwhile. */
  void fill(float[] values, double from, double to) {
    if (value == to && from == to) {
      Arrays.fill(values, (float) to);
      return;
    }
    double motion = (to - from) / values.length;
    for (int i = 0; i < values.length; i++) {
      double goal = i + 1 == values.length ? to : from + motion * (i + 1);
      double distance = goal - value;
      value = Math.abs(distance) < ARRIVED ? goal : value + speed * distance;
      values[i] = (float) value;
    }
  }
}
