package io.makebeliv.pipeline;

import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.VoiceSettings;
import java.util.Arrays;

/**
 * Fills a step's controls: each glides to its target frame by frame, so that no change is a step.
 */
final class ControlGlide {

  private static final double SECONDS = 0.015;

  private final Glide pitch;
  private final Glide formant;

  ControlGlide(int sampleRate, VoiceSettings initial) {
    double speed = 1 - Math.exp(-1 / (SECONDS * sampleRate));
    pitch = new Glide(speed, initial.pitchSemitones());
    formant = new Glide(speed, initial.formantRatio());
  }

  void fill(StepControls controls, long position, VoiceSettings target) {
    controls.position(position);
    pitch.fill(controls.pitchSemitones(), target.pitchSemitones());
    formant.fill(controls.formantRatio(), target.formantRatio());
  }

  void reset(VoiceSettings initial) {
    pitch.jump(initial.pitchSemitones());
    formant.jump(initial.formantRatio());
  }

  private static final class Glide {

    /** Closer than this (0.01 cents, 0.001 %) it arrives, and costs nothing from then on. */
    private static final double ARRIVED = 1e-4;

    private final double speed;
    private double value;

    Glide(double speed, double value) {
      this.speed = speed;
      this.value = value;
    }

    void jump(double to) {
      value = to;
    }

    void fill(float[] values, double target) {
      if (value == target) {
        Arrays.fill(values, (float) target);
        return;
      }
      for (int i = 0; i < values.length; i++) {
        double distance = target - value;
        value = Math.abs(distance) < ARRIVED ? target : value + speed * distance;
        values[i] = (float) value;
      }
    }
  }
}
