package io.makebeliv.inference;

import java.util.Arrays;

/**
 * What is asked of one step, sampled at every input frame. The pipeline fills and reuses it; a
 * backend reads it during {@link BackendSession#convert} and keeps nothing of it.
 */
public final class StepControls {

  private static final double SEMITONES_PER_NEPER = 12 / Math.log(2);
  private static final double MOST_DISTANCE = 12;
  private static final double MOST_SHIFT = 24;

  private final float[] pitchSemitones;
  private final float[] formantRatio;
  private final float[] targetHz;
  private final float[] contrast;
  private final float[] centreHz;
  private long position;

  /**
   * Makes controls for steps of one size: pitch 0, formant ratio 1, no target, contrast 1, position
   * 0.
   *
   * @param inputStep frames in a step, positive
   */
  public StepControls(int inputStep) {
    pitchSemitones = new float[inputStep];
    formantRatio = new float[inputStep];
    targetHz = new float[inputStep];
    contrast = new float[inputStep];
    centreHz = new float[inputStep];
    Arrays.fill(formantRatio, 1);
    Arrays.fill(contrast, 1);
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
   * Returns how wide the melody is to be: the factor on how many semitones the speaker's pitch is
   * from {@link #centreHz()}. {@link #pitchSemitones()} are on top of it; {@link #shift} does the
   * sum.
   *
   * @return factors (1 keeps the melody as wide as it is), one value per input frame
   */
  public float[] contrast() {
    return contrast;
  }

  /**
   * Returns the pitch around which {@link #contrast()} widens or narrows the melody.
   *
   * @return Hz, one value per input frame; of no meaning where the contrast is 1
   */
  public float[] centreHz() {
    return centreHz;
  }

  /**
   * Says by how much a pitch is to be moved.
   *
   * @param pitchSemitones the shift asked for
   * @param contrast the factor on the distance from the centre
   * @param centreHz the centre
   * @param speakerHz the speaker's pitch at that time, or 0 if there is none
   * @return semitones, -24 to 24; the part of a contrast is that of 12 semitones from the centre at
   *     most
   */
  public static double shift(
      double pitchSemitones, double contrast, double centreHz, double speakerHz) {
    double extra = 0;
    if (contrast != 1 && centreHz > 0 && speakerHz > 0) {
      double distance = SEMITONES_PER_NEPER * Math.log(speakerHz / centreHz);
      extra = (contrast - 1) * Math.max(-MOST_DISTANCE, Math.min(MOST_DISTANCE, distance));
    }
    return Math.max(-MOST_SHIFT, Math.min(MOST_SHIFT, pitchSemitones + extra));
  }

  /**
   * Returns where the step stands in the stream. Whatever varies in time is a function of it.
   *
   * @return absolute index of the step's first input frame: 0 at the beginning of the stream and
   *     when that begins anew, and where the stream is for a voice that is swapped in, or was reset
   *     because it failed
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
