package io.makebeliv.live;

/**
 * What one thread of the engine does, a piece at a time. It never waits by itself (a source or sink
 * without a clock may), so that whoever runs it can stop it, or run it in a time of its own making.
 */
public interface Duty {

  /** Returned by {@link #work} when there is nothing to do until the duty is woken. */
  long UNTIL_WOKEN = Long.MAX_VALUE;

  /** Returned by {@link #work} when the duty has ended. */
  long DONE = -1;

  /**
   * Does what is to be done now.
   *
   * @param now the engine's time, nanoseconds
   * @return 0 to be called again at once; else after how many nanoseconds, unless woken before;
   *     {@link #UNTIL_WOKEN}, or {@link #DONE}
   */
  long work(long now);

  /** Ends the duty and releases what it holds. Called once, after the last {@link #work}. */
  void end();
}
