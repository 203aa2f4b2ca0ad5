package io.makebeliv.pitchshift;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A voice of which everything is known: a train of band-limited glottal pulses at exactly the asked
 * fundamental, through resonators at exactly the asked formants.
 */
public final class SyntheticVoice {

  private static final int REACH = 24;

  private final int rate;
  private final double seconds;
  private final DoubleUnaryOperator f0;
  private final double[] formants;

  public SyntheticVoice(int rate, double seconds, DoubleUnaryOperator f0, double... formants) {
    this.rate = rate;
    this.seconds = seconds;
    this.f0 = f0;
    this.formants = formants;
  }

  public static SyntheticVoice steady(int rate, double seconds, double hz) {
    return new SyntheticVoice(rate, seconds, t -> hz, 650, 1150, 2500, 3400);
  }

  public float[] samples() {
    double[] x = new double[(int) (seconds * rate)];
    double phase = 0;
    for (int n = 0; n < x.length; n++) {
      double before = phase;
      phase += f0.applyAsDouble((double) n / rate) / rate;
      if (Math.floor(phase) > Math.floor(before)) {
        pulse(x, n + (Math.floor(phase) - before) / (phase - before));
      }
    }
    // Radiation at the lips takes the mean away; the rest falls with frequency.
    double mean = Arrays.stream(x).average().orElse(0);
    double last = 0;
    for (int n = 0; n < x.length; n++) {
      last = x[n] - mean + 0.9 * last;
      x[n] = last;
    }
    for (double formant : formants) {
      resonate(x, formant);
    }
    double peak = 0;
    for (double v : x) {
      peak = Math.max(peak, Math.abs(v));
    }
    float[] y = new float[x.length];
    for (int n = 0; n < x.length; n++) {
      y[n] = (float) (0.5 * x[n] / peak);
    }
    return y;
  }

  private static void pulse(double[] x, double at) {
    int middle = (int) at;
    for (int n = Math.max(0, middle - REACH); n < Math.min(x.length, middle + REACH); n++) {
      double d = n - at;
      double sinc = d == 0 ? 1 : Math.sin(0.95 * Math.PI * d) / (0.95 * Math.PI * d);
      x[n] += sinc * (0.5 + 0.5 * Math.cos(Math.PI * Math.min(1, Math.abs(d) / REACH)));
    }
  }

  private void resonate(double[] x, double hz) {
    double radius = Math.exp(-Math.PI * (60 + 0.04 * hz) / rate);
    double a1 = 2 * radius * Math.cos(2 * Math.PI * hz / rate);
    double a2 = -radius * radius;
    double y1 = 0;
    double y2 = 0;
    for (int n = 0; n < x.length; n++) {
      double y = (1 - a1 - a2) * x[n] + a1 * y1 + a2 * y2;
      y2 = y1;
      y1 = y;
      x[n] = y;
    }
  }
}
