package io.makebeliv.pipeline;

import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.fluctuation.FluctuationEngine;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StepFormat;
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

  PitchMotion(InferenceBackend backend, StepFormat format, StreamSetup setup) {
    this.backend = backend;
    Fluctuation fluctuation = setup.finish().fluctuation();
    int sampleRate = format.inputRate();
    still = fluctuation.mostCents() == 0;
    mostSemitones = fluctuation.mostCents() / CENTS_PER_SEMITONE;
    vibratoCents = (float) fluctuation.vibratoCents();
    engine = new FluctuationEngine(fluctuation, sampleRate, setup.seed());
    cents = new float[format.inputStep()];
    swing = new float[format.inputStep()];
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
   * @param semitones one value per input frame, changed in place
   * @param freedom which share of the motion it makes, 0 to 1, for each frame
   * @param input the step's input, which tells when somebody speaks
   * @param position absolute index of the step's first frame
   */
  void add(float[] semitones, float[] freedom, float[] input, long position) {
    if (still) {
      return;
    }
    engine.pitch(position, cents, 0, cents.length);
    if (vibratoCents > 0) {
      engine.vibrato(position, swing, 0, swing.length);
    }
    for (int i = 0; i < semitones.length; i++) {
      silent = Math.abs(input[i]) > AUDIBLE ? 0 : silent + 1;
      boolean speaks = silent < held;
      presence = Math.max(0, Math.min(1, presence + (speaks ? follow : -follow)));
      spoken = speaks ? Math.min(onset + swell, spoken + 1) : 0;
      float swelling = Math.max(0, spoken - onset) / swell;
      float moved = freedom[i] * presence * (cents[i] + swelling * vibratoCents * swing[i]);
      float pitch = semitones[i] + moved / CENTS_PER_SEMITONE;
      semitones[i] = Math.max(-MOST_SEMITONES, Math.min(MOST_SEMITONES, pitch));
    }
  }

  void reset() {
    silent = held;
    presence = 0;
    spoken = 0;
    Arrays.fill(swing, 0);
  }
}
