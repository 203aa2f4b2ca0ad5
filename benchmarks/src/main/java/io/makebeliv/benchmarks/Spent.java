package io.makebeliv.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.function.LongSupplier;

/** What one thing took whenever it had its turn: time of processors, and time on the clock. */
final class Spent {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final LongSupplier cpuNanos;
  private final double[] cpu;
  private final double[] clock;
  private int turn;

  Spent(LongSupplier cpuNanos, int turns) {
    this.cpuNanos = cpuNanos;
    cpu = new double[turns];
    clock = new double[turns];
  }

  /**
   * How nanoseconds of processors are told for so many threads of ONNX Runtime: exactly for the
   * caller's alone, else by the process, in steps of some milliseconds.
   */
  static LongSupplier cpuNanos(int threads) {
    return threads == 1 ? THREADS::getCurrentThreadCpuTime : SYSTEM::getProcessCpuTime;
  }

  void turn(Runnable step) {
    long start = System.nanoTime();
    long before = cpuNanos.getAsLong();
    step.run();
    cpu[turn] = (cpuNanos.getAsLong() - before) / 1e6;
    clock[turn] = (System.nanoTime() - start) / 1e6;
    turn++;
  }

  /** Forgets what it took so far. */
  void warm() {
    turn = 0;
  }

  double cpuMillis() {
    return median(cpu);
  }

  double clockMillis() {
    return median(clock);
  }

  /** How many times as much it took as another, turn by turn. */
  double times(Spent other) {
    double[] ratios = new double[cpu.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = cpu[i] / other.cpu[i];
    }
    return median(ratios);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
