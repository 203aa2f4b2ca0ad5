package io.makebeliv.benchmarks.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialResidualTest {

  private static final double UP = Math.pow(2, 4 / 12.0);

  @ParameterizedTest
  @ValueSource(doubles = {-20, -40, -60})
  void aKnownRestIsFound(double decibels) {
    Sound shifted = PartialResidual.sawtooth(48_000, 120 * UP, 2);
    Sound rest =
        Sounds.times(PartialResidual.sawtooth(48_000, 120, 2), Math.pow(10, decibels / 20));
    assertEquals(decibels, PartialResidual.decibels(Sounds.sum(shifted, rest), 120, UP), 0.2);
  }

  @Test
  void aPerfectShiftLeavesNothingAndACopyEverything() {
    assertTrue(
        PartialResidual.decibels(PartialResidual.sawtooth(48_000, 210 * UP, 2), 210, UP) < -90);
    assertTrue(PartialResidual.decibels(PartialResidual.sawtooth(48_000, 210, 2), 210, UP) > 30);
  }

  @Test
  void anOctaveDownCannotBeTold() {
    Sound down = PartialResidual.sawtooth(48_000, 60, 2);
    assertTrue(Double.isNaN(PartialResidual.decibels(down, 120, 0.5)));
  }
}
