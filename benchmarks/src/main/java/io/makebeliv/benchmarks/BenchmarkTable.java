package io.makebeliv.benchmarks;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * The results as a Markdown table. One operation of every benchmark is 10 ms of audio, and the
 * benchmark method called {@code tarsosDsp} is the peer of the others in its class.
 */
final class BenchmarkTable {

  static final String PEER = "tarsosDsp";

  private static final double BLOCK_MICROSECONDS = 10_000;

  /**
   * One benchmark.
   *
   * @param group the class
   * @param name the method
   * @param parameters what it was run with
   * @param microseconds time for 10 ms of audio
   * @param error half the width of the 99.9 % confidence interval; NaN where there is none
   * @param bytes allocated for 10 ms of audio; NaN where not measured
   */
  record Row(
      String group,
      String name,
      String parameters,
      double microseconds,
      double error,
      double bytes) {

    private static Row of(RunResult result) {
      BenchmarkParams params = result.getParams();
      String[] path = params.getBenchmark().split("\\.", -1);
      String parameters =
          params.getParamsKeys().stream()
              .map(key -> key + " " + params.getParam(key))
              .collect(Collectors.joining(", "));
      Result<?> time = result.getPrimaryResult();
      if (!time.getScoreUnit().equals("us/op")) {
        throw new IllegalArgumentException(
            "%s must be measured in us/op, was %s; leave out -bm and -tu"
                .formatted(params.getBenchmark(), time.getScoreUnit()));
      }
      return new Row(
          path[path.length - 2],
          path[path.length - 1],
          parameters,
          time.getScore(),
          time.getScoreError(),
          bytes(result));
    }

    private static double bytes(RunResult result) {
      for (String key : result.getSecondaryResults().keySet()) {
        if (key.endsWith("gc.alloc.rate.norm")) {
          return result.getSecondaryResults().get(key).getScore();
        }
      }
      return Double.NaN;
    }

    private String peerKey() {
      return group + ' ' + parameters;
    }
  }

  private final List<Row> rows;

  BenchmarkTable(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  static BenchmarkTable of(Collection<RunResult> results) {
    return new BenchmarkTable(results.stream().map(Row::of).toList());
  }

  String markdown() {
    Map<String, Row> peers = new HashMap<>();
    for (Row row : rows) {
      if (row.name().equals(PEER)) {
        peers.put(row.peerKey(), row);
      }
    }
    StringBuilder table =
        new StringBuilder(
            """
            | benchmark | parameters | µs per 10 ms block | real-time factor | B/op | time against the peer |
            |---|---|--:|--:|--:|--:|
            """);
    for (Row row : rows) {
      table.append(
          "| %s.%s | %s | %s | %s | %s | %s |\n"
              .formatted(
                  row.group(),
                  row.name(),
                  row.parameters(),
                  time(row),
                  digits(row.microseconds() / BLOCK_MICROSECONDS),
                  Double.isNaN(row.bytes()) ? "" : fixed(row.bytes(), 1),
                  ratio(row, peers.get(row.peerKey()))));
    }
    return table.toString();
  }

  private static String time(Row row) {
    String score = digits(row.microseconds());
    return Double.isNaN(row.error()) ? score : score + " ± " + digits(row.error());
  }

  private static String ratio(Row row, @Nullable Row peer) {
    if (peer == null) {
      return "";
    }
    return row.equals(peer) ? "peer" : fixed(row.microseconds() / peer.microseconds(), 2) + " ×";
  }

  /** Three significant digits, in plain notation. */
  private static String digits(double value) {
    if (value == 0) {
      return "0";
    }
    int decimals = 2 - (int) Math.floor(Math.log10(Math.abs(value)));
    return fixed(value, Math.max(0, decimals));
  }

  private static String fixed(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
