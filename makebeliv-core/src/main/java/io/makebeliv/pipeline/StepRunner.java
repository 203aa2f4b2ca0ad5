package io.makebeliv.pipeline;

import io.makebeliv.MuteReason;
import io.makebeliv.inference.VoiceSettings;
import org.jspecify.annotations.Nullable;

/** Takes the input of a step, and gives the output of that step or of one before. */
sealed interface StepRunner extends AutoCloseable permits StepConverter, StepHandOver {

  /**
   * Runs one step.
   *
   * @param range where the speaker's pitch lies, as heard up to the end of the step
   * @param position absolute index of the step's first input frame
   * @return null if {@code output} may be heard, else why not
   */
  @Nullable MuteReason run(
      float[] input, float[] output, HeardRange range, VoiceSettings target, long position);

  /** By how many steps the output is older than the input. */
  int stepsBehind();

  /** By how many output frames the pitch is moved behind the backend, if it is. */
  int driftFrames();

  /**
   * Prepares for joining a stream under way, before its first step. May take long; never called on
   * an audio thread.
   *
   * @param position no later than the position of the first step to come
   */
  void join(long position);

  /**
   * Returns to the state after opening; a step under way is waited for by no one, and discarded.
   */
  void reset(VoiceSettings initial);

  /** Closes the backend's session: at once, or when the step under way has ended. Called once. */
  @Override
  void close();
}
