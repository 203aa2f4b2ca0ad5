package io.makebeliv.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order in which an engine's tasks end. */
final class Stopping {

  private Stopping() {}

  /**
   * Stops everything, the recording last, so that it gets all that was played. One task that hangs
   * takes half of the time that is left and leaves the rest to the others.
   */
  static void stop(List<Scheduler.Task> tasks, Scheduler.@Nullable Task recording, long nanos) {
    tasks.forEach(Scheduler.Task::stop);
    long left = nanos;
    for (Scheduler.Task task : tasks) {
      if (!task.join(left / 2)) {
        left /= 2;
      }
    }
    if (recording != null) {
      recording.stop();
      recording.join(left / 2);
    }
  }
}
