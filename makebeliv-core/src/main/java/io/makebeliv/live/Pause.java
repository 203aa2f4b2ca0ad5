package io.makebeliv.live;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether the application wants silence and rest. Any thread sets it. Whoever carries audio looks
 * at how often it has changed, so that not even the shortest pause goes unnoticed.
 */
final class Pause {

  /** Odd while paused. */
  private final AtomicInteger changes = new AtomicInteger();

  int changes() {
    return changes.get();
  }

  boolean on() {
    return isOn(changes.get());
  }

  static boolean isOn(int changes) {
    return (changes & 1) == 1;
  }

  void set(boolean paused) {
    changes.updateAndGet(now -> isOn(now) == paused ? now : now + 1);
  }
}
