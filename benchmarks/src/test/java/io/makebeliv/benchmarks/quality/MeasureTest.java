package io.makebeliv.benchmarks.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasureTest {

  @Test
  void goalsAreWiderFurtherOff() {
    assertTrue(Measure.ENVELOPE.reached(2.404, true));
    assertFalse(Measure.ENVELOPE.reached(2.41, true));
    assertTrue(Measure.ENVELOPE.reached(3.6, false));
    assertTrue(Measure.F0_GROSS.reached(0.001, true));
    assertFalse(Measure.F0_GROSS.reached(0.0012, true));
    assertFalse(Measure.KURTOSIS.reached(0.8, true));
    assertTrue(Measure.KURTOSIS.reached(0.6, false));
    assertFalse(Measure.KURTOSIS.reached(1.9, false));
    assertTrue(Measure.LEVEL.reached(-1, true));
    assertFalse(Measure.LEVEL.reached(-1.2, true));
    assertFalse(Measure.PARTIALS_120.reached(-55, false));
    assertFalse(Measure.VERBATIM.reached(0.001, false));
  }

  @Test
  void writesMarkdown() {
    Setting up = new Setting(4, 1);
    Setting wide = new Setting(0, 1.25);
    QualityTable table =
        new QualityTable(
            List.of(up, wide),
            Map.of(
                up,
                Map.of("a", Figures.ofPartials(-61, Double.NaN)),
                wide,
                Map.of("a", Figures.ofPartials(-59.96, Double.NaN))),
            true);
    assertEquals(
        """
        | measure | goal | +4 st | formant 1.25 |
        |---|--:|--:|--:|
        | original partials, sawtooth 120 Hz, dB | ≤ -60 | -61.0 ✓ | -60.0 ✓ |
        """,
        table.medians());
    assertEquals(
        """
        | +4 st | 120 Hz |
        |---|--:|
        | a | -61.0 ✓ |
        """,
        table.each(up));
  }
}
