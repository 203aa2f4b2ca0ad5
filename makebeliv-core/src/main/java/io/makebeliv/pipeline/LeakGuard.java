package io.makebeliv.pipeline;

import io.makebeliv.inference.StepFormat;
import java.util.Arrays;

/**
 * Notices a backend that hands its input back: at once where a step is its input times a constant,
 * and after a few looks where the output is the input late, scaled or upside down.
 *
 * <p>Both signals are brought to {@value #RATE} Hz. A look compares the newest {@value #WINDOW}
 * samples of output with the input at every lag up to the declared latency and a quarter of a
 * second more; see {@link Likeness}. A backend found out twice is not heard again in this stream.
 */
final class LeakGuard {

  static final int RATE = 8000;
  static final int WINDOW = 1024;
  private static final int INTERVAL = WINDOW * 3 / 4;
  private static final int EXTRA_LAGS = RATE / 4;

  /**
   * Between what copies reach at worst and what the least changes that the model-free voice accepts
   * reach at most, looked at twice in a row: {@code LeakGuardTest} holds both sides.
   */
  static final double COPY = 0.98;

  /** A step shorter than this is a multiple of its input by chance often enough. */
  private static final int LEAST_TELLING_STEP = 32;

  private static final int SUSPICIOUS_LOOKS = 2;

  /** A backend found leaking has to look clean this often before it is heard again. */
  private static final int CLEAN_LOOKS = 16;

  private final Recent input;
  private final Recent output;
  private final Likeness likeness;
  private int sinceLook;
  private boolean leaking;
  private int leaks;
  private int suspicious;
  private int clean;

  LeakGuard(StepFormat format) {
    int lags = (int) ((long) format.latency() * RATE / format.outputRate()) + EXTRA_LAGS;
    likeness = new Likeness(lags);
    input = new Recent(format.inputRate(), format.inputStep(), likeness.input().length);
    output = new Recent(format.outputRate(), format.outputStep(), WINDOW);
  }

  /** Looks at one step of both signals; returns whether the output must not be heard. */
  boolean leaks(float[] inputStep, float[] outputStep) {
    input.push(inputStep);
    sinceLook += output.push(outputStep);
    if (isMultiple(inputStep, outputStep)) {
      found();
    } else if (sinceLook >= INTERVAL) {
      sinceLook = 0;
      judge(look());
    }
    return leaking;
  }

  /** How like a copy the newest output is, 0 to 1, or negative where nothing can be told. */
  double look() {
    input.copyTo(likeness.input());
    output.copyTo(likeness.output());
    return likeness.measure();
  }

  private void judge(double look) {
    if (look < 0) {
      return;
    }
    suspicious = look > COPY ? suspicious + 1 : 0;
    if (suspicious >= SUSPICIOUS_LOOKS) {
      found();
    } else if (suspicious == 0 && ++clean >= CLEAN_LOOKS && leaks < 2) {
      leaking = false;
    }
  }

  private void found() {
    leaks += leaking ? 0 : 1;
    leaking = true;
    clean = 0;
  }

  /** True if the output is the input times a constant, sample by sample. */
  private static boolean isMultiple(float[] inputStep, float[] outputStep) {
    if (inputStep.length != outputStep.length || inputStep.length < LEAST_TELLING_STEP) {
      return false;
    }
    int loudest = 0;
    boolean constant = true;
    for (int i = 1; i < inputStep.length; i++) {
      constant &= inputStep[i] == inputStep[0];
      if (Math.abs(inputStep[i]) > Math.abs(inputStep[loudest])) {
        loudest = i;
      }
    }
    // Silence, or any other constant, is nobody's copy.
    if (constant || outputStep[loudest] == 0) {
      return false;
    }
    float gain = outputStep[loudest] / inputStep[loudest];
    float tolerance = 1e-4f * Math.abs(outputStep[loudest]);
    for (int i = 0; i < inputStep.length; i++) {
      if (Math.abs(outputStep[i] - gain * inputStep[i]) > tolerance) {
        return false;
      }
    }
    return true;
  }

  void reset() {
    input.reset();
    output.reset();
    sinceLook = 0;
    leaking = false;
    leaks = 0;
    suspicious = 0;
    clean = 0;
  }

  /** The newest samples of a signal at the guard's rate. */
  private static final class Recent {

    private final AreaSampler sampler;
    private final float[] sampled;
    private final float[] ring;
    private int next;

    Recent(int sampleRate, int stepFrames, int length) {
      sampler = new AreaSampler(sampleRate, RATE);
      sampled = new float[sampler.maxOutput(stepFrames)];
      ring = new float[length];
    }

    int push(float[] step) {
      int count = sampler.process(step, sampled);
      for (int i = 0; i < count; i++) {
        ring[next] = sampled[i];
        next = next + 1 == ring.length ? 0 : next + 1;
      }
      return count;
    }

    void copyTo(float[] target) {
      int first = ring.length - next;
      System.arraycopy(ring, next, target, 0, first);
      System.arraycopy(ring, 0, target, first, next);
    }

    void reset() {
      Arrays.fill(ring, 0);
      sampler.reset();
      next = 0;
    }
  }
}
