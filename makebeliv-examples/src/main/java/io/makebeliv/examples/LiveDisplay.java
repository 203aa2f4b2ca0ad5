package io.makebeliv.examples;

import io.makebeliv.LiveConversion;
import io.makebeliv.LiveListener;
import io.makebeliv.LiveState;
import io.makebeliv.MuteReason;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows a live conversion: where a person watches, a line that is rewritten and what happens above
 * it; else what happens, and the line now and then. Thread-safe.
 */
final class LiveDisplay implements LiveListener {

  private static final int COLUMNS = 79;
  private static final long OFTEN = TimeUnit.MILLISECONDS.toNanos(150);
  private static final long SELDOM = TimeUnit.SECONDS.toNanos(5);

  private final PrintWriter to;
  private final boolean watched;
  private final int sampleRate;
  private final Meter meter;
  private long next;
  private String shown = "";
  private boolean told;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile String lastTrouble = "";

  /**
   * Makes a display.
   *
   * @param to where it is shown
   * @param watched whether that is a terminal
   * @param sampleRate of the converted voice, Hz
   */
  LiveDisplay(PrintWriter to, boolean watched, int sampleRate, Meter meter) {
    this.to = to;
    this.watched = watched;
    this.sampleRate = sampleRate;
    this.meter = meter;
    next = System.nanoTime() + (watched ? 0 : SELDOM);
  }

  /** Shows the line, if it is time to. */
  synchronized void refresh(LiveConversion live) {
    long now = System.nanoTime();
    if (now < next) {
      return;
    }
    next = now + (watched ? OFTEN : SELDOM);
    show(meter.line(live.state(), live.statistics(), live.latency()));
  }

  private void show(String line) {
    if (watched) {
      shown = line;
      to.print("\r" + padded(line));
      to.flush();
    } else {
      to.println(line);
    }
  }

  /** What was longer before must not stick out. */
  private static String padded(String line) {
    return line + " ".repeat(Math.max(0, COLUMNS - line.length()));
  }

  /** Tells what has happened, above the line. */
  synchronized void tell(String news) {
    if (watched && !shown.isEmpty()) {
      to.println("\r" + padded(news));
      show(shown);
    } else {
      to.println(news);
    }
  }

  /** Leaves the line where it is and goes on below it. */
  synchronized void end() {
    if (watched && !shown.isEmpty()) {
      to.println();
      shown = "";
    }
  }

  /** Why it is, or was last, in trouble; empty if never. */
  String lastTrouble() {
    return lastTrouble;
  }

  /** Waits until it was told of an end; returns whether it was. */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return over.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void stateChanged(LiveState state, String why) {
    if (!why.isEmpty()) {
      lastTrouble = why;
      tell(Meter.name(state) + ": " + why);
    } else if (!watched || told) {
      tell(Meter.name(state));
    }
    told = !why.isEmpty();
    if (state == LiveState.ENDED || state == LiveState.CLOSED) {
      over.countDown();
    }
  }

  @Override
  public void cushionGrown(Duration cushion) {
    tell(
        String.format(
            Locale.ROOT,
            "keeps %.1f ms ready from now on, since less has shown to be too little",
            cushion.toNanos() / 1e6));
  }

  @Override
  public void recordingFailed(String why) {
    tell("not recorded any more: " + why);
  }

  @Override
  public void voiceFailed(MuteReason reason, long total) {
    tell(
        String.format(
            Locale.ROOT,
            "the voice failed (%s): %.2f s of silence so far",
            Summaries.words(reason),
            (double) total / sampleRate));
  }

  @Override
  public void inputDropped(Duration total, double load) {
    tell(
        String.format(
            Locale.ROOT,
            "%.2f s left out so far, %s",
            total.toNanos() / 1e9,
            load < 1
                ? "since the machine was busy"
                : "since the voice is too slow for this machine"));
  }
}
