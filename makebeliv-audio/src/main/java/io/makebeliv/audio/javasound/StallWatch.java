package io.makebeliv.audio.javasound;

/**
 * Notices that a device's clock stands still, which Java Sound does not tell: a level that only the
 * device raises does not rise. Counts only the time in which somebody looks.
 */
final class StallWatch {

  private static final long SECOND = 1_000_000_000L;

  /** An idle null sink of PulseAudio wakes up every 2 s, and starts a stream only then. */
  private static final long PATIENCE_BEFORE_THE_START = 6 * SECOND;

  private static final long PATIENCE = 2 * SECOND;
  private static final long LONGEST_GLANCE = SECOND / 4;

  private int level = Integer.MAX_VALUE;
  private boolean started;
  private long lastLook;
  private long stood;

  /**
   * Looks at the level.
   *
   * @param newLevel what the device is expected to raise
   * @param now of {@link System#nanoTime()}
   * @return whether it has not risen for too long
   */
  synchronized boolean stands(int newLevel, long now) {
    boolean risen = newLevel > level;
    long glance = level == Integer.MAX_VALUE ? 0 : now - lastLook;
    level = newLevel;
    lastLook = now;
    if (risen) {
      started = true;
      stood = 0;
      return false;
    }
    stood += Math.min(glance, LONGEST_GLANCE);
    return stood > (started ? PATIENCE : PATIENCE_BEFORE_THE_START);
  }

  /** Tells that not the device but a read or write lowered the level. */
  synchronized void lower(int frames) {
    level -= frames;
  }

  /** Expects no rise until the next look. */
  synchronized void rest() {
    level = Integer.MAX_VALUE;
    stood = 0;
  }
}
