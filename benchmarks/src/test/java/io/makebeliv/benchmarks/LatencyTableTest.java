package io.makebeliv.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyTableTest {

  @ParameterizedTest
  @ValueSource(ints = {8_000, 16_000, 44_100, 48_000, 96_000})
  void theModelFreeVoiceIsAsLateAsItsLedgerSays(int rate) {
    LatencyTable.Row row = LatencyTable.measure("pitchshift", rate);
    // A contour smoothed over the periods of a voice shows no more than this.
    assertEquals(row.ledgerMs(), row.measuredMs(), 0.6);
    assertEquals(rate / 100, row.block());
    assertTrue(row.stepMs() > 0 && row.stepMs() <= row.ledgerMs());
  }

  @Test
  void thePeerIsAboutAsLateAsItsLedgerSays() {
    // WSOLA moves what it joins, by up to half its seek window of 15 ms.
    LatencyTable.Row row = LatencyTable.measure("tarsos-wsola", 16_000);
    assertEquals(row.ledgerMs(), row.measuredMs(), 7.5);
  }

  @Test
  void writesMarkdown() {
    assertEquals(
        """
        | voice | sample rate | ledger | measured | step | block |
        |---|--:|--:|--:|--:|--:|
        | a | 8 kHz | 26.13 ms | 26.2 ms | 1.0 ms | 80 frames |
        | b | 44.1 kHz | 100.00 ms | 99.9 ms | 10.0 ms | 441 frames |
        """,
        LatencyTable.markdown(
            List.of(
                new LatencyTable.Row("a", 8_000, 80, 1, 26.125_1, 26.21),
                new LatencyTable.Row("b", 44_100, 441, 10, 100, 99.94))));
  }
}
