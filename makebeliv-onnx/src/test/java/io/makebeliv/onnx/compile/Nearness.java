package io.makebeliv.onnx.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How far two arrays are apart. */
final class Nearness {

  private Nearness() {}

  static void assertNear(float[] expected, float[] actual, double tolerance) {
    assertEquals(expected.length, actual.length, "length");
    double worst = 0;
    int at = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs((double) expected[i] - actual[i]);
      // So that NaN is found as well.
      if (!(difference <= worst)) {
        worst = difference;
        at = i;
      }
    }
    assertTrue(
        worst <= tolerance,
        "apart by %g at %d: %g instead of %g".formatted(worst, at, actual[at], expected[at]));
  }
}
