package io.makebeliv.studio;

import com.sun.management.ThreadMXBean;
import io.makebeliv.live.Duty;
import io.makebeliv.live.Scheduler;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Runs the engine's duties on one thread in a time of its own, as late as a busy machine would.
 * What takes time says so with {@link #spend}, and the others go on meanwhile.
 */
public final class VirtualTime implements Scheduler {

  private static final long LONGEST_SLEEP = 20_000_000;
  private static final int MOST_CALLS_AT_ONCE = 100_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final long self = Thread.currentThread().getId();
  private final List<Running> tasks = new ArrayList<>();
  private final SplittableRandom random;
  private final double meanLateNanos;
  private final double mostLateNanos;
  private @Nullable Running current;
  private long now = 1_000_000_000;
  private boolean counting;
  private int calls;

  /**
   * @param meanLateNanos by how much duties are called too late, on average; 0 for a perfect
   *     machine
   */
  public VirtualTime(double meanLateNanos, double mostLateNanos, long seed) {
    this.meanLateNanos = meanLateNanos;
    this.mostLateNanos = mostLateNanos;
    random = new SplittableRandom(seed);
  }

  public static VirtualTime perfect() {
    return new VirtualTime(0, 0, 0);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  public double seconds() {
    return now * 1e-9;
  }

  @Override
  public Task start(String name, Duty duty) {
    Running running = new Running(name, duty);
    tasks.add(running);
    return running;
  }

  /** Lets time pass. */
  public void run(double seconds) {
    runUntil(now + Math.round(seconds * 1e9));
  }

  private void runUntil(long end) {
    while (true) {
      Running next = null;
      for (int i = 0; i < tasks.size(); i++) {
        Running task = tasks.get(i);
        if (task.runnable() && (next == null || task.due < next.due)) {
          next = task;
        }
      }
      if (next == null || next.due > end) {
        now = Math.max(now, end);
        return;
      }
      calls = next.due > now ? 0 : calls + 1;
      if (calls > MOST_CALLS_AT_ONCE) {
        throw new AssertionError(next.name + " is called again and again, and time stands still");
      }
      now = Math.max(now, next.due);
      next.call();
    }
  }

  /** The duty that calls takes so long; all others go on. */
  public void spend(double seconds) {
    Running caller = current;
    run(seconds);
    current = caller;
  }

  /** Nothing runs, but time passes: the machine sleeps. */
  public void suspend(double seconds) {
    now += Math.round(seconds * 1e9);
  }

  /** From now on the bytes that duties allocate are counted. */
  public void countAllocations() {
    counting = true;
    for (int i = 0; i < tasks.size(); i++) {
      tasks.get(i).allocated = 0;
    }
  }

  /** Bytes allocated by each duty since counting began, by name. */
  public String allocations() {
    StringBuilder text = new StringBuilder();
    tasks.forEach(task -> text.append(task.name).append(' ').append(task.allocated).append(" B "));
    return text.toString().trim();
  }

  /** Bytes allocated by all duties since counting began. */
  public long allocated() {
    return tasks.stream().mapToLong(task -> task.allocated).sum();
  }

  private long late() {
    return meanLateNanos == 0
        ? 0
        : (long) Math.min(mostLateNanos, -meanLateNanos * Math.log(1 - random.nextDouble()));
  }

  private final class Running implements Task {

    private final String name;
    private final Duty duty;
    private long due = now;
    private long allocated;
    private boolean busy;
    private boolean stopped;
    private boolean ended;

    Running(String name, Duty duty) {
      this.name = name;
      this.duty = duty;
    }

    boolean runnable() {
      return !busy && !ended;
    }

    void call() {
      busy = true;
      current = this;
      long before = counting ? threads.getThreadAllocatedBytes(self) : 0;
      long wait = stopped ? Duty.DONE : duty.work(now);
      if (counting) {
        allocated += threads.getThreadAllocatedBytes(self) - before;
      }
      busy = false;
      current = null;
      if (wait == Duty.DONE) {
        finish();
      } else {
        due = now + (wait == 0 ? 0 : Math.min(wait, LONGEST_SLEEP) + late());
      }
    }

    private void finish() {
      if (!ended) {
        ended = true;
        duty.end();
      }
    }

    @Override
    public void wake() {
      if (due > now) {
        due = Math.min(due, now + late());
      }
    }

    @Override
    public @Nullable String failure() {
      return null;
    }

    @Override
    public void stop() {
      stopped = true;
      due = Math.min(due, now);
    }

    @Override
    public boolean join(long nanos) {
      if (busy && current != this) {
        run(nanos * 1e-9);
      }
      if (!busy) {
        finish();
      }
      return ended;
    }
  }
}
