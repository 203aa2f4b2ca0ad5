package io.makebeliv.mcadams;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Poles of filters of which everything is known. */
final class PoleWarpTest {

  /** The coefficients of resonances, and of real poles. */
  private static double[] polynomial(int rate, double[] hz, double[] bandwidths, double... real) {
    double[] a = {1};
    for (int i = 0; i < hz.length; i++) {
      double radius = Math.exp(-Math.PI * bandwidths[i] / rate);
      a = times(a, 1, -2 * radius * Math.cos(2 * Math.PI * hz[i] / rate), radius * radius);
    }
    for (double pole : real) {
      a = times(a, 1, -pole);
    }
    return a;
  }

  private static double[] times(double[] a, double... b) {
    double[] product = new double[a.length + b.length - 1];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        product[i + j] += a[i] * b[j];
      }
    }
    return product;
  }

  private static double[] response(PoleWarp warp) {
    double[] impulse = new double[16_384];
    impulse[0] = 1;
    warp.filter(impulse, impulse.length);
    return impulse;
  }

  private static double magnitude(double[] response, double hz, int rate) {
    double re = 0;
    double im = 0;
    for (int n = 0; n < response.length; n++) {
      re += response[n] * Math.cos(2 * Math.PI * hz * n / rate);
      im += response[n] * Math.sin(2 * Math.PI * hz * n / rate);
    }
    return Math.hypot(re, im);
  }

  private static double peak(double[] response, double around, int rate) {
    double best = 0;
    double at = 0;
    for (double hz = 0.9 * around; hz < 1.1 * around; hz += around / 2000) {
      double here = magnitude(response, hz, rate);
      if (here > best) {
        best = here;
        at = hz;
      }
    }
    return at;
  }

  @ParameterizedTest
  @CsvSource({
    "16000, 0.5",
    "16000, 0.7",
    "16000, 0.9",
    "16000, 1.1",
    "16000, 1.3",
    "48000, 0.8",
    "44100, 1.2",
    "8000, 0.8"
  })
  void formantsLandAtThePowerOfTheirAngle(int rate, double alpha) {
    double[] formants = {500, 1100, 2000, 2900};
    double[] bandwidths = {30, 30, 30, 30};
    double[] a = polynomial(rate, formants, bandwidths, 0.6, -0.5);
    PoleWarp warp = new PoleWarp(alpha, a.length - 1, rate);
    assertTrue(warp.take(a));
    double[] response = response(warp);
    for (double formant : formants) {
      double expected = Math.pow(2 * Math.PI * formant / 16_000, alpha) * 16_000 / (2 * Math.PI);
      if (expected < 0.4 * rate) {
        assertEquals(expected, peak(response, expected, rate), 0.01 * expected);
      }
    }
  }

  @Test
  void anExponentOfOneRebuildsTheFilter() {
    double[] a =
        polynomial(
            48_000,
            new double[] {300, 320, 900, 2500, 7000, 15_000, 23_900},
            new double[] {20, 20, 100, 100, 300, 500, 900},
            0.9,
            0.3,
            -0.8);
    PoleWarp warp = new PoleWarp(1, a.length - 1, 48_000);
    assertTrue(warp.take(a));
    double[] expected = new double[500];
    expected[0] = 1;
    for (int n = 0; n < expected.length; n++) {
      for (int j = 1; j < a.length && j <= n; j++) {
        expected[n] -= a[j] * expected[n - j];
      }
    }
    double[] found = response(warp);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int n = 0; n < expected.length; n++) {
      assertEquals(expected[n], found[n], 1e-5 * largest);
    }
  }

  @ParameterizedTest
  @CsvSource({"8000, 0.5", "8000, 1.3", "16000, 0.5", "16000, 1.3", "48000, 0.5", "48000, 1.3"})
  void anglesStayInOrderAndBelowHalfTheRate(int rate, double alpha) {
    PoleWarp warp = new PoleWarp(alpha, 20, rate);
    double last = 0;
    for (double angle = 0.001; angle <= Math.PI; angle += 0.001) {
      double to = warp.angle(angle);
      assertTrue(to > last && to <= Math.PI + 1e-12, "at " + angle);
      assertTrue(to - last < 0.2, "a step at " + angle);
      last = to;
    }
  }

  @Property(tries = 300)
  void whatLevinsonMakesIsAlwaysFoundAndStaysStable(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 6) int kind) {
    Random random = new Random(seed);
    int rate = new int[] {8000, 16_000, 22_050, 44_100, 48_000}[random.nextInt(5)];
    int order = 4 + 2 * (rate / 2000);
    double[] frame = new double[rate / 50];
    double hz = 40 + random.nextInt(rate / 2 - 100);
    for (int n = 0; n < frame.length; n++) {
      double sine = Math.sin(2 * Math.PI * hz * n / rate + 1);
      double x =
          switch (kind) {
            case 0 -> random.nextGaussian();
            case 1 -> sine;
            case 2 -> sine > 0 ? 1 : -1;
            case 3 -> n == frame.length / 3 ? 1 : 0;
            case 4 -> n > frame.length / 2 ? 1 : 0;
            case 5 -> 1e-6 * sine + (n % 97 == 0 ? 1 : 0);
            default -> 1;
          };
      frame[n] = x * Math.sin(Math.PI * (n + 0.5) / frame.length);
    }
    LinearPrediction prediction = new LinearPrediction(order, rate);
    assertTrue(prediction.analyse(frame, frame.length));
    PoleWarp warp = new PoleWarp(0.5 + 0.8 * random.nextDouble(), order, rate);
    assertTrue(warp.take(prediction.coefficients()), "kind " + kind + " at " + rate);
    double[] response = response(warp);
    for (double v : response) {
      assertTrue(Math.abs(v) < 1e9);
    }
    assertTrue(Math.abs(response[response.length - 1]) < 1e3);
  }

  @Test
  void whatCannotBeFoundLeavesTheFilterOfTheFrameBefore() {
    double[] a = polynomial(16_000, new double[] {700, 1900}, new double[] {50, 80});
    PoleWarp warp = new PoleWarp(0.8, 4, 16_000);
    double[] broken = {1, Double.NaN, 0, 0, 0};
    assertTrue(!warp.take(broken), "nothing to filter with");
    assertTrue(warp.take(a));
    double[] before = response(warp);
    assertTrue(warp.take(broken));
    assertArrayEquals(before, response(warp));
    warp.reset();
    assertTrue(!warp.take(broken));
  }
}
