package io.makebeliv.pipeline;

import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.VoiceSettings;
import java.util.Arrays;

/**
 * Fills a step's controls: each glides to its target frame by frame, so that no change is a step,
 * and the pitch varies about where it is.
 */
final class ControlGlide {

  private static final double SECONDS = 0.015;

  private final Glide pitch;
  private final Glide formant;
  private final Glide target;
  private final Glide freedom;
  private final float[] free;
  private final PitchMotion motion;

  ControlGlide(StepFormat format, VoiceSettings initial, PitchMotion motion) {
    this.motion = motion;
    double speed = 1 - Math.exp(-1 / (SECONDS * format.inputRate()));
    pitch = new Glide(speed, initial.pitchSemitones());
    formant = new Glide(speed, initial.formantRatio());
    target = new Glide(speed, initial.targetHz());
    freedom = new Glide(speed, motion.freedom(initial));
    free = new float[format.inputStep()];
  }

  void fill(StepControls controls, float[] input, long position, VoiceSettings to) {
    controls.position(position);
    pitch.fill(controls.pitchSemitones(), to.pitchSemitones());
    // At the pace of the pitch, so that a pitch on its way comes no nearer than its ends do.
    freedom.fill(free, motion.freedom(to));
    motion.add(controls.pitchSemitones(), free, input, position);
    formant.fill(controls.formantRatio(), to.formantRatio());
    // From one target to another it glides; between a target and none there is no way in Hz.
    boolean both = to.hasTarget() && target.value > 0;
    if (!both) {
      target.jump(to.targetHz());
    }
    target.fill(controls.targetHz(), to.targetHz());
  }

  /** Prepares for joining a stream under way; see {@link PitchMotion#join}. */
  void join(long position) {
    motion.join(position);
  }

  void reset(VoiceSettings initial) {
    pitch.jump(initial.pitchSemitones());
    formant.jump(initial.formantRatio());
    target.jump(initial.targetHz());
    freedom.jump(motion.freedom(initial));
    motion.reset();
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
