package io.makebeliv.dsp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class GapFadeTest {

  private static final int RATE = 16_000;

  @Test
  void anUnbrokenStreamPassesAsItIs() {
    float[] samples = {0.5f, -0.25f, 0.125f, 1};
    new GapFade(RATE).pass(samples, 1, 3);
    assertArrayEquals(new float[] {0.5f, -0.25f, 0.125f, 1}, samples);
  }

  @Property
  void aGapDependsOnNothingButTheLastSample(
      @ForAll @FloatRange(min = -1, max = 1) float last,
      @ForAll @FloatRange(min = -1, max = 1) float inTheBuffer,
      @ForAll @IntRange(min = 1, max = 400) int split) {
    float[] whole = gap(last, 0, 400);
    float[] parts = gap(last, inTheBuffer, split);
    assertArrayEquals(whole, parts);
    for (int i = 1; i < whole.length; i++) {
      assertEquals(true, Math.abs(whole[i]) <= Math.abs(whole[i - 1]));
    }
    assertEquals(0, whole[399]);
  }

  private static float[] gap(float last, float inTheBuffer, int split) {
    GapFade fade = new GapFade(RATE);
    fade.pass(new float[] {last}, 0, 1);
    float[] samples = new float[400];
    Arrays.fill(samples, inTheBuffer);
    fade.mute(samples, 0, split);
    fade.mute(samples, split, 400 - split);
    return samples;
  }

  @Test
  void afterAGapItFadesIn() {
    GapFade fade = new GapFade(RATE);
    fade.mute(new float[10], 0, 10);
    float[] samples = new float[RATE / 100];
    Arrays.fill(samples, 1);
    fade.pass(samples, 0, samples.length);
    for (int i = 0; i < samples.length; i++) {
      assertEquals(Math.min(1, (i + 1) / (0.005 * RATE)), samples[i], 1e-6);
    }
  }
}
