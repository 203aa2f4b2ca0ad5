package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tone is read as the same tone, as many times higher as it is read faster. */
final class PlaybackTest {

  private static final int LENGTH = 4000;
  private static final double FROM = 317.4;

  private static float[] tone(double cyclesPerSample) {
    float[] tone = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      tone[i] = (float) Math.sin(2 * Math.PI * cyclesPerSample * i);
    }
    return tone;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.85, 1.137, 1.2, 2})
  void readsATone(double ratio) {
    double cycles = 0.4 / Math.max(1, ratio);
    float[] output = new float[(int) ((LENGTH - 2 * FROM) / ratio)];
    new Playback(ratio).read(tone(cycles), FROM, output);
    for (int i = 0; i < output.length; i++) {
      assertEquals(Math.sin(2 * Math.PI * cycles * (FROM + i * ratio)), output[i], 1e-3);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.2, 2})
  void whatLiesTooHighIsGone(double ratio) {
    float[] output = new float[(int) ((LENGTH - 2 * FROM) / ratio)];
    new Playback(ratio).read(tone(0.6 / ratio), FROM, output);
    for (float sample : output) {
      assertEquals(0, sample, 1e-3);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 2})
  void isSilentBeyondTheEdges(double ratio) {
    float[] output = new float[100];
    new Playback(ratio).read(tone(0.1), -1000, output);
    assertEquals(0, output[0]);
    new Playback(ratio).read(tone(0.1), LENGTH + 100, output);
    assertEquals(0, output[99]);
  }
}
