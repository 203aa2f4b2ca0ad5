package io.makebeliv.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an engine's tasks end. */
final class Stopping {

  private Stopping() {}

  /**
   * Stops everything, the recording last, so that it gets all that was played. One task that takes
   * long takes half of the time that is left at most, and leaves the rest to the others.
   */
  static void stop(
      Scheduler clock, List<Scheduler.Task> tasks, Scheduler.@Nullable Task recording, long nanos) {
    long deadline = clock.nanoTime() + nanos;
    tasks.forEach(Scheduler.Task::stop);
    for (Scheduler.Task task : tasks) {
      task.join((deadline - clock.nanoTime()) / 2);
    }
    if (recording != null) {
      recording.stop();
      recording.join((deadline - clock.nanoTime()) / 2);
    }
  }

  /** Why one of the tasks ended before its time, or null. */
  static @Nullable String failure(List<Scheduler.Task> tasks) {
    for (int i = 0; i < tasks.size(); i++) {
      String failure = tasks.get(i).failure();
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }
}
