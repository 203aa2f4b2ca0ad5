package io.makebeliv.pitchshift;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;

/**
 * The voice that needs no model: moves pitch and formants, each by itself, about 25 ms late.
 *
 * <p>Voiced speech is taken apart into its periods, which are laid down again at the new pitch; all
 * else is made anew from noise under the envelope of what was said. Nothing is ever copied through.
 * It makes a different voice, not an anonymous one: who speaks may still be recognised.
 */
public final class PitchShift implements InferenceBackend {

  static final String ID = "pitchshift";

  /**
   * Less than this of both is no other voice: one hears, and the leak guard finds, the speaker's.
   */
  private static final double NO_CHANGE_SEMITONES = 0.25;

  private static final double NO_CHANGE_RATIO = 0.07;

  private final boolean identity;

  private PitchShift(boolean identity) {
    this.identity = identity;
  }

  /**
   * Makes the voice for applications. It always changes the speaker's: less than a quarter of a
   * semitone together with less than 7 % of formants is refused.
   *
   * @return a new voice
   */
  public static PitchShift voice() {
    return new PitchShift(false);
  }

  /**
   * Makes an identity for measurements: the same machinery, which takes the voice apart and puts it
   * together again, but may leave pitch and formants where they are. <b>Who speaks will be heard as
   * they are.</b> A converter accepts it only if built with {@code measuring()}.
   *
   * @return a new identity
   */
  public static PitchShift identityForMeasurement() {
    return new PitchShift(true);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String description() {
    return identity
        ? "model-free identity for measurements (does not change the voice)"
        : "model-free pitch and formant shift";
  }

  @Override
  public VoiceSettings defaults() {
    return identity ? new VoiceSettings(0, 1) : new VoiceSettings(4, 1.1);
  }

  /**
   * Refuses what would leave the voice as it is. At one pitch, whatever it is, the speaker's own
   * comes by now and then, and a range may be the speaker's: there the formants have to make the
   * difference.
   */
  @Override
  public void check(VoiceSettings settings) {
    if (!identity && !formantsMove(settings.formantRatio())) {
      if (settings.hasTarget()) {
        throw new IllegalArgumentException(
            "at one pitch (%s Hz) with formant %s the speaker's own voice would be heard where they happen to speak at it; move the formants by %s at least"
                .formatted(settings.targetHz(), settings.formantRatio(), NO_CHANGE_RATIO));
      }
      if (settings.hasRange()) {
        throw new IllegalArgumentException(
            "in a range of pitch (median %s Hz) with formant %s the voice of a speaker who has that range would stay as it is; move the formants by %s at least"
                .formatted(settings.range().medianHz(), settings.formantRatio(), NO_CHANGE_RATIO));
      }
    }
    if (Math.abs(settings.pitchSemitones()) < leastShift(settings.formantRatio())) {
      throw new IllegalArgumentException(
          "pitch %s with formant %s would leave the voice as it is; move the pitch by %s semitones or"
                  .formatted(
                      settings.pitchSemitones(), settings.formantRatio(), NO_CHANGE_SEMITONES)
              + " the formants by %s at least (where voices are swapped, by session.apply(preset, voice)), or ask for PitchShift.identityForMeasurement()"
                  .formatted(NO_CHANGE_RATIO));
    }
  }

  @Override
  public double leastShift(double formantRatio) {
    return identity || formantsMove(formantRatio) ? 0 : NO_CHANGE_SEMITONES;
  }

  private static boolean formantsMove(double ratio) {
    return Math.abs(ratio - 1) >= NO_CHANGE_RATIO;
  }

  @Override
  public boolean identity() {
    return identity;
  }

  /**
   * Opens a stream at its own rate.
   *
   * @param context rate, 8000 to 96000 Hz, and seed of the stream
   * @return a new session
   * @throws IllegalArgumentException if the rate is out of range
   */
  @Override
  public BackendSession openSession(StreamContext context) {
    return new PitchShiftSession(context, identity);
  }

  @Override
  public void close() {}
}
