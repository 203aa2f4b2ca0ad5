package io.makebeliv.host;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that runs the steps of one session. The session's audio thread hands them over without a
 * lock and without allocating, which the executors of the JDK do not promise.
 */
final class StepThread implements Executor, AutoCloseable {

  /** More than the longest block has steps, for two voices while one replaces the other. */
  private static final int CAPACITY = 1 << 12;

  private final AtomicReferenceArray<Runnable> tasks = new AtomicReferenceArray<>(CAPACITY);
  private final AtomicLong handedOver = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final Thread thread = new Thread(this::work, "makebeliv-host");
  private volatile boolean open = true;

  StepThread() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Called by one thread at a time. */
  @Override
  public void execute(Runnable task) {
    long number = handedOver.get();
    if (number - done.get() == CAPACITY) {
      throw new RejectedExecutionException("the steps of seconds are waiting already");
    }
    tasks.set((int) (number % CAPACITY), task);
    handedOver.set(number + 1);
    LockSupport.unpark(thread);
  }

  private void work() {
    while (open) {
      long number = done.get();
      if (number == handedOver.get()) {
        LockSupport.park(this);
      } else {
        Runnable task = tasks.get((int) (number % CAPACITY));
        done.set(number + 1);
        task.run();
      }
    }
  }

  /**
   * Waits for a step under way: a voice must not be closed under it. What has not begun is left.
   */
  @Override
  public void close() {
    open = false;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
