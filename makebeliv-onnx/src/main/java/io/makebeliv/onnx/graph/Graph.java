package io.makebeliv.onnx.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX graph being written, operator set 17. Inputs and weights are asked for here, operators
 * are methods of {@link Value}; {@link #build} ends it. For one thread.
 *
 * <pre>{@code
 * Graph graph = new Graph("louder");
 * Value audio = graph.input("audio", ElementType.FLOAT, Dim.of(1), Dim.named("n"));
 * graph.output("louder", audio.times(graph.constant(2f)), Dim.of(1), Dim.named("n"));
 * Model model = graph.build();
 * }</pre>
 */
public final class Graph {

  private final String name;
  private final List<Node> nodes = new ArrayList<>();
  private final List<ValueInfoProto> inputs = new ArrayList<>();
  private final List<ValueInfoProto> outputs = new ArrayList<>();
  private final Map<String, WeightTensor> weights = new LinkedHashMap<>();
  private final List<TensorProto> constants = new ArrayList<>();
  private final Map<Object, Value> knownConstants = new HashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Integer> counters = new HashMap<>();

  public Graph(String name) {
    this.name = name;
  }

  /** What each run is given. */
  public Value input(String inputName, ElementType type, Dim... dims) {
    claim(inputName);
    inputs.add(info(inputName, type, dims));
    return Value.given(this, inputName, type);
  }

  /** Declares a value to be an output under this name. */
  public void output(String outputName, Value value, Dim... dims) {
    claim(outputName);
    Value named = value.isFree() ? value : value.identity();
    names.remove(named.name());
    named.name(outputName);
    outputs.add(info(outputName, named.type(), dims));
  }

  /** A weight. The name must be new to this graph. */
  public Value weight(String weightName, WeightTensor tensor) {
    claim(weightName);
    weights.put(weightName, tensor);
    return Value.given(this, weightName, tensor.type());
  }

  public Value constant(float value) {
    return constant(
        List.of(ElementType.FLOAT, value), ElementType.FLOAT, 4, b -> b.putFloat(value));
  }

  public Value constant(double value) {
    return constant(
        List.of(ElementType.DOUBLE, value), ElementType.DOUBLE, 8, b -> b.putDouble(value));
  }

  /** A whole number without axes. */
  public Value constant(long value) {
    return constant(List.of(ElementType.INT64, value), ElementType.INT64, 8, b -> b.putLong(value));
  }

  /** Whole numbers on one axis. */
  public Value constants(long... values) {
    return constant(
        List.of(ElementType.INT64, Arrays.toString(values)),
        ElementType.INT64,
        8 * values.length,
        b -> Arrays.stream(values).forEach(b::putLong),
        values.length);
  }

  /** Values joined along an axis. */
  public Value concat(long axis, Value... parts) {
    return node("Concat", parts).integer("axis", axis).yields(parts[0].type());
  }

  /** The whole numbers from 0 below a limit without axes. */
  public Value range(Value limit) {
    return node("Range", constant(0L), limit, constant(1L)).yields(ElementType.INT64);
  }

  /** An entry of the file's own description. */
  public Graph metadata(String key, String value) {
    if (metadata.putIfAbsent(key, value) != null) {
      throw new IllegalArgumentException("metadata \"%s\" is given twice".formatted(key));
    }
    return this;
  }

  /** Ends the graph. */
  public Model build() {
    if (outputs.isEmpty()) {
      throw new IllegalStateException("graph %s has no output".formatted(name));
    }
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName(name)
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllInitializer(constants);
    for (Node node : nodes) {
      graph.addNode(node.proto());
    }
    return new Model(graph.build(), weights, metadata);
  }

  Node node(String operator, @Nullable Value... operands) {
    Node node = new Node(this, operator, operands);
    nodes.add(node);
    return node;
  }

  String freshName(String stem) {
    String fresh;
    do {
      fresh = stem + "_" + counters.merge(stem, 1, Integer::sum);
    } while (!names.add(fresh));
    return fresh;
  }

  @Override
  public String toString() {
    return name;
  }

  private Value constant(
      Object key, ElementType type, int bytes, Consumer<ByteBuffer> fill, long... dims) {
    return knownConstants.computeIfAbsent(
        key,
        k -> {
          String fresh = freshName("constant");
          ByteBuffer raw = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
          fill.accept(raw);
          TensorProto.Builder tensor =
              TensorProto.newBuilder()
                  .setName(fresh)
                  .setDataType(type.code())
                  .setRawData(ByteString.copyFrom(raw.flip()));
          for (long dim : dims) {
            tensor.addDims(dim);
          }
          constants.add(tensor.build());
          return Value.given(this, fresh, type);
        });
  }

  private void claim(String wanted) {
    if (wanted.isBlank()) {
      throw new IllegalArgumentException("graph %s: a name must not be blank".formatted(name));
    }
    if (!names.add(wanted)) {
      throw new IllegalArgumentException(
          "graph %s has a value named \"%s\" already".formatted(name, wanted));
    }
  }

  private static ValueInfoProto info(String valueName, ElementType type, Dim... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Dim dim : dims) {
      shape.addDim(dim.proto());
    }
    return ValueInfoProto.newBuilder()
        .setName(valueName)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.code()).setShape(shape)))
        .build();
  }
}
