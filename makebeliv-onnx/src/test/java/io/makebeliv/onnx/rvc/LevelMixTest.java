package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.makebeliv.onnx.Allocations;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LevelMixTest {

  private static float[] noise(int length, double level, long seed) {
    Random random = new Random(seed);
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = (float) (level * (1 + 0.8 * Math.sin(i * 9.0 / length)) * random.nextGaussian());
    }
    return x;
  }

  /** Of what there is of the frame around every hop, and behind a sound end of its last half. */
  private static double[] levels(float[] x, int frame, int hop, int spoilt) {
    int sound = x.length - spoilt;
    double[] level = new double[1 + x.length / hop];
    for (int k = 0; k < level.length; k++) {
      double sum = 0;
      int count = 0;
      for (int i = 0; i < sound; i++) {
        if (i >= Math.min(k * hop, sound) - frame / 2 && i < k * hop + frame / 2) {
          sum += x[i] * (double) x[i];
          count++;
        }
      }
      level[k] = Math.sqrt(sum / count);
    }
    return level;
  }

  /** Linear interpolation to {@code size} points, first and last on the ends. */
  private static double[] stretched(double[] x, int size) {
    double[] y = new double[size];
    for (int i = 0; i < size; i++) {
      double at = (double) i * (x.length - 1) / (size - 1);
      int k = Math.min((int) at, x.length - 1);
      y[i] = x[k] + (at - k) * (x[Math.min(k + 1, x.length - 1)] - x[k]);
    }
    return y;
  }

  @Test
  void streamsFollowTheSpeakerAsDefined() {
    int zc = 400;
    for (int spoilt : new int[] {0, 1, 3}) {
      streamsFollowTheSpeakerAsDefined(zc, spoilt);
    }
  }

  private static void streamsFollowTheSpeakerAsDefined(int zc, int spoilt) {
    float[] input = noise(30 * zc, 0.1, 1);
    for (double rate : new double[] {0, 0.3, 0.9}) {
      float[] output = noise(30 * zc, 0.02, 2);
      double[] rms1 = stretched(levels(input, 4 * zc, zc, spoilt * zc), output.length + 1);
      double[] rms2 = stretched(levels(output, 4 * zc, zc, spoilt * zc), output.length + 1);
      double[] expected = new double[output.length];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = output[i] * Math.pow(rms1[i] / Math.max(rms2[i], 1e-3), 1 - rate);
      }
      LevelMix.streaming(zc, zc, output.length / zc, spoilt)
          .apply(input, 0, input.length, output, 0, output.length, rate);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], output[i], 1e-6);
      }
    }
  }

  @Test
  void rateOneChangesNothingAndSilenceSilences() {
    float[] input = new float[4000];
    float[] output = noise(4000, 0.1, 5);
    float[] before = output.clone();
    LevelMix mix = LevelMix.streaming(400, 400, 10, 0);
    mix.apply(input, 0, 4000, output, 0, 4000, 1);
    assertArrayEquals(before, output);
    mix.apply(input, 0, 4000, output, 0, 4000, 0.5);
    assertArrayEquals(new float[4000], output, 0);
  }

  @Test
  void nothingIsAllocated() {
    float[] input = noise(4000, 0.1, 6);
    float[] output = noise(4000, 0.1, 7);
    LevelMix mix = LevelMix.streaming(400, 400, 10, 0);
    assertEquals(0, Allocations.of(() -> mix.apply(input, 0, 4000, output, 0, 4000, 0.9)));
  }
}
