package io.makebeliv.dsp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DecimatorTest {

  private static float[] sine(int rate, double hz, int frames) {
    float[] x = new float[frames];
    for (int n = 0; n < frames; n++) {
      x[n] = (float) Math.sin(2 * Math.PI * hz * n / rate);
    }
    return x;
  }

  private static float[] decimated(Decimator decimator, float[] x) {
    float[] y = new float[x.length / decimator.factor() + 1];
    return Arrays.copyOf(y, decimator.process(x, 0, x.length, y, 0));
  }

  private static double rms(float[] x, int from) {
    double sum = 0;
    for (int n = from; n < x.length; n++) {
      sum += (double) x[n] * x[n];
    }
    return Math.sqrt(sum / (x.length - from));
  }

  @Test
  void passesWhatIsLowAndLateByItsDelay() {
    Decimator decimator = new Decimator(3, 0.45, 6);
    float[] x = sine(48_000, 1000, 6000);
    float[] y = decimated(decimator, x);
    for (int j = 100; j < y.length; j++) {
      assertEquals(x[j * 3 - decimator.delay()], y[j], 2e-3f);
    }
  }

  @Test
  void stopsWhatWouldFoldBackIntoTheBandInUse() {
    // 20 kHz would fold to 4 kHz, 13 kHz to 3 kHz at 16 kHz.
    for (double hz : new double[] {20_000, 13_000}) {
      double level = rms(decimated(new Decimator(3, 0.45, 6), sine(48_000, hz, 9600)), 100);
      assertTrue(20 * Math.log10(level) < -60, hz + " Hz came through at " + level);
    }
  }

  @Test
  void givesTheSameForAnyBlocks() {
    Random random = new Random(1);
    float[] x = new float[5000];
    for (int n = 0; n < x.length; n++) {
      x[n] = random.nextFloat() - 0.5f;
    }
    Decimator decimator = new Decimator(5, 0.4, 4);
    float[] whole = decimated(decimator, x);
    decimator.reset();
    float[] pieces = new float[whole.length];
    int count = 0;
    for (int at = 0; at < x.length; ) {
      int frames = Math.min(x.length - at, random.nextInt(17));
      count += decimator.process(x, at, frames, pieces, count);
      at += frames;
    }
    assertEquals(whole.length, count);
    assertArrayEquals(whole, pieces);
  }

  @Test
  void factorOneHandsThrough() {
    Decimator decimator = new Decimator(1, 0.45, 6);
    float[] x = sine(16_000, 5000, 100);
    assertEquals(0, decimator.delay());
    assertArrayEquals(x, decimated(decimator, x));
  }

  @Test
  void refusesWhatItCannotDo() {
    assertThrows(IllegalArgumentException.class, () -> new Decimator(0, 0.45, 6));
    assertThrows(IllegalArgumentException.class, () -> new Decimator(2, 0.6, 6));
    assertThrows(IllegalArgumentException.class, () -> new Decimator(2, Double.NaN, 6));
    assertThrows(IllegalArgumentException.class, () -> new Decimator(2, 0.45, 0));
  }
}
