package io.makebeliv.mcadams;

/**
 * The all-pole model of a frame, by autocorrelation and Levinson's recursion (Makhoul, "Linear
 * prediction: a tutorial review", 1975). All its poles are inside the unit circle.
 */
final class LinearPrediction {

  /** Noise of -60 dB that keeps the recursion away from singular frames, such as pure tones. */
  private static final double WHITE_NOISE = 1e-6;

  /** Peaks are made this wide, so that a pole does not settle on a single harmonic. */
  private static final double LAG_WINDOW_HZ = 40;

  private final int order;
  private final double[] lagWindow;
  private final double[] correlation;
  private final double[] coefficients;
  private final double[] before;

  LinearPrediction(int order, int sampleRate) {
    this.order = order;
    lagWindow = new double[order + 1];
    for (int lag = 0; lag <= order; lag++) {
      double x = 2 * Math.PI * LAG_WINDOW_HZ * lag / sampleRate;
      lagWindow[lag] = Math.exp(-x * x / 2);
    }
    lagWindow[0] = 1 + WHITE_NOISE;
    correlation = new double[order + 1];
    coefficients = new double[order + 1];
    before = new double[order + 1];
  }

  /**
   * Models a frame.
   *
   * @return false if there is nothing to model
   */
  boolean analyse(double[] frame, int length) {
    for (int lag = 0; lag <= order; lag++) {
      double sum = 0;
      for (int n = lag; n < length; n++) {
        sum += frame[n] * frame[n - lag];
      }
      correlation[lag] = sum * lagWindow[lag];
    }
    double error = correlation[0];
    if (!(error > 0)) {
      return false;
    }
    coefficients[0] = 1;
    for (int i = 1; i <= order; i++) {
      double sum = correlation[i];
      for (int j = 1; j < i; j++) {
        sum += coefficients[j] * correlation[i - j];
      }
      double reflection = -sum / error;
      System.arraycopy(coefficients, 0, before, 0, i);
      for (int j = 1; j < i; j++) {
        coefficients[j] = before[j] + reflection * before[i - j];
      }
      coefficients[i] = reflection;
      error *= 1 - reflection * reflection;
      if (!(error > 0)) {
        return false;
      }
    }
    return true;
  }

  /** The whitening filter, {@code 1, a1, ... ap}: valid until the next frame. */
  double[] coefficients() {
    return coefficients;
  }

  /** What the model does not explain of a frame: its residual, from a state of rest. */
  void residual(double[] frame, int length, double[] into) {
    for (int n = 0; n < length; n++) {
      double sum = 0;
      int most = Math.min(order, n);
      for (int j = 0; j <= most; j++) {
        sum += coefficients[j] * frame[n - j];
      }
      into[n] = sum;
    }
  }
}
