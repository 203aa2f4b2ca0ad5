package io.makebeliv.pipeline;

import io.makebeliv.inference.StepFormat;

/**
 * The sample rates at both ends of a stream, and how many frames are due when.
 *
 * @param input Hz
 * @param output Hz
 */
public record StreamRates(int input, int output) {

  /** The lowest rate that makebeliv promises and tests. */
  public static final int LOWEST = 8_000;

  /** The highest rate that makebeliv promises and tests. */
  public static final int HIGHEST = 96_000;

  /** Checks the ranges. */
  public StreamRates {
    check(input);
    check(output);
  }

  /**
   * Says whether a rate can be converted.
   *
   * @param rate Hz
   * @return true from {@link #LOWEST} to {@link #HIGHEST}
   */
  public static boolean covers(int rate) {
    return rate >= LOWEST && rate <= HIGHEST;
  }

  private static void check(int rate) {
    if (!covers(rate)) {
      throw new IllegalArgumentException(
          "sample rate must be from %d to %d Hz, was %d".formatted(LOWEST, HIGHEST, rate));
    }
  }

  /** How many frames have come out when {@code inputFrames} have gone in. */
  long due(long inputFrames) {
    return inputFrames * output / input;
  }

  /**
   * How much silence must lead a lane's output so that what is due is always there: the most by
   * which the frames produced ever fall behind the frames due. That happens just before a step
   * completes, so it is enough to look there, through one period of all the rates involved. A lane
   * that joins a stream under way counts from another frame, which can round differently where the
   * rates differ: hence one frame more.
   */
  int silenceFor(StepFormat format) {
    long most = 0;
    int joining = input == output ? 0 : 1;
    long steps = Math.min(period(format), 1 << 20);
    for (long step = 0; step < steps; step++) {
      long held = (step + 1) * format.inputStep() - 1;
      long produced = ceilDiv(step * format.outputStep() * output, format.outputRate());
      long taken = held * input / format.inputRate();
      most = Math.max(most, due(taken) - produced);
    }
    return Math.toIntExact(most + joining);
  }

  /** How many steps one block completes at most. */
  int mostSteps(StepFormat format, int blockFrames) {
    long steps =
        ceilDiv((long) blockFrames * format.inputRate(), (long) input * format.inputStep());
    return (int) Math.max(1, steps);
  }

  /** After this many steps all positions relative to each other repeat: they last whole seconds. */
  private static long period(StepFormat format) {
    return format.inputRate() / gcd(format.inputRate(), format.inputStep());
  }

  private static long ceilDiv(long a, long b) {
    return -Math.floorDiv(-a, b);
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
