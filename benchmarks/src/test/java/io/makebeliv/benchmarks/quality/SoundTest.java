package io.makebeliv.benchmarks.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoundTest {

  @ParameterizedTest
  @ValueSource(ints = {8_000, 22_050, 44_100, 48_000})
  void anotherRateIsTheSameSound(int rate) {
    Sound resampled = sine(rate, 1_234).forAnalysis();
    Sound direct = sine(16_000, 1_234);
    assertEquals(direct.length(), resampled.length());
    for (int n = 400; n < direct.length() - 400; n++) {
      assertEquals(direct.samples()[n], resampled.samples()[n], 2e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {22_050, 44_100, 48_000})
  void whatDoesNotFitIsLeftOut(int rate) {
    assertTrue(sine(rate, 9_000).forAnalysis().middle(0.4).levelDb() < -70);
  }

  private static Sound sine(int rate, double hertz) {
    float[] samples = new float[rate / 2];
    for (int n = 0; n < samples.length; n++) {
      samples[n] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * n / rate));
    }
    return new Sound(rate, samples);
  }
}
