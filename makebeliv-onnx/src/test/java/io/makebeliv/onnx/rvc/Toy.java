package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.graph.Value;
import io.makebeliv.onnx.runtime.GraphLoader;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.Openness;
import io.makebeliv.onnx.runtime.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/** A small model, and a weight that tells whether it is still open. */
public final class Toy {

  private static final String WEIGHT = "ballast";

  /** As many as a model keeps outside of its graph's bytes. */
  private static final int SIZE = 2048;

  private final String name;
  private final Model model;
  private final List<Tensor> weights = new ArrayList<>();

  private Toy(String name, Model model) {
    this.name = name;
    this.model = model;
  }

  /** Ends a graph whose values went through {@link #through}. */
  static Toy of(String name, Graph graph) {
    return new Toy(name, graph.build());
  }

  /** A value as it is, for which a weight was read. */
  static Value through(Value value) {
    Value weight = value.graph().weight(WEIGHT, FloatTensor.allocate(SIZE));
    return value.plus(weight.slice(0, 0, 1));
  }

  /** Real numbers that a model takes in the precision it is made for. */
  static Value real(Graph graph, String input, boolean half, Dim... dims) {
    Value value = graph.input(input, half ? ElementType.FLOAT16 : ElementType.FLOAT, dims);
    return half ? value.cast(ElementType.FLOAT) : value;
  }

  public GraphLoader loader() {
    Tensor weight = Tensor.of(io.makebeliv.onnx.runtime.ElementType.FLOAT, SIZE);
    weights.add(weight);
    return GraphLoader.bytes(name, model.graphBytes()).weight(WEIGHT, weight);
  }

  /** Writes it to a file, all weights in it. */
  public Path write(Path file) {
    try {
      model.writeTo(file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LoadedGraph load() {
    return loader().load();
  }

  /** What a model is refused with. */
  public static String refusal(Executable action) {
    return String.valueOf(assertThrows(ModelException.class, action).getMessage());
  }

  /** Whether everything that was ever loaded has been closed. */
  public boolean isClosed() {
    return weights.stream().allMatch(Openness::isClosed);
  }
}
