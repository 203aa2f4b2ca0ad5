package io.makebeliv.onnx.f0;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.makebeliv.onnx.Allocations;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden values of the networks' own front ends, for a second of a sine of 220 Hz. */
final class LogMelTest {

  private static final double NEAR = 1e-4;

  private static float[] sine() {
    float[] x = new float[16_000];
    for (int n = 0; n < x.length; n++) {
      x[n] = (float) (0.5 * Math.sin(2 * Math.PI * 220 * n / 16_000));
    }
    return x;
  }

  private static float[] noise(int length, long seed) {
    Random random = new Random(seed);
    float[] x = new float[length];
    for (int n = 0; n < x.length; n++) {
      x[n] = (float) (0.1 * random.nextGaussian());
    }
    return x;
  }

  private static float[] frame(LogMel mel, float[] x, int k) {
    float[] frame = new float[LogMel.BANDS];
    mel.compute(x, 0, x.length, k, frame, 0);
    return frame;
  }

  /** Pairs of band and value. */
  private static void golden(float[] frame, double... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      int band = (int) pairs[i];
      assertEquals(pairs[i + 1], frame[band], NEAR, () -> "band " + band);
    }
  }

  @Test
  void rmvpeHearsWhatItWasTrainedOn() {
    LogMel mel = LogMel.rmvpe();
    float[] x = sine();
    assertEquals(101, mel.frames(x.length));
    golden(
        frame(mel, x, 50),
        new double[] {
          0, -8.01274, 5, -5.99594, 8, -3.89122, 9, -2.56197, 10, 1.17122, 11, 2.0639, 12, 1.22679,
          13, -2.43977, 20, -7.55331, 40, -11.51293
        });
    golden(frame(mel, x, 0), 0, -0.27245, 10, 1.62931, 20, -1.02899, 127, -6.58431);
    golden(frame(mel, x, 1), 10, 1.56252, 11, 1.63706);
    golden(frame(mel, x, 100), 10, 1.67844, 127, -6.58804);
  }

  @Test
  void rmvpesTrianglesAreOfEqualArea() {
    MelFilters filters = LogMel.rmvpe().filters();
    assertEquals(0.0061756396, filters.weight(0, 2), 1e-8);
    assertEquals(0.0567850396, filters.weight(0, 3), 1e-8);
    assertEquals(0.0129148895, filters.weight(1, 3), 1e-8);
    assertEquals(0.0503917262, filters.weight(1, 4), 1e-8);
    assertEquals(0, filters.weight(64, 114));
    assertEquals(0.000357205, filters.weight(64, 115), 1e-8);
    assertEquals(0.006960158, filters.weight(64, 116), 1e-8);
    int nonzero = 0;
    double highest = 0;
    for (int bin = 0; bin <= 512; bin++) {
      nonzero += filters.weight(127, bin) > 0 ? 1 : 0;
      highest = Math.max(highest, filters.weight(127, bin));
    }
    assertEquals(21, nonzero);
    assertEquals(0.0058608907, highest, 1e-8);
  }

  @Test
  void fcpeHearsWhatItWasTrainedOn() {
    LogMel mel = LogMel.fcpe();
    float[] x = sine();
    assertEquals(100, mel.frames(x.length));
    golden(
        frame(mel, x, 50),
        new double[] {
          0, -8.14946, 5, -5.08085, 6, -4.1711, 7, -0.19591, 8, 1.64343, 9, 1.60078, 20, -9.04517
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1120, 1280, 4960, 16_000})
  void innerFramesAreThoseThatTouchNoEnd(int samples) {
    for (LogMel mel : new LogMel[] {LogMel.rmvpe(), LogMel.fcpe()}) {
      // Longer at both ends by whole hops: frames that see only the middle stay the same.
      float[] longer = noise(samples + 320, 3);
      float[] shorter = Arrays.copyOfRange(longer, 160, 160 + samples);
      int inner = 0;
      for (int k = 0; k < mel.frames(samples); k++) {
        boolean same = Arrays.equals(frame(mel, shorter, k), frame(mel, longer, k + 1));
        assertEquals(k >= mel.firstInner() && k < mel.innerEnd(samples), same, "frame " + k);
        inner += same ? 1 : 0;
      }
      assertEquals(Math.max(0, mel.innerEnd(samples) - mel.firstInner()), inner);
    }
  }

  @Property(tries = 60)
  void aSlidingWindowHasTheFramesOfAFreshOne(
      @ForAll @IntRange(min = 7, max = 40) int hops, @ForAll long seed, @ForAll boolean fcpe) {
    int samples = hops * LogMel.HOP;
    MelWindow window = new MelWindow(fcpe ? LogMel.fcpe() : LogMel.rmvpe(), samples);
    MelWindow fresh = new MelWindow(fcpe ? LogMel.fcpe() : LogMel.rmvpe(), samples);
    float[] x = noise(samples + 60 * LogMel.HOP, seed);
    Random random = new Random(seed);
    int slid = 0;
    for (int at = 0; at + samples <= x.length; at += slid) {
      window.update(x, at, slid);
      fresh.reset();
      fresh.update(x, at, 0);
      assertEquals(fresh.frames(), fresh.computed());
      assertArrayEquals(byBand(fresh), byBand(window));
      slid = LogMel.HOP * (1 + random.nextInt(12));
    }
  }

  @Test
  void onlyNewFramesAndThoseAtTheEndsAreComputed() {
    MelWindow window = new MelWindow(LogMel.rmvpe(), 4960);
    float[] x = noise(16_000, 1);
    window.update(x, 0, 0);
    assertEquals(32, window.computed());
    window.update(x, 800, 800);
    // Four at the left end, three and a half at the right, five new ones.
    assertEquals(4 + 4 + 5, window.computed());
    window.update(x, 800, 0);
    assertEquals(4 + 4, window.computed());
  }

  private static float[] byBand(MelWindow window) {
    FloatBuffer buffer = FloatBuffer.allocate(LogMel.BANDS * window.paddedFrames());
    window.byBand(buffer, window.paddedFrames());
    return buffer.array();
  }

  @Test
  void framesAreWrittenAsTheNetworksTakeThem() {
    float[] x = sine();
    MelWindow window = new MelWindow(LogMel.rmvpe(), x.length);
    window.update(x, 0, 0);
    assertEquals(101, window.frames());
    assertEquals(128, window.paddedFrames());
    float[] bands = byBand(window);
    float[] expected = frame(LogMel.rmvpe(), x, 50);
    for (int band = 0; band < LogMel.BANDS; band++) {
      assertEquals(expected[band], bands[band * 128 + 50]);
      assertEquals(0, bands[band * 128 + 101], "padding is 0 in the logarithmic domain");
      assertEquals(0, bands[band * 128 + 127]);
    }
    MelWindow fcpe = new MelWindow(LogMel.fcpe(), x.length);
    fcpe.update(x, 0, 0);
    FloatBuffer frames = FloatBuffer.allocate(LogMel.BANDS * 101);
    fcpe.byFrame(frames, 1);
    float[] last = frame(LogMel.fcpe(), x, 99);
    assertArrayEquals(last, Arrays.copyOfRange(frames.array(), 99 * 128, 100 * 128));
    assertArrayEquals(last, Arrays.copyOfRange(frames.array(), 100 * 128, 101 * 128));
    assertEquals(0, frames.position());
  }

  @Test
  void aWindowThatNeedsNoPaddingGetsNone() {
    MelWindow window = new MelWindow(LogMel.rmvpe(), 4960);
    assertEquals(32, window.frames());
    assertEquals(32, window.paddedFrames());
  }

  @Test
  void nothingIsAllocated() {
    MelWindow window = new MelWindow(LogMel.rmvpe(), 4960);
    float[] x = noise(8000, 1);
    FloatBuffer buffer = FloatBuffer.allocate(LogMel.BANDS * 32);
    assertEquals(
        0,
        Allocations.of(
            () -> {
              window.update(x, 0, 800);
              window.update(x, 800, 800);
              window.byBand(buffer, 32);
              window.byFrame(buffer, 0);
            }));
  }

  @Test
  void refusesWhatItCannotMirror() {
    assertThrows(IllegalArgumentException.class, () -> new MelWindow(LogMel.rmvpe(), 480));
    assertThrows(IllegalArgumentException.class, () -> new MelWindow(LogMel.rmvpe(), 4961));
    MelWindow window = new MelWindow(LogMel.rmvpe(), 4960);
    assertThrows(IllegalArgumentException.class, () -> window.update(new float[4960], 0, 100));
  }
}
