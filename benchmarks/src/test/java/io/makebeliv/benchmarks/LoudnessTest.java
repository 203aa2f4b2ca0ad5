package io.makebeliv.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoudnessTest {

  @ParameterizedTest
  @CsvSource({"8000, 0", "8000, 211", "16000, 417", "44100, 1142", "48000, 9600"})
  void findsTheDelayOfASoundWhosePitchAndLevelDiffer(int rate, int frames) {
    int length = 3 * rate;
    float[] earlier = new float[length];
    float[] later = new float[length];
    for (int i = 0; i < length; i++) {
      earlier[i] = (float) (contour(i, rate) * Math.sin(2 * Math.PI * 150 * i / rate));
      later[i] = (float) (0.3 * contour(i - frames, rate) * Math.sin(2 * Math.PI * 233 * i / rate));
    }
    assertEquals((double) frames / rate, Loudness.delay(earlier, later, rate), 0.0002);
  }

  /** Bumps at uneven distances. */
  private static double contour(int frame, int rate) {
    double seconds = (double) frame / rate;
    return Math.pow(Math.sin(2 * Math.PI * (1.3 * seconds + 0.2 * seconds * seconds)), 2);
  }
}
