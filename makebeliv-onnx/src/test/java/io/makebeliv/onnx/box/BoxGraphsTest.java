package io.makebeliv.onnx.box;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.compile.Running;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the two graphs do, each by itself. */
final class BoxGraphsTest {

  private static final int RATE = 16_000;

  private static float[][] encoded(float[] signal) {
    try (Running encoder = Running.of(SpectralEncoder.model())) {
      float[] features = encoder.with("source", signal, 1, signal.length).run("unit12");
      float[][] rows = new float[features.length / 768][];
      for (int row = 0; row < rows.length; row++) {
        rows[row] = Arrays.copyOfRange(features, row * 768, (row + 1) * 768);
      }
      return rows;
    }
  }

  private static double density(float feature) {
    return Bands.FLOOR * Math.expm1(feature);
  }

  private static float[] spoken(float[][] rows, float hertz, long seed) {
    int frames = rows.length;
    float[] phone = new float[frames * 768];
    float[] pitch = new float[frames];
    float[] noise = new float[192 * frames];
    Random random = new Random(seed);
    for (int k = 0; k < frames; k++) {
      System.arraycopy(rows[k], 0, phone, k * 768, 768);
      pitch[k] = hertz;
    }
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (0.66666 * random.nextGaussian());
    }
    try (Running synthesizer = Running.of(HarmonicSynthesizer.model())) {
      return synthesizer
          .with("phone", phone, 1, frames, 768)
          .with("phone_lengths", new long[] {frames}, 1)
          .with("pitch", new long[frames], 1, frames)
          .with("pitchf", pitch, 1, frames)
          .with("ds", new long[] {0}, 1)
          .with("rnd", noise, 1, 192, frames)
          .run("audio");
    }
  }

  private static float[] noise(int samples) {
    Random random = new Random(1);
    float[] noise = new float[samples];
    for (int i = 0; i < samples; i++) {
      noise[i] = (float) (0.1 * random.nextGaussian());
    }
    return noise;
  }

  private static double meanSquare(float[] x, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) x[i] * x[i];
    }
    return sum / (to - from);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 719, 720, 16_000, 16_160, 17_000})
  void thereAreAsManyRowsAsOfHubert(int samples) {
    assertEquals((samples - 80) / 320, encoded(new float[samples]).length);
  }

  @Test
  void densitiesAddUpToThePower() {
    float[] signal = noise(10 * RATE);
    double sum = 0;
    float[][] rows = encoded(signal);
    for (float[] row : rows) {
      for (int band = 0; band < Bands.COUNT; band++) {
        sum += density(row[band]) * Bands.SPACING / rows.length;
      }
    }
    // Sharpening takes a little from what is uneven by chance.
    assertEquals(meanSquare(signal, 0, signal.length), sum, 0.15 * sum);
  }

  @Test
  void aRowStandsForTheMiddleOfItsTwoFrames() {
    for (int at : new int[] {3200 + 160, 3200 + 200, 3200 + 320}) {
      float[] click = new float[6400];
      click[at] = 0.5f;
      float[][] rows = encoded(click);
      double sum = 0;
      double moment = 0;
      for (int row = 0; row < rows.length; row++) {
        double power = density(rows[row][50]);
        sum += power;
        moment += power * (320 * row + 160);
      }
      assertEquals(at, moment / sum, 50);
    }
  }

  @Test
  void silenceIsZeroAndZeroIsSilence() {
    float[][] rows = encoded(new float[3200]);
    for (float[] row : rows) {
      assertArrayEquals(new float[768], row, 1e-6f);
    }
    for (float sample : spoken(rows, 120, 1)) {
      assertEquals(0, sample, 1e-6f);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 90, 133, 240})
  void soundIsAsStrongAsItsDensitySays(float hertz) {
    float[][] rows = new float[200][768];
    double density = 1e-6;
    for (float[] row : rows) {
      Arrays.fill(row, 0, Bands.COUNT, (float) Math.log(density / Bands.FLOOR + 1));
    }
    float[] audio = spoken(rows, hertz, 2);
    // What is stretched becomes thinner; its upper end is rounded off.
    double expected = density * 7800;
    assertEquals(expected, meanSquare(audio, 6400, audio.length - 6400), 0.05 * expected);
  }

  @Test
  void framesBehindTheValidOnesAreSilent() {
    float[][] rows = new float[40][768];
    for (float[] row : rows) {
      Arrays.fill(row, 0, Bands.COUNT, 15);
    }
    Arrays.stream(rows, 20, 40).forEach(row -> Arrays.fill(row, 0));
    float[] audio = spoken(rows, 150, 3);
    assertTrue(meanSquare(audio, 0, 19 * 320) > 1e-4);
    assertEquals(0, meanSquare(audio, 22 * 320, audio.length), 1e-12);
  }
}
