package io.makebeliv.pitchshift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is measured of a conversion, apart from the code that converts. */
public final class Measures {

  private Measures() {}

  /**
   * The fundamental around a sample, by the normalised autocorrelation of a long stretch: slow and
   * plain, with no ties to the tracker under test.
   *
   * @return Hz, or 0 where the stretch is not clearly periodic
   */
  public static double f0(float[] x, int rate, int around, double lowest, double highest) {
    int shortest = (int) (rate / highest);
    int longest = (int) Math.ceil(rate / lowest);
    int length = Math.max(2 * longest, rate / 30);
    int reach = (length + longest) / 2 + 2;
    if (around < reach || around + reach > x.length) {
      return 0;
    }
    double[] r = new double[longest + 2];
    double best = 0;
    for (int lag = shortest - 1; lag <= longest + 1; lag++) {
      int begin = around - (length + lag) / 2;
      double cross = 0;
      double a = 1e-9;
      double b = 1e-9;
      for (int n = begin; n < begin + length; n++) {
        cross += (double) x[n] * x[n + lag];
        a += (double) x[n] * x[n];
        b += (double) x[n + lag] * x[n + lag];
      }
      r[lag] = cross / Math.sqrt(a * b);
      if (lag >= shortest && lag <= longest) {
        best = Math.max(best, r[lag]);
      }
    }
    if (best < 0.7) {
      return 0;
    }
    for (int lag = shortest; lag <= longest; lag++) {
      if (r[lag] > 0.94 * best && r[lag] >= r[lag - 1] && r[lag] > r[lag + 1]) {
        double bend = r[lag - 1] - 2 * r[lag] + r[lag + 1];
        return rate / (lag + 0.5 * (r[lag - 1] - r[lag + 1]) / bend);
      }
    }
    return 0;
  }

  public static double cents(double a, double b) {
    return 1200 * Math.abs(Math.log(a / b) / Math.log(2));
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Median distance, in cents, of the output's fundamental from the input's times the ratio. */
  public static double medianCents(float[] x, float[] y, int rate, double semitones) {
    double ratio = Math.pow(2, semitones / 12);
    List<Double> cents = new ArrayList<>();
    for (int n = rate / 20; n < x.length - rate / 20; n += rate / 25) {
      double from = f0(x, rate, n, 60, 500);
      if (from > 0) {
        double to = f0(y, rate, n, Math.max(30, from * ratio * 0.6), from * ratio * 1.6);
        if (to > 0) {
          cents.add(cents(to, from * ratio));
        }
      }
    }
    if (cents.size() < 10) {
      throw new AssertionError("only " + cents.size() + " voiced places to compare");
    }
    return median(cents);
  }

  public static double levelDb(float[] x) {
    return levelDb(x, 0, x.length);
  }

  public static double levelDb(float[] x, int from, int to) {
    double sum = 0;
    for (int n = from; n < to; n++) {
      sum += (double) x[n] * x[n];
    }
    return 10 * Math.log10(sum / (to - from) + 1e-30);
  }

  /** The share of active 20 ms frames that correlate with the same frame of the input over 0.99. */
  public static double verbatim(float[] x, float[] y, int rate) {
    int length = rate / 50;
    double active = levelDb(x) - 30;
    int frames = 0;
    int copies = 0;
    for (int at = 0; at + length <= x.length; at += length / 2) {
      if (levelDb(x, at, at + length) < active) {
        continue;
      }
      frames++;
      copies += correlation(x, y, at, length) > 0.99 ? 1 : 0;
    }
    return (double) copies / frames;
  }

  public static double correlation(float[] x, float[] y, int at, int length) {
    double meanX = 0;
    double meanY = 0;
    for (int n = at; n < at + length; n++) {
      meanX += x[n] / (double) length;
      meanY += y[n] / (double) length;
    }
    double xy = 0;
    double xx = 1e-12;
    double yy = 1e-12;
    for (int n = at; n < at + length; n++) {
      xy += (x[n] - meanX) * (y[n] - meanY);
      xx += (x[n] - meanX) * (x[n] - meanX);
      yy += (y[n] - meanY) * (y[n] - meanY);
    }
    return xy / Math.sqrt(xx * yy);
  }

  /** Amplitude at a frequency, through a Blackman window over the whole signal, in dB. */
  public static double partialDb(float[] x, int rate, double hz) {
    double re = 0;
    double im = 0;
    double sum = 0;
    for (int n = 0; n < x.length; n++) {
      double u = 2 * Math.PI * n / x.length;
      double w = 0.42 - 0.5 * Math.cos(u) + 0.08 * Math.cos(2 * u);
      double phase = 2 * Math.PI * hz * n / rate;
      re += w * x[n] * Math.cos(phase);
      im -= w * x[n] * Math.sin(phase);
      sum += w;
    }
    return 20 * Math.log10(2 * Math.hypot(re, im) / sum + 1e-12);
  }

  /** Where the power between two frequencies has its centre, in Hz. */
  public static double powerCentre(float[] x, int rate, double from, double to) {
    double sum = 0;
    double moment = 0;
    for (double hz = from; hz <= to; hz += 5) {
      double power = Math.pow(10, partialDb(x, rate, hz) / 10);
      sum += power;
      moment += power * hz;
    }
    return moment / sum;
  }

  public static float[] part(float[] x, int from, int to) {
    return Arrays.copyOfRange(x, from, to);
  }
}
