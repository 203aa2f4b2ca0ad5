package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.LatencyLedger;
import io.makebeliv.LatencyLedger.Stage;
import io.makebeliv.LiveState;
import io.makebeliv.LiveStatistics;
import io.makebeliv.SessionStatistics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeterTest {

  private static final LatencyLedger LEDGER =
      new LatencyLedger(48_000, List.of(new Stage("voice", 1200), new Stage("cushion", 480)));

  static LiveStatistics statistics(double in, double out, long dropped, long underruns) {
    SessionStatistics session =
        new SessionStatistics(0, 0, 0, 0, 0, Map.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO);
    return new LiveStatistics(
        Duration.ofSeconds(3),
        144_000,
        143_000,
        in,
        out,
        0.024,
        dropped,
        0,
        underruns,
        0,
        Duration.ofMillis(10),
        0,
        0,
        0,
        0,
        session);
  }

  @Test
  void showsWhatMatters() {
    assertEquals(
        "running    in #####--- -23 out ######## -1    35 ms load  2% lost 0 gaps 0"
            .replace("-1 ", " -1"),
        new Meter(false).line(LiveState.RUNNING, statistics(-23.4, -0.8, 0, 0), LEDGER));
    assertEquals(
        "muted".replace("muted", "paused     in -------- -99 out -------- -60   35 ms load  2%")
            + " lost 0.50s gaps 3",
        new Meter(false).line(LiveState.PAUSED, statistics(-180, -60, 24_000, 3), LEDGER));
  }

  @ParameterizedTest
  @EnumSource(LiveState.class)
  void isNoWiderThanATerminal(LiveState state) {
    String line = new Meter(true).line(state, statistics(-99, -99, 479_000, 99), LEDGER);
    assertTrue(line.length() <= 79, line.length() + ": " + line);
  }

  @Test
  void barsGrowWithTheLevel() {
    int last = 0;
    for (int level = -60; level <= 0; level++) {
      String line = new Meter(false).line(LiveState.RUNNING, statistics(level, -99, 0, 0), LEDGER);
      int cells = (int) line.chars().filter(c -> c == '#').count();
      assertTrue(cells == last || cells == last + 1);
      last = cells;
    }
    assertEquals(8, last);
  }
}
