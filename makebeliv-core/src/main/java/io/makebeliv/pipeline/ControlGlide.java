package io.makebeliv.pipeline;

import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.VoiceSettings;

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
  private final RangeGlide range;
  private final float[] free;
  private final PitchMotion motion;

  ControlGlide(StepFormat format, VoiceSettings initial, PitchMotion motion) {
    this.motion = motion;
    int rate = format.inputRate();
    pitch = new Glide(SECONDS, rate, initial.pitchSemitones());
    formant = new Glide(SECONDS, rate, initial.formantRatio());
    target = new Glide(SECONDS, rate, initial.targetHz());
    freedom = new Glide(SECONDS, rate, motion.freedom(initial));
    range = new RangeGlide(SECONDS, rate, format.inputStep());
    free = new float[format.inputStep()];
  }

  void fill(
      StepControls controls, float[] input, HeardRange heard, long position, VoiceSettings to) {
    controls.position(position);
    pitch.fill(controls.pitchSemitones(), to.pitchSemitones());
    range.fill(controls, to.range(), heard);
    // At the pace of the pitch, so that a pitch on its way comes no nearer than its ends do.
    freedom.fill(free, motion.freedom(to));
    motion.add(controls.pitchSemitones(), free, input, position);
    formant.fill(controls.formantRatio(), to.formantRatio());
    // From one target to another it glides; between a target and none there is no way in Hz.
    boolean both = to.hasTarget() && target.value() > 0;
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
    range.reset();
    freedom.jump(motion.freedom(initial));
    motion.reset();
  }
}
