package io.makebeliv;

import java.time.Duration;
import java.util.Map;

/**
 * What happened in a session so far.
 *
 * @param blocks calls to {@code process}
 * @param frames frames put out
 * @param steps steps that the backend converted
 * @param droppedSteps steps whose input was dropped because the conversion before was still running
 * @param swaps voices swapped in
 * @param mutedFrames output frames that were silence on purpose, by reason; reasons that never
 *     occurred are absent
 * @param processingP50 median processing time of a block
 * @param processingP99 processing time that 99 % of the blocks stayed within
 * @param processingMax longest processing time of a block
 */
public record SessionStatistics(
    long blocks,
    long frames,
    long steps,
    long droppedSteps,
    long swaps,
    Map<MuteReason, Long> mutedFrames,
    Duration processingP50,
    Duration processingP99,
    Duration processingMax) {

  /**
   * Keeps a copy of the map.
   *
   * @param blocks calls to {@code process}
   * @param frames frames put out
   * @param steps steps that the backend converted
   * @param droppedSteps steps whose input was dropped
   * @param swaps voices swapped in
   * @param mutedFrames muted output frames by reason
   * @param processingP50 median processing time of a block
   * @param processingP99 processing time that 99 % of the blocks stayed within
   * @param processingMax longest processing time of a block
   */
  public SessionStatistics {
    mutedFrames = Map.copyOf(mutedFrames);
  }

  /**
   * Returns how much silence one reason caused.
   *
   * @param reason why the output was silence
   * @return output frames, 0 if it never occurred
   */
  public long mutedFrames(MuteReason reason) {
    return mutedFrames.getOrDefault(reason, 0L);
  }
}
