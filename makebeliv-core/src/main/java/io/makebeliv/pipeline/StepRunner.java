package io.makebeliv.pipeline;

import io.makebeliv.MuteReason;
import io.makebeliv.inference.VoiceSettings;
import org.jspecify.annotations.Nullable;

/** Takes the input of a step, and gives the output of that step or of one before. */
sealed interface StepRunner extends AutoCloseable permits StepConverter, StepHandOver {

  /**
   * Runs one step.
   *
   * @return null if {@code output} may be heard, else why not
   */
  @Nullable MuteReason run(float[] input, float[] output, VoiceSettings target);

  /** By how many steps the output is older than the input. */
  int stepsBehind();

  /** Waits for a step under way and returns to the state after opening. */
  void reset(VoiceSettings initial);

  /** Waits for a step under way and closes the backend's session. */
  @Override
  void close();
}
