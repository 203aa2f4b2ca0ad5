package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.Allocations;
import java.nio.FloatBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class LatentNoiseTest {

  private static float[] noise(LatentNoise noise, int channels, long first, int frames) {
    FloatBuffer buffer = FloatBuffer.allocate(channels * frames);
    noise.fill(first, frames, buffer);
    assertEquals(0, buffer.position());
    return buffer.array();
  }

  @Property(tries = 50)
  void windowsAgreeWhereTheyOverlap(
      @ForAll long seed,
      @ForAll @LongRange(min = -300, max = 1L << 40) long first,
      @ForAll @IntRange(min = 0, max = 19) int shift) {
    LatentNoise noise = new LatentNoise(seed, 7, 0.66666f);
    float[] one = noise(noise, 7, first, 20);
    float[] other = noise(noise, 7, first + shift, 30);
    for (int channel = 0; channel < 7; channel++) {
      for (int k = shift; k < 20; k++) {
        assertEquals(one[channel * 20 + k], other[channel * 30 + k - shift]);
      }
    }
  }

  @Test
  void itIsNormalAndOfTheScaleAskedFor() {
    int channels = 192;
    int frames = 2000;
    float[] x = noise(new LatentNoise(5, channels, 0.66666f), channels, 0, frames);
    double sum = 0;
    double squares = 0;
    double fourth = 0;
    int beyondTwo = 0;
    for (float v : x) {
      double u = v / 0.66666;
      sum += u;
      squares += u * u;
      fourth += u * u * u * u;
      beyondTwo += Math.abs(u) > 2 ? 1 : 0;
    }
    // Four standard errors of each.
    int n = x.length;
    assertEquals(0, sum / n, 4 / Math.sqrt(n));
    assertEquals(1, squares / n, 4 * Math.sqrt(2.0 / n));
    assertEquals(3, fourth / n, 4 * Math.sqrt(96.0 / n));
    assertEquals(0.0455, (double) beyondTwo / n, 4 * Math.sqrt(0.0455 / n));
  }

  @Test
  void framesChannelsAndSeedsAreIndependent() {
    int channels = 192;
    int frames = 1000;
    float[] x = noise(new LatentNoise(5, channels, 1), channels, 0, frames);
    float[] otherSeed = noise(new LatentNoise(6, channels, 1), channels, 0, frames);
    int n = (channels - 1) * (frames - 1);
    double bound = 4 / Math.sqrt(n);
    double nextFrame = 0;
    double nextChannel = 0;
    double diagonal = 0;
    double seeds = 0;
    double squaresOfPair = 0;
    for (int c = 0; c + 1 < channels; c++) {
      for (int k = 0; k + 1 < frames; k++) {
        double here = x[c * frames + k];
        nextFrame += here * x[c * frames + k + 1];
        nextChannel += here * x[(c + 1) * frames + k];
        diagonal += here * x[(c + 1) * frames + k + 1];
        seeds += here * otherSeed[c * frames + k];
        double below = x[(c + 1) * frames + k];
        squaresOfPair += (here * here - 1) * (below * below - 1);
      }
    }
    assertEquals(0, nextFrame / n, bound);
    assertEquals(0, nextChannel / n, bound);
    assertEquals(0, diagonal / n, bound);
    assertEquals(0, seeds / n, bound);
    assertEquals(0, squaresOfPair / n, 2 * bound);
  }

  @Test
  void scaleZeroDrawsNothing() {
    for (float v : noise(new LatentNoise(1, 192, 0), 192, 7, 10)) {
      assertEquals(0, Math.abs(v));
    }
    assertThrows(IllegalArgumentException.class, () -> new LatentNoise(1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new LatentNoise(1, 192, -1));
    assertThrows(IllegalArgumentException.class, () -> new LatentNoise(1, 192, Float.NaN));
  }

  @Test
  void nothingIsAllocatedAndEveryNumberIsFinite() {
    LatentNoise noise = new LatentNoise(1, 192, 1);
    FloatBuffer buffer = FloatBuffer.allocate(192 * 50);
    assertEquals(0, Allocations.of(() -> noise.fill(1000, 50, buffer)));
    for (float v : buffer.array()) {
      assertTrue(Float.isFinite(v));
    }
  }
}
