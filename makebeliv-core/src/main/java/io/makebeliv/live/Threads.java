package io.makebeliv.live;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs each duty on a daemon thread of its own, at the priority that audio needs. */
public final class Threads implements Scheduler {

  private static final Logger log = LoggerFactory.getLogger(Threads.class);

  /** However long a duty wants to sleep, it looks up this often. */
  private static final long LONGEST_SLEEP = TimeUnit.MILLISECONDS.toNanos(20);

  private final String prefix;

  /**
   * Makes a scheduler.
   *
   * @param prefix begins the names of all threads
   */
  public Threads(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Task start(String name, Duty duty) {
    Running running = new Running(prefix + "-" + name, duty);
    running.thread.start();
    return running;
  }

  private static final class Running implements Task, Runnable {

    private final Thread thread;
    private final Duty duty;
    private volatile boolean stopped;
    private volatile @Nullable String failure;

    @SuppressWarnings("ThreadPriorityCheck") // Windows and macOS heed it; nothing depends on it.
    Running(String name, Duty duty) {
      this.duty = duty;
      thread = new Thread(this, name);
      thread.setDaemon(true);
      thread.setPriority(Thread.MAX_PRIORITY);
    }

    @Override
    public void run() {
      try {
        while (!stopped) {
          // Whoever leaves this flag set would make of every sleep a spin.
          Thread.interrupted();
          long wait = duty.work(System.nanoTime());
          if (wait == Duty.DONE) {
            break;
          }
          if (wait > 0 && !stopped) {
            LockSupport.parkNanos(this, Math.min(wait, LONGEST_SLEEP));
          }
        }
      } catch (RuntimeException | Error e) {
        fail(e);
      }
      try {
        duty.end();
      } catch (RuntimeException | Error e) {
        fail(e);
      }
    }

    /** What this thread feeds falls silent. */
    private void fail(Throwable e) {
      failure = thread.getName() + " has failed: " + e;
      log.error("{} has failed; it falls silent.", thread.getName(), e);
    }

    @Override
    public @Nullable String failure() {
      return failure;
    }

    @Override
    public void wake() {
      LockSupport.unpark(thread);
    }

    @Override
    public void stop() {
      stopped = true;
      LockSupport.unpark(thread);
    }

    @Override
    public boolean join(long nanos) {
      if (Thread.currentThread() == thread) {
        return false;
      }
      // Not to be interrupted: what is being written would be lost.
      boolean interrupted = false;
      long deadline = System.nanoTime() + nanos;
      while (thread.isAlive() && System.nanoTime() < deadline) {
        try {
          thread.join(1);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return !thread.isAlive();
    }
  }
}
