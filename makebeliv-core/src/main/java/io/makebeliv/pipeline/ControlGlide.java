package io.makebeliv.pipeline;

import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.VoiceSettings;

/**
 * Fills a step's controls: each glides to its target frame by frame, so that no change is a step.
 */
final class ControlGlide {

  private static final double SECONDS = 0.015;

  private final Glide pitch;
  private final Glide formant;

  ControlGlide(int sampleRate, VoiceSettings initial) {
    float speed = (float) (1 - Math.exp(-1 / (SECONDS * sampleRate)));
    pitch = new Glide(speed, (float) initial.pitchSemitones());
    formant = new Glide(speed, (float) initial.formantRatio());
  }

  void fill(StepControls controls, long position, VoiceSettings target) {
    controls.position(position);
    pitch.fill(controls.pitchSemitones(), (float) target.pitchSemitones());
    formant.fill(controls.formantRatio(), (float) target.formantRatio());
  }

  void reset(VoiceSettings initial) {
    pitch.value = (float) initial.pitchSemitones();
    formant.value = (float) initial.formantRatio();
  }

  private static final class Glide {

    /** Closer than this (0.01 cents, 0.001 %) it arrives, and costs nothing from then on. */
    private static final float ARRIVED = 1e-4f;

    private final float speed;
    private float value;

    Glide(float speed, float value) {
      this.speed = speed;
      this.value = value;
    }

    void fill(float[] values, float target) {
      for (int i = 0; i < values.length; i++) {
        float distance = target - value;
        value = Math.abs(distance) < ARRIVED ? target : value + speed * distance;
        values[i] = value;
      }
    }
  }
}
