package io.makebeliv.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.benchmarks.BenchmarkTable.Row;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.AverageTimeResult;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.WorkloadParams;
import org.openjdk.jmh.runner.options.TimeValue;

class BenchmarkTableTest {

  private static final String HEADER =
      """
      | benchmark | parameters | µs per 10 ms block | real-time factor | B/op | time against the peer |
      |---|---|--:|--:|--:|--:|
      """;

  @Test
  void comparesWithThePeerOfTheSameClassAndParameters() {
    BenchmarkTable table =
        new BenchmarkTable(
            List.of(
                new Row("Voices", "session", "rate 16000", 90.04, 1.25, 0.04),
                new Row("Voices", "tarsosDsp", "rate 16000", 180.08, 12.3, 6874.4),
                new Row("Voices", "tarsosDsp", "rate 48000", 1500, 0.5, 2),
                new Row("Tracking", "makebeliv", "rate 16000", 0.01234, Double.NaN, Double.NaN)));
    assertEquals(
        HEADER
            + """
            | Voices.session | rate 16000 | 90.0 ± 1.25 | 0.00900 | 0.0 | 0.50 × |
            | Voices.tarsosDsp | rate 16000 | 180 ± 12.3 | 0.0180 | 6874.4 | peer |
            | Voices.tarsosDsp | rate 48000 | 1500 ± 0.500 | 0.150 | 2.0 | peer |
            | Tracking.makebeliv | rate 16000 | 0.0123 | 0.00000123 |  |  |
            """,
        table.markdown());
  }

  @Test
  void readsWhatJmhMeasured() {
    RunResult slow = result("io.example.Voices.tarsosDsp", TimeUnit.MICROSECONDS, 40, 400);
    RunResult fast = result("io.example.Voices.session", TimeUnit.MICROSECONDS, 10, 0);
    assertEquals(
        HEADER
            + """
            | Voices.tarsosDsp | rate 16000 | 40.0 | 0.00400 | 400.0 | peer |
            | Voices.session | rate 16000 | 10.0 | 0.00100 | 0.0 | 0.25 × |
            """,
        BenchmarkTable.of(List.of(slow, fast)).markdown());
  }

  @Test
  void refusesOtherUnits() {
    RunResult nanos = result("io.example.Voices.session", TimeUnit.NANOSECONDS, 10, 0);
    String message =
        assertThrows(IllegalArgumentException.class, () -> BenchmarkTable.of(List.of(nanos)))
            .toString();
    assertTrue(message.contains("must be measured in us/op, was ns/op"), message);
  }

  /** One iteration of 1000 operations. */
  private static RunResult result(
      String benchmark, TimeUnit unit, int timePerOperation, double bytesPerOperation) {
    WorkloadParams workload = new WorkloadParams();
    workload.put("rate", "16000", 0);
    IterationParams iteration =
        new IterationParams(IterationType.MEASUREMENT, 1, TimeValue.seconds(1), 1);
    BenchmarkParams params =
        new BenchmarkParams(
            benchmark,
            benchmark,
            false,
            1,
            new int[] {1},
            List.of(),
            1,
            0,
            iteration,
            iteration,
            org.openjdk.jmh.annotations.Mode.AverageTime,
            workload,
            unit,
            1,
            "",
            List.of(),
            "",
            "",
            "",
            "",
            TimeValue.minutes(1));
    IterationResult measured = new IterationResult(params, iteration, null);
    measured.addResult(
        new AverageTimeResult(
            ResultRole.PRIMARY, benchmark, 1_000, unit.toNanos(1_000L * timePerOperation), unit));
    measured.addResult(
        new ScalarResult("gc.alloc.rate.norm", bytesPerOperation, "B/op", AggregationPolicy.AVG));
    return new RunResult(params, List.of(new BenchmarkResult(params, List.of(measured))));
  }
}
