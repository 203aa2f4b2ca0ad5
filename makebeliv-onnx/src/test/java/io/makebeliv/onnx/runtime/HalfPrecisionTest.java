package io.makebeliv.onnx.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class HalfPrecisionTest {

  @Test
  void everyHalfSurvivesTheWayThere() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = HalfPrecision.toFloat((short) bits);
      if (Float.isNaN(value)) {
        assertTrue(Float.isNaN(HalfPrecision.toFloat(HalfPrecision.of(value))));
      } else {
        assertEquals((short) bits, HalfPrecision.of(value));
      }
    }
  }

  @Property
  void theNearestHalfIsTaken(@ForAll float value) {
    short half = HalfPrecision.of(value);
    if (Math.abs(value) < 65504) {
      double error = Math.abs((double) HalfPrecision.toFloat(half) - value);
      short above = (short) (half + 1);
      short below = (short) (half - 1);
      if ((half & 0x7FFF) > 0 && (half & 0x7FFF) < 0x7BFF) {
        assertTrue(error <= Math.abs((double) HalfPrecision.toFloat(above) - value));
        assertTrue(error <= Math.abs((double) HalfPrecision.toFloat(below) - value));
      }
    }
  }

  @Test
  void knownValues() {
    assertEquals(0x3C00, HalfPrecision.of(1));
    assertEquals(0x7BFF, HalfPrecision.of(65504));
    assertEquals(0x7BFF, HalfPrecision.of(65519));
    assertEquals(0x7C00, HalfPrecision.of(65520));
    assertEquals(0x0001, HalfPrecision.of(0x1p-24f));
    assertEquals(0x3C00, HalfPrecision.of(1 + 0x1p-11f));
    assertEquals(0x3C02, HalfPrecision.of(1 + 3 * 0x1p-11f));
  }
}
