package io.makebeliv.inference;

/**
 * One stream through a backend: all the state of one speaker, none of the shared weights.
 *
 * <p>One thread at a time uses it. {@link #convert} runs on the audio thread and must not allocate,
 * lock, log or do I/O; everything it needs is made when the session is opened. If it throws all the
 * same, or returns NaN or infinity, the pipeline puts out silence for that step and counts it.
 */
public interface BackendSession extends AutoCloseable {

  /**
   * Returns the shape of a step.
   *
   * @return the same format for the life of the session
   */
  StepFormat format();

  /**
   * Converts exactly one step. Where the stream had to drop some before it, {@link
   * StepControls#position()} has gone on by more than a step.
   *
   * @param input {@code inputStep} mono frames from index 0; not to be changed or kept
   * @param output receives {@code outputStep} mono frames from index 0, all of them written
   * @param controls what is asked of this step; valid during the call
   */
  void convert(float[] input, float[] output, StepControls controls);

  /**
   * Passes over one step of silence. Called instead of {@link #convert} where a second and more of
   * exact silence went in and silence came out, so that a slow voice need not work while nobody
   * speaks. What comes out of the step is silence.
   *
   * @param controls what would be asked of this step; valid during the call
   * @return whether the session's state is now as if that silence had been converted; false, as it
   *     is by default, has it converted
   */
  default boolean rest(StepControls controls) {
    return false;
  }

  /** Returns to the state after opening, as if nothing had been converted. */
  void reset();

  /** Releases native memory and other resources. Idempotent. */
  @Override
  void close();
}
