package io.makebeliv.pipeline;

/**
 * Brings a stream to a lower rate cheaply: after a gentle low pass, each output is the mean of the
 * input over its own time, with partial samples at both ends counted in part. Crude as a resampler,
 * but the same for a signal and its copy, which is all that the leak guard asks.
 */
final class AreaSampler {

  private static final double ROUNDING = 1e-9;

  /** Each of four poles; what would fold back onto the bands compared is 30 dB down. */
  private static final double CORNER_HZ = 2000;

  private static final double TINY = 1e-15;

  private final double outputsPerInput;
  private final double speed;
  private double pole1;
  private double pole2;
  private double pole3;
  private double pole4;
  private double filled;
  private double sum;

  /** The output rate must not be above the input rate. */
  AreaSampler(int inputRate, int outputRate) {
    outputsPerInput = (double) outputRate / inputRate;
    speed = 1 - Math.exp(-2 * Math.PI * CORNER_HZ / inputRate);
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
    double p1 = pole1;
    double p2 = pole2;
    double p3 = pole3;
    double p4 = pole4;
    double rest = 1 - speed;
    for (float in : input) {
      // Each pole waits for itself alone, and that for one product and one sum.
      p1 = speed * in + rest * p1;
      p2 = speed * p1 + rest * p2;
      p3 = speed * p2 + rest * p3;
      p4 = speed * p3 + rest * p4;
      double sample = p4;
      share += outputsPerInput;
      area += sample * outputsPerInput;
      if (share >= 1 - ROUNDING) {
        share = Math.max(0, share - 1);
        double after = sample * share;
        output[written++] = (float) (area - after);
        area = after;
      }
    }
    filled = share;
    sum = area;
    // Silence ends in silence, not in numbers too small for the processor's fast path.
    pole1 = p1 + TINY - TINY;
    pole2 = p2 + TINY - TINY;
    pole3 = p3 + TINY - TINY;
    pole4 = p4 + TINY - TINY;
    return written;
  }

  void reset() {
    pole1 = 0;
    pole2 = 0;
    pole3 = 0;
    pole4 = 0;
    filled = 0;
    sum = 0;
  }
}
