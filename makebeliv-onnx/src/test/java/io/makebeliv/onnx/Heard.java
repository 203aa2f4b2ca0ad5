package io.makebeliv.onnx;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** What is measured of a sound, apart from the code that made it. */
final class Heard {

  private final float[] samples;
  private final int rate;

  Heard(float[] samples, int rate) {
    this.samples = samples;
    this.rate = rate;
  }

  double levelDb() {
    double sum = 0;
    for (float x : samples) {
      sum += (double) x * x;
    }
    return 10 * Math.log10(sum / samples.length + 1e-20);
  }

  /** The fundamental near an expected one around a time, by normalised autocorrelation; or 0. */
  double f0(double seconds, double expected) {
    int length = (int) (2 * rate / expected);
    int at = (int) (seconds * rate);
    int shortest = (int) (rate / expected / 1.3);
    int longest = (int) (rate / expected * 1.3);
    double[] r = new double[longest + 2];
    int best = shortest;
    for (int lag = shortest - 1; lag <= longest + 1; lag++) {
      int from = at - (length + lag) / 2;
      if (from < 0 || from + length + lag > samples.length) {
        return 0;
      }
      double cross = 0;
      double a = 1e-9;
      double b = 1e-9;
      for (int n = from; n < from + length; n++) {
        cross += (double) samples[n] * samples[n + lag];
        a += (double) samples[n] * samples[n];
        b += (double) samples[n + lag] * samples[n + lag];
      }
      r[lag] = cross / Math.sqrt(a * b);
      if (lag >= shortest && lag <= longest && r[lag] > r[best]) {
        best = lag;
      }
    }
    if (r[best] < 0.7) {
      return 0;
    }
    double bend = r[best - 1] - 2 * r[best] + r[best + 1];
    return rate / (best + 0.5 * (r[best - 1] - r[best + 1]) / bend);
  }

  /** The median of how far the fundamental is from what it should be, in cents. */
  double medianCentsFrom(DoubleUnaryOperator expected) {
    double[] cents = new double[(int) (samples.length * 100.0 / rate)];
    int count = 0;
    for (int i = 5; i < cents.length - 5; i++) {
      double wanted = expected.applyAsDouble(i / 100.0);
      double found = f0(i / 100.0, wanted);
      if (found > 0) {
        cents[count++] = 1200 * Math.abs(Math.log(found / wanted) / Math.log(2));
      }
    }
    if (count < cents.length / 3) {
      throw new AssertionError("only %d of %d frames are voiced".formatted(count, cents.length));
    }
    Arrays.sort(cents, 0, count);
    return cents[count / 2];
  }

  /** Power in time, smoothed over 25 ms, in which any voice has several periods. */
  private double[] envelope() {
    int half = rate / 80;
    double[] sums = new double[samples.length + 1];
    for (int i = 0; i < samples.length; i++) {
      sums[i + 1] = sums[i] + (double) samples[i] * samples[i];
    }
    double[] envelope = new double[samples.length];
    for (int i = 0; i < samples.length; i++) {
      int from = Math.max(0, i - half);
      int to = Math.min(samples.length, i + half);
      envelope[i] = Math.sqrt((sums[to] - sums[from]) / (to - from));
    }
    return envelope;
  }

  /** Where the power between two times has its centre, in s. */
  double centre(double from, double to) {
    double sum = 0;
    double moment = 0;
    for (int i = (int) (from * rate); i < (int) (to * rate); i++) {
      double power = (double) samples[i] * samples[i];
      sum += power;
      moment += power * i;
    }
    return moment / sum / rate;
  }

  /** When the envelope first comes up to half of its highest value between two times, in s. */
  double onset(double from, double to) {
    double[] envelope = envelope();
    int end = (int) (to * rate);
    double highest = 0;
    for (int i = (int) (from * rate); i < end; i++) {
      highest = Math.max(highest, envelope[i]);
    }
    int i = (int) (from * rate);
    while (envelope[i] < highest / 2) {
      i++;
    }
    return (double) i / rate;
  }

  /** Where the upper half of a resonance has its centre in the long-term spectrum, in Hz. */
  double peakHz(double from, double to) {
    int count = (int) ((to - from) / 10);
    double[] powers = new double[count];
    double highest = 0;
    for (int i = 0; i < count; i++) {
      powers[i] = power(from + 10 * i);
      highest = Math.max(highest, powers[i]);
    }
    double sum = 0;
    double moment = 0;
    for (int i = 0; i < count; i++) {
      double above = Math.max(0, powers[i] - highest / 2);
      sum += above;
      moment += above * (from + 10 * i);
    }
    return moment / sum;
  }

  /** Power around a frequency, through windows of 20 ms. */
  private double power(double hz) {
    int length = rate / 50;
    double step = 2 * Math.PI * hz / rate;
    double[] cos = new double[length];
    double[] sin = new double[length];
    for (int n = 0; n < length; n++) {
      double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * (n + 0.5) / length);
      cos[n] = window * Math.cos(step * n);
      sin[n] = window * Math.sin(step * n);
    }
    double power = 0;
    for (int at = 0; at + length <= samples.length; at += length / 4) {
      double re = 0;
      double im = 0;
      for (int n = 0; n < length; n++) {
        re += cos[n] * samples[at + n];
        im += sin[n] * samples[at + n];
      }
      power += re * re + im * im;
    }
    return power;
  }
}
