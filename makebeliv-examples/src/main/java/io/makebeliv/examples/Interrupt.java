package io.makebeliv.examples;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, or any other end of the process from outside: holds the end up until the command has
 * closed what it opened and said what there is to say.
 */
final class Interrupt implements AutoCloseable {

  /** More than closing takes; then the process ends whatever is not done. */
  private static final long PATIENCE_SECONDS = 5;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::endGently, "makebeliv-interrupt");
  private volatile boolean pressed;

  Interrupt() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether it is time to end. */
  boolean pressed() {
    return pressed;
  }

  private void endGently() {
    pressed = true;
    try {
      done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command is done. */
  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, by way of this hook.
    }
  }
}
