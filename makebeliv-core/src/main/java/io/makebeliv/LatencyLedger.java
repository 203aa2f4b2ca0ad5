package io.makebeliv;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Where the delay of a stream comes from, stage by stage, in frames of the stream's output rate.
 * The total is exact: an event in the input appears in the output that many frames later.
 *
 * @param sampleRate output rate of the stream, Hz
 * @param stages every stage that delays, in the order of the signal
 */
public record LatencyLedger(int sampleRate, List<Stage> stages) {

  /**
   * One entry.
   *
   * @param name what delays
   * @param frames by how many frames; a fraction where the stage works at another rate
   */
  public record Stage(String name, double frames) {}

  /**
   * Keeps a copy of the stages.
   *
   * @param sampleRate output rate of the stream, Hz
   * @param stages every stage that delays, in the order of the signal
   */
  public LatencyLedger {
    stages = List.copyOf(stages);
  }

  /**
   * Returns the sum of all stages.
   *
   * @return frames from input to output
   */
  public int totalFrames() {
    return Math.toIntExact(Math.round(stages.stream().mapToDouble(Stage::frames).sum()));
  }

  /**
   * Returns the sum of all stages as time.
   *
   * @return the delay from input to output
   */
  public Duration total() {
    return Duration.ofNanos(Math.round(totalFrames() * 1e9 / sampleRate));
  }

  /** Returns a table of the stages in frames and milliseconds, one a line, the total last. */
  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    for (Stage stage : stages) {
      row(table, stage.name(), stage.frames());
    }
    row(table, "total", totalFrames());
    return table.toString();
  }

  private void row(StringBuilder table, String name, double frames) {
    table.append(
        String.format(
            Locale.ROOT, "%-18s %9.1f frames %8.2f ms%n", name, frames, frames * 1e3 / sampleRate));
  }
}
