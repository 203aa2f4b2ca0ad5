package io.makebeliv.onnx.f0;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.makebeliv.onnx.Allocations;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Golden values of the networks' own decoders. */
final class SalienceTest {

  private static float[] bump(double height, double centre, double spread) {
    float[] salience = new float[Salience.BINS];
    for (int i = 0; i < salience.length; i++) {
      salience[i] = (float) (height * Math.exp(-(i - centre) * (i - centre) / spread));
    }
    return salience;
  }

  private static float hz(Salience reading, float[] salience) {
    float[] f0 = new float[1];
    reading.decode(salience, 0, 1, f0, 0);
    return f0[0];
  }

  @Test
  void rmvpeIsReadAroundItsPeak() {
    Salience rmvpe = Salience.rmvpe(0.03f);
    float[] bump = bump(0.8, 137.3, 8);
    assertEquals(4742.5133038665, rmvpe.centsOf(bump, 0), 1e-4);
    assertEquals(154.7743419045, hz(rmvpe, bump), 2e-5);
    float[] quiet = new float[Salience.BINS];
    Arrays.fill(quiet, 0.02f);
    assertEquals(0, rmvpe.centsOf(quiet, 0));
    assertEquals(0, hz(rmvpe, quiet));
    float[] edge = new float[Salience.BINS];
    edge[0] = 0.9f;
    edge[1] = 0.3f;
    assertEquals(2002.3794, rmvpe.centsOf(edge, 0), 1e-4);
    assertEquals(31.7916855, hz(rmvpe, edge), 1e-5);
    assertEquals(1919.2544086, hz(rmvpe, bump(0.5, 355.2, 4.5)), 2e-4);
  }

  @Test
  void aFrameAtTheThresholdIsUnvoiced() {
    float[] at = new float[Salience.BINS];
    at[100] = 0.03f;
    assertEquals(0, hz(Salience.rmvpe(0.03f), at));
    at[100] = Math.nextUp(0.03f);
    assertEquals(
        10 * Math.pow(2, (2000 + 1997.379408437619) / 1200), hz(Salience.rmvpe(0.03f), at), 1e-4);
    at[100] = 0.006f;
    assertEquals(0, hz(Salience.fcpe(0.006f), at));
  }

  @Test
  void rmvpeSpansItsRange() {
    float[] one = new float[Salience.BINS];
    one[0] = 1;
    assertEquals(31.70, hz(Salience.rmvpe(0.03f), one), 0.01);
    one[0] = 0;
    one[359] = 1;
    assertEquals(2005.5, hz(Salience.rmvpe(0.03f), one), 0.1);
  }

  @Test
  void fcpesScaleIsItsOwn() {
    Salience fcpe = Salience.fcpe(0.006f);
    float[] one = new float[Salience.BINS];
    one[0] = 1;
    assertEquals(2051.1488, fcpe.centsOf(one, 0), 1e-4);
    assertEquals(32.70, hz(fcpe, one), 1e-4);
    one[0] = 0;
    one[359] = 1;
    assertEquals(9151.2889, fcpe.centsOf(one, 0), 1e-4);
    assertEquals(1975.5, hz(fcpe, one), 1e-3);
    one[359] = 0;
    one[1] = 1;
    assertEquals(19.7775, fcpe.centsOf(one, 0) - 2051.1488, 1e-3);
  }

  @Test
  void fcpeCountsItsEdgesAgain() {
    float[] edge = new float[Salience.BINS];
    edge[0] = 0.9f;
    edge[1] = 0.3f;
    double step = (9151.2889 - 2051.1488) / 359;
    // Bin 0 stands in for the four below it.
    assertEquals(
        2051.1488 + step * 0.3 / (5 * 0.9 + 0.3), Salience.fcpe(0.006f).centsOf(edge, 0), 1e-3);
  }

  @Test
  void crepeKeepsToItsRange() {
    float[] salience = bump(0.5, 150, 6);
    salience[10] = 0.9f;
    salience[340] = 0.9f;
    // Bins 39 (50 Hz, rounded down) to 307 (the last one below 1100 Hz).
    salience[38] = 0.9f;
    salience[308] = 0.9f;
    float[] f0 = new float[1];
    float[] periodicity = new float[1];
    Salience.crepe().decode(salience, 0, 1, f0, periodicity, 0);
    assertEquals(10 * Math.pow(2, (3000 + 1997.379408437619) / 1200), f0[0], 1e-3);
    assertEquals(0.5f, periodicity[0]);
    salience[39] = 0.6f;
    Salience.crepe().decode(salience, 0, 1, f0, periodicity, 0);
    assertEquals(10 * Math.pow(2, (780 + 1997.379408437619) / 1200), f0[0], 1e-3);
    salience[307] = 0.7f;
    Salience.crepe().decode(salience, 0, 1, f0, periodicity, 0);
    assertEquals(10 * Math.pow(2, (6140 + 1997.379408437619) / 1200), f0[0], 1e-2);
  }

  @Test
  void crepeIsSmoothedBeforeItIsJudged() {
    double[] centres = {100, 100, 200, 100, 100, 100, 100};
    double[] heights = {0.5, 0.5, 0.5, 0.02, 0.5, 0.05, 0.06};
    float[] saliences = new float[7 * Salience.BINS];
    for (int k = 0; k < 7; k++) {
      System.arraycopy(
          bump(heights[k], centres[k], 2), 0, saliences, k * Salience.BINS, Salience.BINS);
    }
    float[] f0 = new float[7];
    float[] periodicity = new float[7];
    Salience.crepe().decode(saliences, 0, 7, f0, periodicity, 0);
    float hz = (float) (10 * Math.pow(2, (2000 + 1997.379408437619) / 1200));
    assertArrayEquals(new float[] {hz, hz, hz, hz, 0, 0, 0}, f0, 1e-3f);
    assertArrayEquals(
        new float[] {0.5f, 0.5f, 0.5f, 0.5f, 0.05f, 0.06f, 0.055f}, periodicity, 1e-6f);
  }

  @Test
  void medianOfThree() {
    float[] zeros = {5, 3, 9, 9, 1, 4};
    Median.ofThreeAmongZeros(zeros, 0, 6);
    assertArrayEquals(new float[] {3, 5, 9, 9, 4, 1}, zeros);
    float[] within = {5, 3, 9, 9, 1, 4};
    Median.ofThreeWithin(within, 0, 6);
    assertArrayEquals(new float[] {4, 5, 9, 9, 4, 2.5f}, within);
    float[] part = {7, 5, 3, 7};
    Median.ofThreeAmongZeros(part, 1, 2);
    assertArrayEquals(new float[] {7, 3, 3, 7}, part);
  }

  @Test
  void brokenSaliencesGiveNoPitch() {
    float[] broken = new float[Salience.BINS];
    Arrays.fill(broken, Float.NaN);
    assertEquals(0, hz(Salience.rmvpe(0.03f), broken));
    assertEquals(0, hz(Salience.fcpe(0.006f), broken));
    assertEquals(0, hz(Salience.crepe(), broken));
    assertEquals(0, hz(Salience.crepe(), new float[Salience.BINS]));
  }

  @Test
  void crepeFramesAreCentredAndPaddedWithSilence() {
    float[] x = new float[1600];
    for (int n = 0; n < x.length; n++) {
      x[n] = n + 1;
    }
    assertEquals(11, CrepeFrames.frames(x.length));
    float[] frame = new float[1024];
    for (int k = 0; k < 11; k++) {
      CrepeFrames.cut(x, 0, x.length, k, false, frame, 0);
      assertEquals(160 * k < 1600 ? 160 * k + 1 : 0, frame[512]);
    }
    CrepeFrames.cut(x, 0, x.length, 0, false, frame, 0);
    assertEquals(0, frame[511]);
    CrepeFrames.cut(x, 0, x.length, 10, false, frame, 0);
    assertEquals(1600, frame[511]);
  }

  @Test
  void crepeFramesCanBeNormalised() {
    Random random = new Random(1);
    float[] x = new float[1024];
    for (int n = 0; n < x.length; n++) {
      x[n] = (float) (3 + 0.2 * random.nextGaussian());
    }
    float[] frame = new float[1026];
    CrepeFrames.cut(x, 0, x.length, 3, true, frame, 1);
    double sum = 0;
    double squares = 0;
    for (int i = 1; i <= 1024; i++) {
      sum += frame[i];
      squares += frame[i] * (double) frame[i];
    }
    assertEquals(0, sum / 1024, 1e-6);
    assertEquals(1, squares / 1023, 1e-5);
    CrepeFrames.cut(new float[2000], 0, 2000, 3, true, frame, 0);
    assertEquals(0, frame[500]);
  }

  @Test
  void nothingIsAllocated() {
    float[] saliences = new float[10 * Salience.BINS];
    float[] f0 = new float[10];
    float[] periodicity = new float[10];
    long[] pitch = new long[10];
    Arrays.fill(saliences, 0.3f);
    Salience rmvpe = Salience.rmvpe(0.03f);
    Salience crepe = Salience.crepe();
    assertEquals(
        0,
        Allocations.of(
            () -> {
              rmvpe.decode(saliences, 0, 10, f0, 0);
              crepe.decode(saliences, 0, 10, f0, periodicity, 0);
              Unvoiced.BRIDGED.fill(f0, 0, 10);
              CoarsePitch.of(f0, 0, 10, pitch, 0);
            }));
  }
}
