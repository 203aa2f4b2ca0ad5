package io.makebeliv.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Builds small ONNX models for tests. A dimension is a number, or a name where it is left open. */
public final class TestGraph {

  public static final int FLOAT = 1;
  public static final int INT32 = 6;
  public static final int INT64 = 7;
  public static final int BOOL = 9;
  public static final int FLOAT16 = 10;
  public static final int DOUBLE = 11;

  private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
  private int opset = 17;

  public TestGraph input(String name, int type, Object... shape) {
    graph.addInput(value(name, type, shape));
    return this;
  }

  public TestGraph output(String name, int type, Object... shape) {
    graph.addOutput(value(name, type, shape));
    return this;
  }

  private static ValueInfoProto value(String name, int type, Object... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (Object dimension : shape) {
      dimensions.addDim(
          dimension instanceof String symbol
              ? TensorShapeProto.Dimension.newBuilder().setDimParam(symbol)
              : TensorShapeProto.Dimension.newBuilder()
                  .setDimValue(((Number) dimension).longValue()));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type).setShape(dimensions)))
        .build();
  }

  /** Adds a node; inputs and outputs are names separated by spaces, "-" for one left out. */
  public TestGraph node(String operator, String inputs, String outputs, AttributeProto... with) {
    return node("", operator, inputs, outputs, with);
  }

  public TestGraph node(
      String domain, String operator, String inputs, String outputs, AttributeProto... with) {
    graph.addNode(
        NodeProto.newBuilder()
            .setDomain(domain)
            .setOpType(operator)
            .addAllInput(names(inputs))
            .addAllOutput(names(outputs))
            .addAllAttribute(List.of(with)));
    return this;
  }

  private static List<String> names(String list) {
    return Arrays.stream(list.split(" ")).map(name -> name.equals("-") ? "" : name).toList();
  }

  public static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.build();
  }

  public static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** A graph inside of a node. */
  public static AttributeProto branch(String name, TestGraph inner) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(inner.graph)
        .build();
  }

  public TestGraph weight(String name, float[] values, long... shape) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
    Arrays.stream(shape).forEach(tensor::addDims);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    graph.addInitializer(tensor);
    return this;
  }

  public TestGraph weight(String name, long[] values, long... shape) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(INT64);
    Arrays.stream(shape).forEach(tensor::addDims);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    graph.addInitializer(tensor);
    return this;
  }

  /** A weight that is kept in another file, with its length where that is needed. */
  public TestGraph externalWeight(String name, String location, long... shape) {
    long bytes = 4 * Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(FLOAT)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", location))
            .addExternalData(entry("offset", "0"))
            .addExternalData(entry("length", String.valueOf(bytes)));
    Arrays.stream(shape).forEach(tensor::addDims);
    graph.addInitializer(tensor);
    return this;
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  public TestGraph metadata(String key, String value) {
    model.addMetadataProps(entry(key, value));
    return this;
  }

  public TestGraph opset(int version) {
    opset = version;
    return this;
  }

  public TestGraph domain(String domain) {
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1));
    return this;
  }

  public GraphProto graph() {
    return graph.build();
  }

  public byte[] bytes() {
    return model
        .clone()
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  public Path write(Path file) {
    try {
      return Files.write(file, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
