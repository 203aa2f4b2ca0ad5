package io.makebeliv.pipeline;

/**
 * Joins converted steps and silent ones without clicks: where steps fail, the last converted sample
 * dies away within milliseconds, and when they come back they fade in. What fades out is a decay
 * from one number, not audio, so nothing of the input can be in it.
 */
final class FaultFade {

  private static final double DECAY_SECONDS = 0.0005;
  private static final double RISE_SECONDS = 0.005;
  private static final float INAUDIBLE = 1e-5f;

  private final float decay;
  private final int rise;
  private float last;
  private int risen;

  FaultFade(int sampleRate) {
    decay = (float) Math.exp(-1 / (DECAY_SECONDS * sampleRate));
    rise = Math.max(1, (int) Math.round(RISE_SECONDS * sampleRate));
    risen = rise;
  }

  /** Passes a converted step, fading in after silence. */
  void pass(float[] step) {
    for (int i = 0; risen < rise && i < step.length; i++) {
      step[i] *= (float) ++risen / rise;
    }
    last = step[step.length - 1];
  }

  /** Overwrites a step with silence. */
  void mute(float[] step) {
    risen = 0;
    for (int i = 0; i < step.length; i++) {
      last = Math.abs(last) < INAUDIBLE ? 0 : last * decay;
      step[i] = last;
    }
  }

  void reset() {
    last = 0;
    risen = rise;
  }
}
