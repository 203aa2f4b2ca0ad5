package io.makebeliv.inference;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Where a voice is to be moved. Moving with the stream is {@link StepControls}' part; these are the
 * values it starts from and glides to.
 *
 * @param pitchSemitones pitch shift, -24 to 24; on top of the target or the range if there is one
 * @param formantRatio factor on formant frequencies, 0.5 to 2; 1 keeps them
 * @param targetHz a fundamental at which the voice stays, as a robot's does, 50 to 600; 0 to follow
 *     the speaker's melody
 * @param range a range onto which the speaker's is mapped; {@link PitchRange#OWN} for none, as it
 *     must be where there is a target
 */
public record VoiceSettings(
    double pitchSemitones, double formantRatio, double targetHz, PitchRange range) {

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
   * @param range where the speaker's melody goes
   * @throws IllegalArgumentException if a value is out of range, or there are a target and a range;
   *     the message says which
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
    Objects.requireNonNull(range, "range");
    if (targetHz != NO_TARGET && !range.isOwn()) {
      throw new IllegalArgumentException(
          "a voice stays at one pitch, here %s Hz, or has a range of pitch, here with a median of %s Hz; leave out one of them"
              .formatted(targetHz, range.medianHz()));
    }
  }

  /**
   * Has no range to go to.
   *
   * @param pitchSemitones pitch shift, -24 to 24
   * @param formantRatio factor on formant frequencies, 0.5 to 2
   * @param targetHz a constant fundamental, 50 to 600, or 0
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public VoiceSettings(double pitchSemitones, double formantRatio, double targetHz) {
    this(pitchSemitones, formantRatio, targetHz, PitchRange.OWN);
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
    return new VoiceSettings(semitones, formantRatio, targetHz, range);
  }

  /**
   * Changes the formants.
   *
   * @param ratio 0.5 to 2
   * @return the same but for that
   * @throws IllegalArgumentException if out of range
   */
  public VoiceSettings withFormant(double ratio) {
    return new VoiceSettings(pitchSemitones, ratio, targetHz, range);
  }

  /**
   * Changes the constant fundamental.
   *
   * @param hz 50 to 600, or 0 to follow the speaker's melody
   * @return the same but for that
   * @throws IllegalArgumentException if out of range, or there is a range of pitch
   */
  public VoiceSettings withTarget(double hz) {
    return new VoiceSettings(pitchSemitones, formantRatio, hz, range);
  }

  /**
   * Says whether the voice stays at one pitch.
   *
   * @return true for a robot
   */
  public boolean hasTarget() {
    return targetHz != NO_TARGET;
  }

  /**
   * Changes the range onto which the speaker's is mapped.
   *
   * @param range where to, or {@link PitchRange#OWN}
   * @return the same but for that
   * @throws IllegalArgumentException if the voice stays at one pitch
   */
  public VoiceSettings withRange(PitchRange range) {
    return new VoiceSettings(pitchSemitones, formantRatio, targetHz, range);
  }

  /**
   * Says whether the speaker's range is mapped.
   *
   * @return true where there is a range of its own
   */
  public boolean hasRange() {
    return !range.isOwn();
  }

  /**
   * Takes what somebody chose, and these settings for what they left open. A pitch at which the
   * voice stays, or a range, stands in the place of a shift: where one is chosen and no shift,
   * there is none on top of it.
   *
   * @param pitch semitones, or empty
   * @param formant ratio, or empty
   * @param target a constant fundamental in Hz, or 0
   * @param range where the speaker's melody goes, or {@link PitchRange#OWN}
   * @return the settings that come of it
   * @throws IllegalArgumentException if a value is out of range, or there are a target and a range
   */
  public VoiceSettings choose(
      OptionalDouble pitch, OptionalDouble formant, double target, PitchRange range) {
    boolean placed = target != NO_TARGET || !range.isOwn();
    return new VoiceSettings(
        pitch.orElse(placed ? 0 : pitchSemitones), formant.orElse(formantRatio), target, range);
  }
}
