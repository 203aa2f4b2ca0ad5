package io.makebeliv.pipeline;

import io.makebeliv.MuteReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** What happens in one stream, counted by its audio thread and read by any other. */
public final class StreamCounters {

  private final AtomicLong steps = new AtomicLong();
  private final AtomicLong droppedSteps = new AtomicLong();
  private final AtomicLong swaps = new AtomicLong();
  private final Map<MuteReason, AtomicLong> mutedFrames = new EnumMap<>(MuteReason.class);

  /** Starts at zero. */
  public StreamCounters() {
    for (MuteReason reason : MuteReason.values()) {
      mutedFrames.put(reason, new AtomicLong());
    }
  }

  /**
   * Returns how far the conversion is.
   *
   * @return steps given to the backend
   */
  public long steps() {
    return steps.get() - droppedSteps.get();
  }

  /**
   * Returns how often conversion was too slow.
   *
   * @return steps whose input was dropped
   */
  public long droppedSteps() {
    return droppedSteps.get();
  }

  /**
   * Returns how often the voice changed.
   *
   * @return voices swapped in
   */
  public long swaps() {
    return swaps.get();
  }

  /**
   * Returns what was kept silent, and why.
   *
   * @return silenced output frames by reason, without zeros
   */
  public Map<MuteReason, Long> mutedFrames() {
    Map<MuteReason, Long> frames = new EnumMap<>(MuteReason.class);
    mutedFrames.forEach(
        (reason, count) -> {
          if (count.get() > 0) {
            frames.put(reason, count.get());
          }
        });
    return frames;
  }

  /**
   * Returns how much was kept silent for one reason.
   *
   * @param reason why the output was silent
   * @return output frames
   */
  public long mutedFrames(MuteReason reason) {
    return Objects.requireNonNull(mutedFrames.get(reason)).get();
  }

  /**
   * Counts silence put out on purpose.
   *
   * @param reason why the output was silent
   * @param frames for how many frames
   */
  public void muted(MuteReason reason, long frames) {
    Objects.requireNonNull(mutedFrames.get(reason)).addAndGet(frames);
  }

  void step() {
    steps.lazySet(steps.get() + 1);
  }

  void stepDropped() {
    droppedSteps.lazySet(droppedSteps.get() + 1);
  }

  void swapped() {
    swaps.lazySet(swaps.get() + 1);
  }
}
