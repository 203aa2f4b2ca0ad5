package io.makebeliv.inference;

import java.util.Arrays;

/**
 * What is asked of one step, sampled at every input frame. The pipeline fills and reuses it; a
 * backend reads it during {@link BackendSession#convert} and keeps nothing of it.
 */
public final class StepControls {

  private final float[] pitchSemitones;
  private final float[] formantRatio;
  private final float[] targetHz;
  private long position;

  /**
   * Makes controls for steps of one size: pitch 0, formant ratio 1, no target, position 0.
   *
   * @param inputStep frames in a step, positive
   */
  public StepControls(int inputStep) {
    pitchSemitones = new float[inputStep];
    formantRatio = new float[inputStep];
    targetHz = new float[inputStep];
    Arrays.fill(formantRatio, 1);
  }

  /**
   * Returns the pitch shift asked for.
   *
   * @return semitones, one value per input frame
   */
  public float[] pitchSemitones() {
    return pitchSemitones;
  }

  /**
   * Returns how far formants are to be moved.
   *
   * @return frequency ratios (1 keeps them), one value per input frame
   */
  public float[] formantRatio() {
    return formantRatio;
  }

  /**
   * Returns the fundamental at which the voice is to stay, whatever the speaker's; {@link
   * #pitchSemitones()} are on top of it.
   *
   * @return Hz, or 0 to follow the speaker's, one value per input frame
   */
  public float[] targetHz() {
    return targetHz;
  }

  /**
   * Returns where the step stands in the stream. Whatever varies in time is a function of it.
   *
   * @return absolute index of the step's first input frame: 0 at the beginning of the stream and
   *     after a reset, and where the stream is for a voice that is swapped in
   */
  public long position() {
    return position;
  }

  /**
   * Sets where the step stands in the stream.
   *
   * @param frame absolute index of the step's first input frame
   */
  public void position(long frame) {
    position = frame;
  }
}
