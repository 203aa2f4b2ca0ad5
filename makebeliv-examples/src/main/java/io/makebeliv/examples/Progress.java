package io.makebeliv.examples;

import java.io.PrintStream;
import java.nio.charset.Charset;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error if a person watches it, else nothing. Thread-safe. */
final class Progress implements AutoCloseable {

  private static final int COLUMNS = 79;
  private static final int PARTS = 1000;

  private final @Nullable ProgressBar bar;

  /**
   * Shows an empty bar.
   *
   * @param terminal where people watch
   * @param task what is being done, in a word
   * @param total how many units there are to do, or -1 if unknown
   * @param unit what is counted
   * @param unitSize how many units make one of what is counted
   */
  Progress(Terminal terminal, String task, long total, String unit, long unitSize) {
    bar = terminal.err() ? bar(System.err, task, total, unit, unitSize) : null;
  }

  /** Shows a bar that is full at 1. */
  static Progress toOne(Terminal terminal, String task) {
    return new Progress(terminal, task, PARTS, "%", PARTS / 100);
  }

  /** Shows that something goes on, whose end is not known. */
  static Progress endless(Terminal terminal, String task) {
    return new Progress(terminal, task, -1, "", 1);
  }

  private static ProgressBar bar(
      PrintStream err, String task, long total, String unit, long unitSize) {
    // With a consumer given the library starts no terminal of its own.
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total)
        .setUnit(" " + unit, unitSize)
        .setStyle(
            Charset.defaultCharset().newEncoder().canEncode('\u2588')
                ? ProgressBarStyle.UNICODE_BLOCK
                : ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(100)
        .setConsumer(new ConsoleProgressBarConsumer(err, COLUMNS))
        .clearDisplayOnFinish()
        .build();
  }

  void advance(long units) {
    if (bar != null) {
      bar.stepBy(units);
    }
  }

  /** Of a bar that is full at 1. */
  void reach(double fraction) {
    if (bar != null) {
      bar.stepTo(Math.round(fraction * PARTS));
    }
  }

  void message(String text) {
    if (bar != null) {
      bar.setExtraMessage(" " + text);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
