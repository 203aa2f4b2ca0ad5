package io.makebeliv.onnx.f0;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.Allocations;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against vowels whose fundamental frequency is known exactly. */
final class F0TrackerTest {

  private static final int RATE = 16_000;

  /** Harmonics under three resonances; faint noise everywhere; silent where the pitch is 0. */
  private static float[] vowel(double seconds, DoubleUnaryOperator hz) {
    float[] x = new float[(int) (seconds * RATE)];
    Random random = new Random(7);
    double phase = 0;
    for (int n = 0; n < x.length; n++) {
      double f = hz.applyAsDouble((double) n / RATE);
      double sum = 0;
      for (int h = 1; f > 0 && h * f < 4000; h++) {
        double at = h * f;
        double height = peak(at, 700, 90) + 0.6 * peak(at, 1200, 110) + 0.25 * peak(at, 2600, 160);
        sum += (0.05 + height) / Math.sqrt(h) * Math.cos(2 * Math.PI * h * phase + 0.3 * h * h);
      }
      x[n] = (float) (0.1 * sum + 0.0005 * random.nextGaussian());
      phase += f / RATE;
    }
    return x;
  }

  private static double peak(double hz, double centre, double width) {
    double away = (hz - centre) / width;
    return 1 / (1 + away * away);
  }

  private static float[] follow(float[] x, Random split) {
    F0Tracker tracker = new F0Tracker(60, 800);
    F0Track track = new F0Track(1024);
    for (int done = 0; done < x.length; ) {
      int count = Math.min(1 + split.nextInt(700), x.length - done);
      tracker.follow(x, done, count, track);
      done += count;
    }
    float[] row = new float[(int) track.end()];
    track.give(0, row.length, row, 0);
    return row;
  }

  private static double cents(double a, double b) {
    return 1200 * Math.log(a / b) / Math.log(2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {75, 98, 131, 196, 262, 392, 523})
  void steadyVowelsAreFoundWithinTenCents(double hz) {
    float[] f0 = follow(vowel(0.6, t -> hz), new Random(1));
    for (int k = 6; k < f0.length; k++) {
      assertEquals(0, cents(f0[k], hz), 10, "frame " + k);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.8, -0.7})
  void aFrameIsCentredOnItsSample(double octavesPerSecond) {
    DoubleUnaryOperator glide = t -> 200 * Math.pow(2, octavesPerSecond * t);
    float[] f0 = follow(vowel(1, glide), new Random(2));
    double sum = 0;
    int count = 0;
    for (int k = 6; k < f0.length; k++) {
      // Ten milliseconds of this glide are 9.6 (8.4) cents.
      double off = cents(f0[k], glide.applyAsDouble(k * 0.01));
      assertEquals(0, off, 12, "frame " + k);
      sum += off;
      count++;
    }
    assertEquals(0, sum / count, 1.5, "on average within two milliseconds");
  }

  @Test
  void voicedAndUnvoicedAreToldApart() {
    // Voiced in the second and the fourth quarter of each second.
    DoubleUnaryOperator hz = t -> (t * 4 % 2) >= 1 ? 150 : 0;
    float[] f0 = follow(vowel(2, hz), new Random(3));
    int wrong = 0;
    for (int k = 0; k < f0.length; k++) {
      boolean voiced = hz.applyAsDouble(k * 0.01 + 1e-9) > 0;
      double toChange = Math.abs(k * 0.01 * 4 - Math.rint(k * 0.01 * 4)) / 4;
      if (f0[k] > 0 != voiced) {
        wrong++;
        assertTrue(
            toChange <= 0.0201, "frame " + k + " is wrong, " + toChange + " s from a change");
      }
    }
    assertTrue(wrong <= 12, wrong + " of " + f0.length);
  }

  @Test
  void anySplitGivesTheSameFrames() {
    float[] x = vowel(0.7, t -> 110 + 60 * t);
    assertArrayEquals(follow(x, new Random(4)), follow(x, new Random(5)));
  }

  @Test
  void framesComeOnceTheirLookAheadHas() {
    float[] x = vowel(0.5, t -> 140);
    F0Tracker tracker = new F0Tracker(60, 800);
    F0Track track = new F0Track(1024);
    for (int n = 0; n < x.length; n++) {
      tracker.follow(x, n, 1, track);
      int sure = Math.floorDiv(n - tracker.lookAhead(), 160) + 1;
      assertTrue(track.end() >= Math.max(0, sure), "after sample " + n);
      assertTrue((track.end() - 1) * 160 <= n, "frames do not come before their centre");
    }
    assertTrue(tracker.lookAhead() < 320, "look-ahead is " + tracker.lookAhead());
  }

  @Test
  void nothingIsAllocatedAndResetForgets() {
    float[] x = vowel(0.3, t -> 140);
    F0Tracker tracker = new F0Tracker(60, 800);
    F0Track track = new F0Track(64);
    assertEquals(
        0,
        Allocations.of(
            () -> {
              tracker.reset();
              track.reset();
              tracker.follow(x, 0, x.length, track);
            }));
    float[] row = new float[(int) track.end()];
    track.give(0, row.length, row, 0);
    assertArrayEquals(follow(x, new Random(6)), row);
  }
}
