package io.makebeliv.onnx.streaming;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.onnx.TestGraph;
import java.util.Arrays;

/** Small models whose output is known, and what runs them. */
final class ToyVoices {

  static final float[] KERNEL = {0.5f, -0.25f, 0.125f, 0.75f, -0.5f};

  private static final long END = Long.MAX_VALUE;

  private ToyVoices() {}

  /** A causal filter that carries its last inputs from chunk to chunk. */
  static TestGraph filter(String state, String next, Object frames) {
    int memory = KERNEL.length - 1;
    return new TestGraph()
        .input("audio", TestGraph.FLOAT, 1, 1, frames)
        .input(state, TestGraph.FLOAT, 1, 1, memory)
        .output("converted", TestGraph.FLOAT, 1, 1, frames)
        .output(next, TestGraph.FLOAT, 1, 1, memory)
        .weight("kernel", reversed(KERNEL), 1, 1, KERNEL.length)
        .weight("from", new long[] {-memory}, 1)
        .weight("to", new long[] {END}, 1)
        .weight("axis", new long[] {2}, 1)
        .node("Concat", state + " audio", "all", TestGraph.integer("axis", 2))
        .node("Conv", "all kernel", "converted", TestGraph.ints("kernel_shape", KERNEL.length))
        .node("Slice", "all from to axis", next)
        .metadata("sample_rate", "16000");
  }

  /** The same filter without memory: it puts out less than it is given, or pads with zeros. */
  static TestGraph forgetful(Object inputs, Object outputs, int padBefore, int padAfter) {
    return new TestGraph()
        .input("audio", TestGraph.FLOAT, 1, 1, inputs)
        .output("converted", TestGraph.FLOAT, 1, 1, outputs)
        .weight("kernel", reversed(KERNEL), 1, 1, KERNEL.length)
        .node(
            "Conv",
            "audio kernel",
            "converted",
            TestGraph.ints("kernel_shape", KERNEL.length),
            TestGraph.ints("pads", padBefore, padAfter))
        .metadata("sample_rate", "16000");
  }

  private static float[] reversed(float[] kernel) {
    float[] reversed = new float[kernel.length];
    for (int i = 0; i < kernel.length; i++) {
      reversed[i] = kernel[kernel.length - 1 - i];
    }
    return reversed;
  }

  /** What the filter makes of a signal. */
  static float[] filtered(float[] signal, int delay) {
    float[] filtered = new float[signal.length];
    for (int i = 0; i < signal.length; i++) {
      double sum = 0;
      for (int k = 0; k < KERNEL.length; k++) {
        int from = i - delay - k;
        sum += from >= 0 ? KERNEL[k] * signal[from] : 0;
      }
      filtered[i] = (float) sum;
    }
    return filtered;
  }

  static float[] noise(int frames) {
    float[] noise = new float[frames];
    for (int i = 0; i < frames; i++) {
      noise[i] = (io.makebeliv.dsp.Keys.mix(i) >> 40) / (float) (1 << 23);
    }
    return noise;
  }

  static float[] impulse(int frames) {
    float[] impulse = new float[frames];
    impulse[0] = 1;
    return impulse;
  }

  /** Runs whole steps of a signal through a new session. */
  static float[] run(InferenceBackend voice, float[] signal) {
    try (BackendSession session = voice.openSession(new StreamContext(16000, 7))) {
      return run(session, signal, 0);
    }
  }

  static float[] run(BackendSession session, float[] signal, long position) {
    StepFormat format = session.format();
    float[] all = new float[signal.length / format.inputStep() * format.outputStep()];
    float[] output = new float[format.outputStep()];
    StepControls controls = new StepControls(format.inputStep());
    for (int step = 0; step < signal.length / format.inputStep(); step++) {
      int from = step * format.inputStep();
      controls.position(position + from);
      session.convert(
          Arrays.copyOfRange(signal, from, from + format.inputStep()), output, controls);
      System.arraycopy(output, 0, all, step * output.length, output.length);
    }
    return all;
  }
}
