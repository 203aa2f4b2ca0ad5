package io.makebeliv.onnx.rvc;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.runtime.Call;
import io.makebeliv.onnx.runtime.ElementType;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.Tensor;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tensors that go into a synthesizer that carries its past. */
final class CarriedInputs implements AutoCloseable {

  private static final String AUDIO = "audio";
  private static final String NEXT = "_next";

  private final LoadedGraph graph;
  private final Carriage carriage;
  private final Map<Role, Tensor> byRole = new EnumMap<>(Role.class);
  private final Map<String, Tensor> plain = new LinkedHashMap<>();
  private final Map<String, Tensor> states = new LinkedHashMap<>();

  CarriedInputs(LoadedGraph graph, Layout layout, Carriage carriage) {
    this.graph = graph;
    this.carriage = carriage;
    try {
      layout.inputs().forEach(this::add);
      for (TensorSpec state : layout.states()) {
        states.put(state.name(), Tensor.of(state.type(), sizes(state)));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    get(Role.STEPS).putLong(0, carriage.chunk());
    get(Role.AHEAD).putLong(0, carriage.ahead());
    @Nullable Tensor pitch = find(Role.PITCH);
    if (pitch != null) {
      pitch.fill(1);
    }
  }

  private void add(Role role, TensorSpec spec) {
    int window = carriage.window();
    int driven = carriage.driven();
    long[] shape =
        switch (role) {
          case FEATURES -> new long[] {1, window, size(spec, 2)};
          case PITCH -> new long[] {1, window};
          case HERTZ -> new long[] {1, driven};
          case NOISE -> new long[] {1, size(spec, 1), driven};
          case SOURCE_NOISE -> new long[] {1, driven, size(spec, 2)};
          // A number of its own, or a list of one.
          default -> spec.shape().isEmpty() ? new long[0] : new long[] {1};
        };
    Tensor tensor = Tensor.of(spec.type(), shape);
    byRole.put(role, tensor);
    if (role == Role.PHASE) {
      states.put(spec.name(), tensor);
    } else {
      plain.put(spec.name(), tensor);
    }
  }

  private long size(TensorSpec spec, int axis) {
    if (spec.shape().size() != 3 || spec.shape().get(axis) <= 0) {
      throw new ModelException(
          "%s does not say how wide its input %s is.".formatted(graph.name(), spec));
    }
    return spec.shape().get(axis);
  }

  private long[] sizes(TensorSpec state) {
    if (state.type() != ElementType.FLOAT || state.shape().stream().anyMatch(size -> size <= 0)) {
      throw new ModelException(
          "%s: a state is of single precision and of fixed size, %s is not."
              .formatted(graph.name(), state));
    }
    return state.shape().stream().mapToLong(Long::longValue).toArray();
  }

  Carriage carriage() {
    return carriage;
  }

  void speaker(int speaker) {
    get(Role.SPEAKER).putLong(0, speaker);
  }

  Tensor get(Role role) {
    @Nullable Tensor tensor = find(role);
    if (tensor == null) {
      throw new IllegalStateException("this layout has no " + role);
    }
    return tensor;
  }

  @Nullable Tensor find(Role role) {
    return byRole.get(role);
  }

  /** Runs the graph once with zeros. */
  TensorSpec probe() {
    Map<String, Tensor> all = new LinkedHashMap<>(plain);
    all.putAll(states);
    return graph.finiteOutputsFor(all).stream()
        .filter(output -> output.name().equals(AUDIO))
        .findFirst()
        .orElseThrow(() -> new ModelException("%s puts out no 'audio'.".formatted(graph.name())));
  }

  /**
   * Binds everything.
   *
   * @param audio receives what comes out
   * @param kept receives all tensors that states are in
   */
  Call bind(Tensor audio, List<Tensor> kept) {
    Call.Builder builder = graph.call();
    List<Tensor> seconds = new ArrayList<>();
    try {
      plain.forEach(builder::input);
      for (Map.Entry<String, Tensor> state : states.entrySet()) {
        Tensor first = state.getValue();
        Tensor second = Tensor.of(first.type(), first.shape());
        seconds.add(second);
        builder.state(state.getKey(), state.getKey() + NEXT, first, second);
      }
      Call call = builder.output(AUDIO, audio).prepare();
      kept.addAll(states.values());
      kept.addAll(seconds);
      return call;
    } catch (RuntimeException | Error e) {
      seconds.forEach(Tensor::close);
      throw e;
    }
  }

  @Override
  public void close() {
    plain.values().forEach(Tensor::close);
    states.values().forEach(Tensor::close);
  }
}
