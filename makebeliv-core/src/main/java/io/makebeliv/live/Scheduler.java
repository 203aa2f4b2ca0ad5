package io.makebeliv.live;

import org.jspecify.annotations.Nullable;

/** Runs duties side by side, and tells the time: on threads, or in a time of a test's making. */
public interface Scheduler {

  /** A duty that runs. */
  interface Task {

    /** Has the duty called again at once. From any thread; never blocks. */
    void wake();

    /** Has the duty ended, as soon as it returns. From any thread. */
    void stop();

    /**
     * Waits until the duty has ended.
     *
     * @param nanos how long at most
     * @return whether it has ended
     */
    boolean join(long nanos);

    /**
     * Returns what ended the duty before its time: a bug of ours, or of a source or sink.
     *
     * @return words for the user, or null if nothing did
     */
    @Nullable String failure();
  }

  /**
   * Returns the time.
   *
   * @return nanoseconds from an arbitrary start
   */
  long nanoTime();

  /**
   * Starts a duty.
   *
   * @param name what to call it, for example in a list of threads
   * @param duty what to run until it is done or stopped
   * @return the running duty
   */
  Task start(String name, Duty duty);
}
