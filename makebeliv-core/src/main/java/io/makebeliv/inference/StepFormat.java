package io.makebeliv.inference;

/**
 * The fixed shape of a {@link BackendSession}'s steps.
 *
 * @param inputRate sample rate of what goes in, Hz
 * @param outputRate sample rate of what comes out, Hz
 * @param inputStep frames that go into each step
 * @param outputStep frames that come out of each step; lasts exactly as long as {@code inputStep}
 * @param latency how many output frames the output of a step is late against the input of the same
 *     step. Waiting for the step to fill is not part of it: the pipeline adds that.
 */
public record StepFormat(
    int inputRate, int outputRate, int inputStep, int outputStep, int latency) {

  /**
   * Checks that all counts are positive and that both sides of a step last equally long.
   *
   * @param inputRate sample rate of what goes in, Hz
   * @param outputRate sample rate of what comes out, Hz
   * @param inputStep frames that go into each step
   * @param outputStep frames that come out of each step
   * @param latency delay in output frames, at least 0
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public StepFormat {
    positive("inputRate", inputRate);
    positive("outputRate", outputRate);
    positive("inputStep", inputStep);
    positive("outputStep", outputStep);
    if (latency < 0) {
      throw new IllegalArgumentException("latency must be at least 0 frames, was " + latency);
    }
    if ((long) inputStep * outputRate != (long) outputStep * inputRate) {
      throw new IllegalArgumentException(
          "a step must last equally long on both sides, was %d frames at %d Hz in, %d at %d Hz out"
              .formatted(inputStep, inputRate, outputStep, outputRate));
    }
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
  }
}
