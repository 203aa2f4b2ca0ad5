package io.makebeliv.ambience;

import java.util.function.DoubleUnaryOperator;

/** Power of the bins of {@link ShapedNoise} that gives a long-term spectrum. */
final class Spectrum {

  private static final int ROUNDS = 6;
  private static final int REACH = 8;

  private Spectrum() {}

  /**
   * Samples a density so that the noise has it. The windows smear each bin over its neighbours,
   * which lifts the low end of a steep spectrum; the bins are corrected for that.
   *
   * @param frame size of a frame
   * @param sampleRate Hz
   * @param density power per Hz, to any scale
   * @return power of the bins from 0 to half a frame; all together 1
   */
  static float[] bins(int frame, int sampleRate, DoubleUnaryOperator density) {
    int last = frame / 2;
    double[] target = new double[last + 1];
    for (int k = 1; k < last; k++) {
      target[k] = density.applyAsDouble((double) k * sampleRate / frame);
    }
    double[] power = target.clone();
    for (int round = 0; round < ROUNDS; round++) {
      double[] smeared = smeared(power);
      for (int k = 1; k < last; k++) {
        power[k] = smeared[k] > 0 ? power[k] * target[k] / smeared[k] : 0;
      }
    }
    double sum = 0;
    for (double p : power) {
      sum += p;
    }
    float[] bins = new float[last + 1];
    for (int k = 0; k <= last; k++) {
      bins[k] = (float) (power[k] / sum);
    }
    return bins;
  }

  /** What is heard at each bin: a sine window leaks 1 / (4 m^2 - 1) of an amplitude m bins away. */
  private static double[] smeared(double[] power) {
    int last = power.length - 1;
    double[] smeared = new double[last + 1];
    for (int k = 0; k <= last; k++) {
      double sum = 0;
      double weights = 0;
      for (int m = -REACH; m <= REACH; m++) {
        double leak = 1.0 / (4 * m * m - 1);
        int from = Math.abs(k - m);
        sum += leak * leak * power[from > last ? 2 * last - from : from];
        weights += leak * leak;
      }
      smeared[k] = sum / weights;
    }
    return smeared;
  }
}
