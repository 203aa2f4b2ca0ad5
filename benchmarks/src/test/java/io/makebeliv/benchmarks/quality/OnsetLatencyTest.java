package io.makebeliv.benchmarks.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnsetLatencyTest {

  @ParameterizedTest
  @ValueSource(doubles = {70, 120, 240})
  void aKnownDelayIsFoundWhateverThePitch(double hertz) {
    int rate = 48_000;
    float[] input = OnsetLatency.vowel(rate, hertz, 0.3, 0);
    double begins = OnsetLatency.begins(input, rate);
    assertEquals(0.3, begins, 0.5 / hertz);
    float[] later = OnsetLatency.vowel(rate, hertz, 0.325, 0);
    assertEquals(25, (OnsetLatency.begins(later, rate) - begins) * 1e3, 0.3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.8, 1.26})
  void anotherPitchIsNoOtherDelay(double ratio) {
    int rate = 48_000;
    double sum = 0;
    for (int i = 0; i < 8; i++) {
      float[] input = OnsetLatency.vowel(rate, 100, 0.3, i / 8.0);
      float[] other = OnsetLatency.vowel(rate, ratio * 100, 0.325, i / 8.0);
      sum += OnsetLatency.begins(other, rate) - OnsetLatency.begins(input, rate);
    }
    assertEquals(25, sum / 8 * 1e3, 1);
  }
}
