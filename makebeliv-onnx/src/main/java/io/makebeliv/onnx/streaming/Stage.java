package io.makebeliv.onnx.streaming;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.Tensor;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One loaded graph of a voice, with all shapes known.
 *
 * @param graph the graph
 * @param wiring what its inputs and outputs are for
 * @param inputs the shape of each input that this stage makes a tensor for
 * @param outputs the shape of each output
 */
record Stage(
    LoadedGraph graph, Wiring wiring, Map<String, long[]> inputs, Map<String, long[]> outputs) {

  /**
   * Tries a graph out on silence, which also shows how big its outputs are.
   *
   * @param upstream the shapes of what earlier graphs hand on
   * @throws ModelException if it does not run, or does not carry its states on in their shape
   */
  static Stage tried(
      LoadedGraph graph, Wiring wiring, Dimensions dimensions, Map<String, TensorSpec> upstream) {
    Map<String, long[]> inputs = new LinkedHashMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try {
      for (TensorSpec input : graph.inputs()) {
        long[] shape = dimensions.of(upstream.getOrDefault(input.name(), input));
        inputs.put(input.name(), shape);
        tensors.put(input.name(), tensor(graph, input, shape));
      }
      for (Wiring.Constant constant : wiring.constants()) {
        fill(graph, constant.input(), constant.values(), tensors);
      }
      for (Wiring.Counter counter : wiring.counters()) {
        set(tensors.get(counter.input().name()), counter.start());
      }
      for (Wiring.State state : wiring.states()) {
        fill(graph, state.input(), state.initial(), tensors);
      }
      Map<String, long[]> outputs =
          graph.outputsFor(tensors).stream()
              .collect(
                  Collectors.toMap(
                      TensorSpec::name,
                      output -> output.shape().stream().mapToLong(Long::longValue).toArray()));
      Stage stage = new Stage(graph, wiring, inputs, outputs);
      wiring.states().forEach(stage::check);
      return stage;
    } finally {
      tensors.values().forEach(Tensor::close);
    }
  }

  private static Tensor tensor(LoadedGraph graph, TensorSpec input, long... shape) {
    try {
      return Tensor.of(input.type(), shape);
    } catch (ModelException e) {
      throw new ModelException(
          "%s: nothing can be given to %s: %s.".formatted(graph.name(), input, e.getMessage()), e);
    }
  }

  private void check(Wiring.State state) {
    long[] before = inputs.get(state.input().name());
    long[] after = outputs.get(state.output().name());
    if (!Arrays.equals(before, after)) {
      throw new ModelException(
          "%s: the state '%s' goes in as %s and comes out of '%s' as %s."
              .formatted(
                  graph.name(),
                  state.input().name(),
                  Arrays.toString(before),
                  state.output().name(),
                  Arrays.toString(after)));
    }
  }

  /** The outputs that a later graph may be given, in their true shapes. */
  Map<String, TensorSpec> handedOn() {
    Map<String, TensorSpec> handed = new LinkedHashMap<>();
    for (TensorSpec output : wiring.open()) {
      List<Long> shape =
          Arrays.stream(outputs.getOrDefault(output.name(), new long[0])).boxed().toList();
      handed.put(
          output.name(),
          new TensorSpec(
              output.name(), output.type(), shape, shape.stream().map(ignored -> "").toList()));
    }
    return handed;
  }

  Tensor inputTensor(TensorSpec input) {
    return Tensor.of(input.type(), shape(inputs, input));
  }

  Tensor outputTensor(TensorSpec output) {
    return Tensor.of(output.type(), shape(outputs, output));
  }

  private static long[] shape(Map<String, long[]> shapes, TensorSpec spec) {
    long[] shape = shapes.get(spec.name());
    if (shape == null) {
      throw new IllegalStateException("no shape was found for " + spec);
    }
    return shape;
  }

  private static void fill(
      LoadedGraph graph, TensorSpec input, Values values, Map<String, Tensor> tensors) {
    Tensor tensor = tensors.get(input.name());
    if (tensor != null) {
      values.check("%s: %s".formatted(graph.name(), input), tensor);
      values.fill(tensor);
    }
  }

  private static void set(@Nullable Tensor tensor, long value) {
    for (int i = 0; tensor != null && i < tensor.elements(); i++) {
      tensor.putLong(i, value);
    }
  }
}
