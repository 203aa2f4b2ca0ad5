package io.makebeliv.benchmarks.quality;

import java.util.ArrayList;
import java.util.List;

/**
 * How peaked the excitation of voiced frames is: the kurtosis of what linear prediction leaves. A
 * train of clean pulses has a high one, which grows with the period; phases in disorder bring it
 * down to that of noise, 3.
 */
final class PulseShape {

  private static final double FRAME_SECONDS = 0.03;

  private PulseShape() {}

  /** The median over the frames that are voiced in both tracks. */
  static double kurtosis(Sound sound, PitchTrack one, PitchTrack other, Activity active) {
    Sound analysed = sound.forAnalysis();
    float[] samples = analysed.samples();
    int length = (int) (FRAME_SECONDS * analysed.rate());
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < Math.min(one.frames(), other.frames()); i++) {
      if (active.at(i) && one.voiced(i) && other.voiced(i)) {
        int from = (int) Math.round(PitchTrack.secondsAt(i) * analysed.rate()) - length / 2;
        values.add(kurtosis(samples, from, length));
      }
    }
    return Quantile.median(values);
  }

  private static double kurtosis(float[] samples, int from, int length) {
    LinearPrediction model = LinearPrediction.of(samples, from, length);
    double[] residual = new double[length];
    for (int n = 0; n < length; n++) {
      residual[n] = model.residual(samples, from + n);
    }
    return kurtosis(residual);
  }

  /** The fourth moment over the square of the second, about the mean. */
  static double kurtosis(double[] values) {
    double mean = 0;
    for (double v : values) {
      mean += v / values.length;
    }
    double second = 0;
    double fourth = 0;
    for (double v : values) {
      double square = (v - mean) * (v - mean);
      second += square / values.length;
      fourth += square * square / values.length;
    }
    return second > 0 ? fourth / (second * second) : Double.NaN;
  }
}
