package io.makebeliv.onnx.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operator with its inputs, outputs and attributes, until the graph is written. */
final class Node {

  /** The domain of the operators that onnxruntime adds to the standard ones. */
  static final String RUNTIMES_OWN = "com.microsoft";

  private final Graph graph;
  private final String operator;
  private final @Nullable Value[] inputs;
  private final List<Value> outputs = new ArrayList<>();
  private final List<AttributeProto> attributes = new ArrayList<>();
  private String domain = "";

  Node(Graph graph, String operator, @Nullable Value... inputs) {
    for (Value input : inputs) {
      if (input != null && input.graph() != graph) {
        throw new IllegalArgumentException(
            "%s of graph %s was given %s, which belongs to graph %s"
                .formatted(operator, graph, input, input.graph()));
      }
    }
    this.graph = graph;
    this.operator = operator;
    this.inputs = inputs;
  }

  /** Says that the operator is not a standard one. */
  Node runtimesOwn() {
    domain = RUNTIMES_OWN;
    return this;
  }

  Node ints(String name, long... values) {
    AttributeProto.Builder attribute = attribute(name, AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    attributes.add(attribute.build());
    return this;
  }

  Node integer(String name, long value) {
    attributes.add(attribute(name, AttributeType.INT).setI(value).build());
    return this;
  }

  Node real(String name, float value) {
    attributes.add(attribute(name, AttributeType.FLOAT).setF(value).build());
    return this;
  }

  Node text(String name, String value) {
    attributes.add(
        attribute(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build());
    return this;
  }

  /** One more output of this node, under a name of the graph's choice. */
  Value yields(ElementType type) {
    Value output = Value.computed(graph, graph.freshName(operator), type);
    outputs.add(output);
    return output;
  }

  NodeProto proto() {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType(operator)
            .setDomain(domain)
            .setName(outputs.get(0).name())
            .addAllAttribute(attributes);
    for (Value input : inputs) {
      node.addInput(input == null ? "" : input.name());
    }
    for (Value output : outputs) {
      node.addOutput(output.name());
    }
    return node.build();
  }

  private static AttributeProto.Builder attribute(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
