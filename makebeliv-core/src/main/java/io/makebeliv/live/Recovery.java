package io.makebeliv.live;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A device's way back: it is opened again, soon at first, then ever more seldom. The device's own
 * thread fails and attempts; any thread may ask.
 */
final class Recovery {

  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

  private final Runnable reopen;
  private final Scheduler clock;
  private final Gauges gauges;
  private long pause = FIRST_PAUSE;
  private long next;
  private volatile @Nullable String why;

  Recovery(Runnable reopen, Scheduler clock, Gauges gauges) {
    this.reopen = reopen;
    this.clock = clock;
    this.gauges = gauges;
  }

  /** The device has failed; the next attempt is due after a pause. */
  void failed(RuntimeException failure) {
    gauges.deviceFailures.add(1);
    postpone(failure);
  }

  private void postpone(RuntimeException failure) {
    why = String.valueOf(failure.getMessage());
    // An attempt may have taken seconds.
    next = clock.nanoTime() + pause;
    pause = Math.min(LONGEST_PAUSE, 2 * pause);
  }

  /** Why the device is not there, or null if it is. */
  @Nullable String why() {
    return why;
  }

  /**
   * Opens the device again, if it is time.
   *
   * @return 0 if it is open; else after how many nanoseconds to attempt again
   */
  long attempt(long now) {
    if (next - now > 0) {
      return next - now;
    }
    try {
      reopen.run();
      why = null;
      return 0;
    } catch (RuntimeException e) {
      postpone(e);
      return next - clock.nanoTime();
    }
  }

  /** Audio flows again: a next failure would be another one. */
  void flows() {
    pause = FIRST_PAUSE;
  }
}
