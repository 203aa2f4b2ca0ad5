package io.makebeliv.onnx.rvc;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.Tensor;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tensors that go into a synthesizer. */
final class SynthesizerInputs implements AutoCloseable {

  /** What the output is called where there are several. */
  private static final String AUDIO = "audio";

  private final LoadedGraph graph;
  private final Window window;
  private final Map<Role, Tensor> byRole = new HashMap<>();
  private final Map<String, Tensor> byName = new HashMap<>();

  SynthesizerInputs(LoadedGraph graph, Layout layout, int channels, Window window) {
    this.graph = graph;
    this.window = window;
    try {
      layout.inputs().forEach((role, spec) -> add(role, spec, channels));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    fill(Role.LENGTH, window.frames());
    fill(Role.PITCH, 1);
    fill(Role.SKIP, window.skipped());
    fill(Role.RETURN, window.returned());
    // Moving formants itself, a graph could only meet ratios of whole numbers of frames, and not
    // where the next window would. The stretch of all layouts meets any.
    fill(Role.FORMANT, window.returned());
    if (byRole.containsKey(Role.RATE)) {
      get(Role.RATE).put(0, (float) window.returned() / window.frames());
    }
  }

  private void add(Role role, TensorSpec spec, int channels) {
    int frames = window.frames();
    long[] shape =
        switch (role) {
          case FEATURES -> new long[] {1, frames, channels};
          case PITCH, HERTZ, ENERGY -> new long[] {1, frames};
          case SOURCE_NOISE -> new long[] {1, window.returned(), samplesPerFrame(spec)};
          case NOISE -> new long[] {1, latent(spec), noiseFrames()};
          // A number of its own, or a list of one.
          default -> spec.shape().isEmpty() ? new long[0] : new long[] {1};
        };
    Tensor tensor = Tensor.of(spec.type(), shape);
    byRole.put(role, tensor);
    byName.put(spec.name(), tensor);
  }

  private long latent(TensorSpec spec) {
    if (spec.shape().size() != 3 || spec.shape().get(1) <= 0) {
      throw new ModelException(
          "%s does not say how wide its noise is: %s.".formatted(graph.name(), spec));
    }
    return spec.shape().get(1);
  }

  private long samplesPerFrame(TensorSpec spec) {
    if (spec.shape().size() != 3 || spec.shape().get(2) <= 0) {
      throw new ModelException(
          "%s does not say how many samples a frame has: %s.".formatted(graph.name(), spec));
    }
    return spec.shape().get(2);
  }

  /** A graph that was cut for good takes the noise of what is left. */
  private int noiseFrames() {
    boolean fixed = graph.metadata().containsKey(Layout.FIXED_SKIP);
    return window.frames() - (fixed ? Math.max(0, window.skipped() - Synthesizer.FLOW_REACH) : 0);
  }

  private void fill(Role role, long value) {
    Tensor tensor = byRole.get(role);
    if (tensor != null) {
      for (int i = 0; i < tensor.elements(); i++) {
        tensor.putLong(i, value);
      }
    }
  }

  /** Says which of the voices is to speak. */
  void speaker(int speaker) {
    fill(Role.SPEAKER, speaker);
  }

  boolean has(Role role) {
    return byRole.containsKey(role);
  }

  Tensor get(Role role) {
    Tensor tensor = byRole.get(role);
    if (tensor == null) {
      throw new IllegalStateException("this layout has no " + role);
    }
    return tensor;
  }

  Map<String, Tensor> all() {
    return Map.copyOf(byName);
  }

  Window window() {
    return window;
  }

  TensorSpec probe() {
    List<TensorSpec> outputs = graph.finiteOutputsFor(byName);
    return outputs.stream()
        .filter(output -> output.name().equals(AUDIO))
        .findFirst()
        .orElse(outputs.get(0));
  }

  @Override
  public void close() {
    byRole.values().forEach(Tensor::close);
  }
}
