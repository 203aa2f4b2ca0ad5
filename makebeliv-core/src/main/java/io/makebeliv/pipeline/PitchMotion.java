package io.makebeliv.pipeline;

import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.fluctuation.FluctuationEngine;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.VoiceSettings;
import java.util.Arrays;

/**
 * Moves the pitch that is asked of a voice, as a living one moves. While nobody speaks it rests:
 * the trajectory goes on, but is not followed, and a vibrato waits until a while after somebody has
 * begun.
 */
final class PitchMotion {

  private static final float CENTS_PER_SEMITONE = 100;

  /** What is louder than this is a voice: -50 dB of full scale. */
  private static final float AUDIBLE = 0.003f;

  private static final double HELD_SECONDS = 0.25;
  private static final double FOLLOW_SECONDS = 0.05;

  /** How long a note is held before it begins to swing, and until it swings in full. */
  private static final double ONSET_SECONDS = 0.3;

  private static final double SWELL_SECONDS = 0.4;

  private static final float MOST_SEMITONES = 24;

  private final InferenceBackend backend;
  private final boolean still;
  private final double mostSemitones;
  private final float vibratoCents;
  private final FluctuationEngine engine;
  private final float[] cents;
  private final float[] swing;
  private final int held;
  private final float follow;
  private final float onset;
  private final float swell;
  private int silent;
  private float presence;
  private float spoken;

  PitchMotion(
      InferenceBackend backend, Fluctuation fluctuation, int sampleRate, int frames, long seed) {
    this.backend = backend;
    still = fluctuation.mostCents() == 0;
    mostSemitones = fluctuation.mostCents() / CENTS_PER_SEMITONE;
    vibratoCents = (float) fluctuation.vibratoCents();
    engine = new FluctuationEngine(fluctuation, sampleRate, seed);
    cents = new float[frames];
    swing = new float[frames];
    held = (int) (HELD_SECONDS * sampleRate);
    follow = (float) (1 / (FOLLOW_SECONDS * sampleRate));
    onset = (float) (ONSET_SECONDS * sampleRate);
    swell = (float) (SWELL_SECONDS * sampleRate);
    reset();
  }

  /**
   * The share of its motion that a pitch may make without coming nearer to the speaker's own than
   * the voice allows.
   *
   * @return 0 to 1
   */
  double freedom(VoiceSettings settings) {
    double least = backend.leastShift(settings.formantRatio());
    if (still || least == 0) {
      return 1;
    }
    double room = Math.max(0, Math.abs(settings.pitchSemitones()) - least);
    return Math.min(1, room / mostSemitones);
  }

  /**
   * Moves a step's pitch.
   *
   * @param semitones one value per frame, changed in place
   * @param freedom which share of the motion it makes, 0 to 1, for each frame
   * @param voice the step's frames, which tell when somebody speaks
   * @param position absolute index of the step's first frame
   */
  void add(float[] semitones, float[] freedom, float[] voice, long position) {
    if (still) {
      return;
    }
    engine.pitch(position, cents, 0, cents.length);
    if (vibratoCents > 0) {
      engine.vibrato(position, swing, 0, swing.length);
    }
    for (int i = 0; i < semitones.length; i++) {
      silent = Math.abs(voice[i]) > AUDIBLE ? 0 : silent + 1;
      boolean speaks = silent < held;
      presence = Math.max(0, Math.min(1, presence + (speaks ? follow : -follow)));
      spoken = speaks ? Math.min(onset + swell, spoken + 1) : 0;
      float swelling = Math.max(0, spoken - onset) / swell;
      float moved = freedom[i] * presence * (cents[i] + swelling * vibratoCents * swing[i]);
      float pitch = semitones[i] + moved / CENTS_PER_SEMITONE;
      semitones[i] = Math.max(-MOST_SEMITONES, Math.min(MOST_SEMITONES, pitch));
    }
  }

  /**
   * Prepares for joining a stream under way, in the middle of a word as it were: the trajectory is
   * followed at once, and so is the vibrato. May take long; never called on an audio thread.
   *
   * @param position no later than the first frame to come
   */
  void join(long position) {
    silent = 0;
    presence = 1;
    spoken = onset + swell;
    engine.pitch(position, cents, 0, 1);
    engine.vibrato(position, swing, 0, 1);
  }

  void reset() {
    silent = held;
    presence = 0;
    spoken = 0;
    Arrays.fill(swing, 0);
  }
}
