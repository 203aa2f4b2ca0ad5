package io.makebeliv.pipeline;

/**
 * Brings a stream to a lower rate cheaply: each output is the mean of the input over its own time,
 * with partial samples at both ends counted in part. Crude as a resampler, but the same for a
 * signal and its copy, which is all that the leak guard asks.
 */
final class AreaSampler {

  private final double outputsPerInput;
  private double filled;
  private double sum;
  private float value;

  AreaSampler(int inputRate, int outputRate) {
    outputsPerInput = Math.min(1, (double) outputRate / inputRate);
  }

  /**
   * Takes one input sample; returns whether that completed an output, to be read by {@link #value}.
   */
  boolean push(float sample) {
    double after = filled + outputsPerInput;
    if (after < 1 - 1e-9) {
      filled = after;
      sum += sample * outputsPerInput;
      return false;
    }
    double rest = Math.max(0, after - 1);
    value = (float) (sum + sample * (outputsPerInput - rest));
    filled = rest;
    sum = sample * rest;
    return true;
  }

  float value() {
    return value;
  }

  void reset() {
    filled = 0;
    sum = 0;
    value = 0;
  }
}
