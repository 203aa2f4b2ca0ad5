package io.makebeliv.dsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class WindowedSincTest {

  @Test
  void isEvenAndZeroAtItsCrossingsAndBeyondItsReach() {
    WindowedSinc response = new WindowedSinc(0.25, 16, 8);
    assertEquals(response.at(3.3), response.at(-3.3));
    assertEquals(0, response.at(2), 1e-9 * response.at(0));
    assertEquals(0, response.at(16));
    assertEquals(0, response.at(100));
  }

  @Test
  void passesBelowItsEdgeIsHalfThereAndRejectsAbove() {
    WindowedSinc response = new WindowedSinc(0.125, 64, 10);
    assertEquals(1, gain(response, 0.08), 1e-4);
    assertEquals(0.5, gain(response, 0.125), 1e-3);
    assertTrue(gain(response, 0.17) < 1e-4);
  }

  private static double gain(WindowedSinc response, double frequency) {
    double sum = 0;
    double heard = 0;
    for (int t = -64; t <= 64; t++) {
      sum += response.at(t);
      heard += response.at(t) * Math.cos(2 * Math.PI * frequency * t);
    }
    return Math.abs(heard / sum);
  }
}
