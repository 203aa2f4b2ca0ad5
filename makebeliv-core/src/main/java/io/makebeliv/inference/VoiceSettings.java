package io.makebeliv.inference;

/**
 * Where a voice is to be moved. Moving with the stream is {@link StepControls}' part; these are the
 * values it starts from and glides to.
 *
 * @param pitchSemitones pitch shift, -24 to 24
 * @param formantRatio factor on formant frequencies, 0.5 to 2; 1 keeps them
 */
public record VoiceSettings(double pitchSemitones, double formantRatio) {

  /**
   * Checks the ranges.
   *
   * @param pitchSemitones pitch shift, -24 to 24
   * @param formantRatio factor on formant frequencies, 0.5 to 2
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
  }
}
