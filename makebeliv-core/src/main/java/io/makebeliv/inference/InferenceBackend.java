package io.makebeliv.inference;

/**
 * A voice: what all streams share, loaded once. Immutable and thread-safe; sessions carry the
 * state.
 *
 * <p>Implementations convert; they never hand their input on. The pipeline's leak guard mutes one
 * that does.
 */
public interface InferenceBackend extends AutoCloseable {

  /**
   * Returns what kind of backend this is.
   *
   * @return the id of the provider, for example {@code pitchshift}
   */
  String id();

  /**
   * Returns what a person calls this voice.
   *
   * @return a line for logs and summaries
   */
  String description();

  /**
   * Returns the settings used where the application gives none.
   *
   * @return settings that {@link #check} accepts
   */
  VoiceSettings defaults();

  /**
   * Checks settings before they are used. A voice that can stay at one pitch ({@link
   * StepControls#targetHz()}), or widen a melody ({@link StepControls#contrast()}), says so by
   * accepting it here; by default both are refused.
   *
   * @param settings what the application asks for
   * @throws IllegalArgumentException if this voice cannot do it; the message says what it can
   */
  default void check(VoiceSettings settings) {
    refuseTarget(settings);
  }

  /**
   * Refuses to stay at one pitch, or to go to a range: for {@link #check} of voices that cannot.
   *
   * @param settings what the application asks for
   * @throws IllegalArgumentException if there is a target or a range
   */
  default void refuseTarget(VoiceSettings settings) {
    if (settings.hasTarget()) {
      throw new IllegalArgumentException(
          "%s cannot stay at one pitch, a robot's at %s Hz was asked for; take the voice 'pitchshift' for it"
              .formatted(id(), settings.targetHz()));
    }
    if (settings.hasRange()) {
      throw new IllegalArgumentException(
          "%s cannot go to a range of pitch, a median of %s Hz and a spread of %s semitones were asked for; take the voice 'pitchshift' for it"
              .formatted(id(), settings.range().medianHz(), settings.range().spreadSemitones()));
    }
  }

  /**
   * Says whether this voice moves the pitch as {@link StepControls#pitchSemitones()} asks. Behind
   * one that does not, the pipeline moves the pitch a little by itself, as far as a fluctuation of
   * pitch asks.
   *
   * @return false for a voice that keeps the speaker's pitch whatever is asked; the same always
   */
  default boolean followsPitch() {
    return true;
  }

  /**
   * Says how far from the speaker's own the pitch must stay, so that fluctuation never brings it
   * nearer than {@link #check} allows. Called on the conversion thread: it must not allocate.
   *
   * @param formantRatio the formant setting at the time
   * @return semitones up or down; 0 where any pitch will do
   */
  default double leastShift(double formantRatio) {
    return 0;
  }

  /**
   * Says whether this is an identity made for measurements, which resynthesises the voice without
   * moving it. Only such a backend is exempt from the leak guard, and only in a converter that the
   * application built for measuring.
   *
   * @return true for an identity
   */
  default boolean identity() {
    return false;
  }

  /**
   * Opens a stream. May take long and allocate; never called on an audio thread.
   *
   * @param context rate and seed of the stream
   * @return a new session in its initial state
   */
  BackendSession openSession(StreamContext context);

  /** Releases shared resources. Idempotent; sessions must be closed before. */
  @Override
  void close();
}
