package io.makebeliv.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GcPausesTest {

  private final PrintStream originalOut = System.out;
  private final PrintStream originalErr = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(printed, true, UTF_8));
    System.setErr(new PrintStream(printed, true, UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(originalOut);
    System.setErr(originalErr);
  }

  @Test
  void splitsTheWorstMomentsIntoWhatTheCollectorDidAndTheRest() {
    GcPauses.Log log = new GcPauses.Log(3);
    log.add(0, 1_000_000, 1_500_000);
    log.add(10_000_000, 15_000_000, 15_500_000); // woke 5 ms late, 3 of them a pause
    log.add(20_000_000, 20_000_000, 32_000_000); // took 12 ms, 4 of them a pause
    String row =
        log.row(
            "X",
            "converting",
            List.of(
                new GcPauses.Pause(11_000_000, 14_000_000),
                new GcPauses.Pause(19_000_000, 24_000_000)));
    assertEquals(
        "| X | converting | 5.00 ms | 5.00 ms | 5.00 ms | 0.50 ms | 12.00 ms | 12.00 ms |"
            + " 12.00 ms | 1 | 2 | 5.00 ms | 3.00 ms | 3.00 ms | 4.00 ms |\n",
        row);
  }

  @Test
  void measuresBothThreads() throws InterruptedException {
    String rows = GcPauses.measure(0.6, 100, 2.5);
    assertEquals(2, rows.lines().count());
    assertTrue(rows.contains("sleeping") && rows.contains("converting"), rows);
  }

  @Test
  void comparesCollectorsInProcessesOfTheirOwn() throws IOException {
    assertEquals(0, GcPauses.run("--collectors", "--seconds", "0.3", "--heap", "256m"));
    String table = printed.toString(UTF_8);
    assertTrue(table.contains("| ZGC | sleeping |"), table);
    assertTrue(table.contains("| ZGC | converting |"), table);
    assertEquals(4, table.lines().filter(line -> line.contains("ing | ")).count(), table);
  }

  @Test
  void helpsAndSaysWhatIsWrong() throws IOException {
    assertEquals(0, GcPauses.run("--help"));
    assertTrue(printed.toString(UTF_8).contains("--seconds"), printed.toString(UTF_8));
    assertEquals(2, GcPauses.run("--wake", "100"));
    assertEquals(2, GcPauses.run("nonsense"));
  }
}
