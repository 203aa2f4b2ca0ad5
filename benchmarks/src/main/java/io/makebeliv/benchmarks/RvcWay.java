package io.makebeliv.benchmarks;

import java.util.Locale;
import java.util.function.LongSupplier;

/** One way to convert a stream: what its blocks took, and what their encoder takes by itself. */
final class RvcWay {

  private final String name;
  private final Runnable block;
  private final RvcStage encoder;
  private final Spent spent;
  private final Spent heard;

  RvcWay(String name, Runnable block, RvcStage encoder, LongSupplier cpuNanos, int turns) {
    this.name = name;
    this.block = block;
    this.encoder = encoder;
    spent = new Spent(cpuNanos, turns);
    heard = new Spent(cpuNanos, turns);
  }

  void turn() {
    spent.turn(block);
    heard.turn(encoder);
  }

  /** Forgets what it took so far. */
  void warm() {
    spent.warm();
    heard.warm();
  }

  /** A row of the table; the distance is empty where there is none. */
  String row(int millis, int context, Spent followed, RvcWay usual, String distance) {
    double cpu = spent.cpuMillis();
    double hearing = heard.cpuMillis();
    double following = followed.cpuMillis();
    return String.format(
        Locale.ROOT,
        "| %d | %d | %s | %.0f | %.0f | %.0f | %.0f | %.2f | %.2f | %.0f | %.2f | %s |",
        millis,
        context,
        name,
        hearing,
        following,
        cpu - hearing - following,
        cpu,
        usual.spent.times(spent),
        cpu / millis,
        spent.clockMillis(),
        spent.clockMillis() / millis,
        distance);
  }
}
