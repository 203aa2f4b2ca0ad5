package io.makebeliv.onnx;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what a piece of work allocates. */
public final class Allocations {

  private Allocations() {}

  /** The least of several rounds: the first load classes, and compilation may allocate in any. */
  public static long of(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 10 && least > 0; round++) {
      long before = threads.getThreadAllocatedBytes(self);
      work.run();
      least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
    }
    return least;
  }
}
