package io.makebeliv.inference;

/**
 * Where a voice is to be moved. Moving with the stream is {@link StepControls}' part; these are the
 * values it starts from and glides to.
 *
 * @param pitchSemitones pitch shift, -24 to 24; on top of the target if there is one
 * @param formantRatio factor on formant frequencies, 0.5 to 2; 1 keeps them
 * @param targetHz a fundamental at which the voice stays, as a robot's does, 50 to 600; 0 to follow
 *     the speaker's melody
 */
public record VoiceSettings(double pitchSemitones, double formantRatio, double targetHz) {

  /** Follows the speaker's melody. */
  public static final double NO_TARGET = 0;

  private static final double LOWEST_TARGET = 50;
  private static final double HIGHEST_TARGET = 600;

  /**
   * Checks the ranges.
   *
   * @param pitchSemitones pitch shift, -24 to 24
   * @param formantRatio factor on formant frequencies, 0.5 to 2
   * @param targetHz a constant fundamental, 50 to 600, or 0
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public VoiceSettings {
    if (!(pitchSemitones >= -24 && pitchSemitones <= 24)) {
      throw new IllegalArgumentException(
          "pitch must be from -24 to +24 semitones, was " + pitchSemitones);
    }
    if (!(formantRatio >= 0.5 && formantRatio <= 2)) {
      throw new IllegalArgumentException(
          "formant must be a ratio from 0.5 to 2, was " + formantRatio);
    }
    if (!(targetHz == NO_TARGET || (targetHz >= LOWEST_TARGET && targetHz <= HIGHEST_TARGET))) {
      throw new IllegalArgumentException(
          "a robot's pitch must be from 50 to 600 Hz, or 0 to follow the speaker's, was "
              + targetHz);
    }
  }

  /**
   * Follows the speaker's melody.
   *
   * @param pitchSemitones pitch shift, -24 to 24
   * @param formantRatio factor on formant frequencies, 0.5 to 2
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public VoiceSettings(double pitchSemitones, double formantRatio) {
    this(pitchSemitones, formantRatio, NO_TARGET);
  }

  /**
   * Changes the pitch shift.
   *
   * @param semitones -24 to 24
   * @return the same but for that
   * @throws IllegalArgumentException if out of range
   */
  public VoiceSettings withPitch(double semitones) {
    return new VoiceSettings(semitones, formantRatio, targetHz);
  }

  /**
   * Changes the formants.
   *
   * @param ratio 0.5 to 2
   * @return the same but for that
   * @throws IllegalArgumentException if out of range
   */
  public VoiceSettings withFormant(double ratio) {
    return new VoiceSettings(pitchSemitones, ratio, targetHz);
  }

  /**
   * Changes the constant fundamental.
   *
   * @param hz 50 to 600, or 0 to follow the speaker's melody
   * @return the same but for that
   * @throws IllegalArgumentException if out of range
   */
  public VoiceSettings withTarget(double hz) {
    return new VoiceSettings(pitchSemitones, formantRatio, hz);
  }

  /**
   * Says whether the voice stays at one pitch.
   *
   * @return true for a robot
   */
  public boolean hasTarget() {
    return targetHz != NO_TARGET;
  }
}
