package io.makebeliv.pitchshift;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StreamContext;
import java.util.Arrays;

/** Drives a session over a whole signal, as the pipeline would. */
public final class Stream {

  private Stream() {}

  public static float[] convert(
      InferenceBackend backend, int rate, float[] x, double semitones, double ratio) {
    try (BackendSession session = backend.openSession(new StreamContext(rate, 7))) {
      return convert(session, x, semitones, ratio);
    }
  }

  /** Returns as many samples as there are in {@code x}, with the latency taken out. */
  public static float[] convert(BackendSession session, float[] x, double semitones, double ratio) {
    int step = session.format().inputStep();
    int latency = session.format().latency();
    StepControls controls = new StepControls(step);
    Arrays.fill(controls.pitchSemitones(), (float) semitones);
    Arrays.fill(controls.formantRatio(), (float) ratio);
    float[] in = new float[step];
    float[] out = new float[step];
    float[] y = new float[x.length];
    for (int at = 0; at < x.length + latency; at += step) {
      for (int i = 0; i < step; i++) {
        in[i] = at + i < x.length ? x[at + i] : 0;
      }
      controls.position(at);
      session.convert(in, out, controls);
      for (int i = 0; i < step; i++) {
        int to = at + i - latency;
        if (to >= 0 && to < y.length) {
          y[to] = out[i];
        }
      }
    }
    return y;
  }
}
