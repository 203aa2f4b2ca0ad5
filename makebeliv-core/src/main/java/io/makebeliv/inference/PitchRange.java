package io.makebeliv.inference;

/**
 * Where a voice's pitch is to lie and how far it is to spread, whoever speaks. The speaker's own
 * range is learned while they speak, and mapped onto it: their melody stays, higher or lower, and
 * wider or narrower.
 *
 * @param medianHz half of the time the pitch is above this, 50 to 600; 0 for the speaker's own
 * @param spreadSemitones half the distance between the pitches that are passed for 16 % and for 84
 *     % of the time, which is the standard deviation where they are spread normally, 0.25 to 8; 0
 *     for the speaker's own. Speech has 2 to 4.
 */
public record PitchRange(double medianHz, double spreadSemitones) {

  /** The speaker's own range: nothing is mapped. */
  public static final PitchRange OWN = new PitchRange(0, 0);

  /**
   * Checks the ranges.
   *
   * @param medianHz 50 to 600, or 0
   * @param spreadSemitones 0.25 to 8, or 0
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public PitchRange {
    if (!(medianHz == 0 || (medianHz >= 50 && medianHz <= 600))) {
      throw new IllegalArgumentException(
          "the median of a pitch range must be from 50 to 600 Hz, or 0 for the speaker's own, was "
              + medianHz);
    }
    if (!(spreadSemitones == 0 || (spreadSemitones >= 0.25 && spreadSemitones <= 8))) {
      throw new IllegalArgumentException(
          "the spread of a pitch range must be from 0.25 to 8 semitones, or 0 for the speaker's own, was "
              + spreadSemitones);
    }
  }

  /**
   * Says whether nothing is mapped.
   *
   * @return true for {@link #OWN}
   */
  public boolean isOwn() {
    return medianHz == 0 && spreadSemitones == 0;
  }
}
