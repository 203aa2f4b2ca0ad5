package io.makebeliv.examples;

import io.makebeliv.LatencyLedger;
import io.makebeliv.LiveState;
import io.makebeliv.LiveStatistics;
import java.nio.charset.Charset;
import java.util.Locale;

/** A live conversion in one line, short enough for any terminal. */
final class Meter {

  private static final int CELLS = 8;
  private static final double FLOOR_DB = -60;
  private static final double DB_PER_CELL = -FLOOR_DB / CELLS;

  private final String full;
  private final String empty;

  /**
   * Makes a meter.
   *
   * @param blocks whether the block characters of Unicode can be shown
   */
  Meter(boolean blocks) {
    full = blocks ? "\u2588" : "#";
    empty = blocks ? "\u2591" : "-";
  }

  /** A meter that this system's terminals can show. */
  static Meter ofTheSystem() {
    return new Meter(Charset.defaultCharset().newEncoder().canEncode('\u2588'));
  }

  /** The line: at most 79 columns, unless very much goes wrong. */
  String line(LiveState state, LiveStatistics live, LatencyLedger latency) {
    double lost = seconds(live.droppedFrames() + live.skippedFrames(), latency.sampleRate());
    return String.format(
        Locale.ROOT,
        "%-10s in %s out %s %4.0f ms load %2.0f%% lost %s gaps %d",
        name(state),
        level(live.inputLevelDb()),
        level(live.outputLevelDb()),
        latency.total().toNanos() / 1e6,
        100 * live.load(),
        lost < 0.0005 ? "0" : String.format(Locale.ROOT, "%.2fs", lost),
        live.underruns());
  }

  static String name(LiveState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static double seconds(long frames, int sampleRate) {
    return (double) frames / sampleRate;
  }

  private String level(double levelDb) {
    double shown = Math.max(-99, Math.min(0, levelDb));
    int cells = (int) Math.max(0, Math.ceil((shown - FLOOR_DB) / DB_PER_CELL));
    return full.repeat(cells)
        + empty.repeat(CELLS - cells)
        + String.format(Locale.ROOT, " %3.0f", shown);
  }
}
