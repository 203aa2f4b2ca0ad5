package io.makebeliv.pipeline;

/**
 * Brings a stream to a lower rate cheaply: each output is the mean of the input over its own time,
 * with partial samples at both ends counted in part. Crude as a resampler, but the same for a
 * signal and its copy, which is all that the leak guard asks.
 */
final class AreaSampler {

  private static final double ROUNDING = 1e-9;

  private final double outputsPerInput;
  private double filled;
  private double sum;

  /** The output rate must not be above the input rate. */
  AreaSampler(int inputRate, int outputRate) {
    outputsPerInput = (double) outputRate / inputRate;
  }

  /** The most outputs that so many inputs can complete. */
  int maxOutput(int inputs) {
    return (int) (inputs * outputsPerInput) + 2;
  }

  /** Takes all of {@code input}; returns how many outputs it completed. */
  int process(float[] input, float[] output) {
    double share = filled;
    double area = sum;
    int written = 0;
    for (float sample : input) {
      share += outputsPerInput;
      area += sample * outputsPerInput;
      if (share >= 1 - ROUNDING) {
        double rest = Math.max(0, share - 1);
        output[written++] = (float) (area - sample * rest);
        share = rest;
        area = sample * rest;
      }
    }
    filled = share;
    sum = area;
    return written;
  }

  void reset() {
    filled = 0;
    sum = 0;
  }
}
