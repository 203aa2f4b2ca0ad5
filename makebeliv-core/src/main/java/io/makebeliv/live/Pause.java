package io.makebeliv.live;

/** Whether the application wants silence and rest. Any thread sets it, all duties look at it. */
final class Pause {

  private volatile boolean on;

  boolean on() {
    return on;
  }

  void set(boolean paused) {
    on = paused;
  }
}
