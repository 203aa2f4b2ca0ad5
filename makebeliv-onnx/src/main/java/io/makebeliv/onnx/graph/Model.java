package io.makebeliv.onnx.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A finished graph and its weights. Weights of more than a few values stay outside the graph's
 * bytes, where they were, and reach the session by name; or everything is written to one file.
 * Immutable.
 */
public final class Model {

  private static final long IR_VERSION = 8;
  private static final long OPERATOR_SET = 17;

  /** Weights of at most so many values are written into the graph itself. */
  private static final int INLINE_VALUES = 1024;

  /** What protobuf can hold, less some room for the graph around the weights. */
  private static final long MAX_BYTES = Integer.MAX_VALUE - (1L << 16);

  private static final int CHUNK = 1 << 16;

  private final GraphProto graph;
  private final Map<String, WeightTensor> inline = new HashMap<>();
  private final Map<String, WeightTensor> external = new HashMap<>();
  private final Map<String, WeightTensor> weights;
  private final Map<String, String> metadata;

  Model(GraphProto graph, Map<String, WeightTensor> weights, Map<String, String> metadata) {
    this.graph = graph;
    this.weights = weights;
    this.metadata = metadata;
    weights.forEach(
        (name, tensor) -> (tensor.count() <= INLINE_VALUES ? inline : external).put(name, tensor));
  }

  /**
   * Returns the weights that are not in {@link #graphBytes}, by name, for the options of a session:
   * it reads them where they are, so they must live as long as it does.
   */
  public Map<String, WeightTensor> externalWeights() {
    return Map.copyOf(external);
  }

  /** Returns the graph alone; a session made from it needs the {@link #externalWeights} as well. */
  public byte[] graphBytes() {
    GraphProto.Builder complete = graph.toBuilder();
    inline.forEach((name, tensor) -> complete.addInitializer(inlined(name, tensor)));
    external.forEach((name, tensor) -> complete.addInitializer(elsewhere(name, tensor)));
    return shell().setGraph(complete).build().toByteArray();
  }

  /**
   * Writes everything into one file, as {@link #writeTo(OutputStream)} does.
   *
   * @throws IOException if the file cannot be written
   * @throws IllegalStateException if the weights exceed the 2 GB that such a file can hold
   */
  public void writeTo(Path file) throws IOException {
    try (OutputStream stream = Files.newOutputStream(file)) {
      writeTo(stream);
    }
  }

  /** Returns how many bytes of weights {@link #writeTo} writes, which is nearly all of them. */
  public long weightBytes() {
    return weights.values().stream().mapToLong(WeightTensor::bytes).sum();
  }

  /**
   * Writes everything, weight by weight, without a second copy in memory.
   *
   * @param stream flushed and left open
   * @throws IOException if it cannot be written
   * @throws IllegalStateException if the weights exceed the 2 GB that such a file can hold
   */
  public void writeTo(OutputStream stream) throws IOException {
    long length = graph.getSerializedSize();
    for (Map.Entry<String, WeightTensor> weight : weights.entrySet()) {
      length += fieldLength(GraphProto.INITIALIZER_FIELD_NUMBER, tensorLength(weight));
    }
    if (length > MAX_BYTES) {
      throw new IllegalStateException(
          "graph %s has %d MB of weights, an ONNX file holds less than 2048 MB"
              .formatted(graph.getName(), length >> 20));
    }
    CodedOutputStream out = CodedOutputStream.newInstance(stream, CHUNK);
    shell().build().writeTo(out);
    startField(out, ModelProto.GRAPH_FIELD_NUMBER, length);
    graph.writeTo(out);
    for (Map.Entry<String, WeightTensor> weight : weights.entrySet()) {
      startField(out, GraphProto.INITIALIZER_FIELD_NUMBER, tensorLength(weight));
      described(weight.getKey(), weight.getValue()).build().writeTo(out);
      startField(out, TensorProto.RAW_DATA_FIELD_NUMBER, weight.getValue().bytes());
      writeValues(out, weight.getValue());
    }
    out.flush();
  }

  private ModelProto.Builder shell() {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("makebeliv")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET));
    if (graph.getNodeList().stream().anyMatch(node -> Node.RUNTIMES_OWN.equals(node.getDomain()))) {
      model.addOpsetImport(
          OperatorSetIdProto.newBuilder().setDomain(Node.RUNTIMES_OWN).setVersion(1));
    }
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model;
  }

  private static TensorProto.Builder described(String name, WeightTensor tensor) {
    TensorProto.Builder proto =
        TensorProto.newBuilder().setName(name).setDataType(tensor.type().code());
    for (long size : tensor.shape()) {
      proto.addDims(size);
    }
    return proto;
  }

  private static TensorProto inlined(String name, WeightTensor tensor) {
    ByteBuffer raw = littleEndian(Math.toIntExact(tensor.bytes()));
    if (tensor instanceof FloatTensor floats) {
      raw.asFloatBuffer().put(floats.values());
    } else if (tensor instanceof ByteTensor whole) {
      raw.duplicate().put(whole.values());
    }
    return described(name, tensor).setRawData(ByteString.copyFrom(raw)).build();
  }

  private static TensorProto elsewhere(String name, WeightTensor tensor) {
    return described(name, tensor)
        .setDataLocation(DataLocation.EXTERNAL)
        // The runtime wants a place; it never looks there, since the options bring the values.
        .addExternalData(
            StringStringEntryProto.newBuilder().setKey("location").setValue("in-memory"))
        .build();
  }

  private static long tensorLength(Map.Entry<String, WeightTensor> weight) {
    return described(weight.getKey(), weight.getValue()).build().getSerializedSize()
        + fieldLength(TensorProto.RAW_DATA_FIELD_NUMBER, weight.getValue().bytes());
  }

  private static long fieldLength(int field, long content) {
    return CodedOutputStream.computeTagSize(field)
        + CodedOutputStream.computeUInt64SizeNoTag(content)
        + content;
  }

  private static void startField(CodedOutputStream out, int field, long length) throws IOException {
    // 2 is the wire type of what carries its length.
    out.writeTag(field, 2);
    out.writeUInt64NoTag(length);
  }

  private static void writeValues(CodedOutputStream out, WeightTensor tensor) throws IOException {
    ByteBuffer chunk = littleEndian(CHUNK);
    if (tensor instanceof ByteTensor whole) {
      ByteBuffer left = whole.values();
      while (left.hasRemaining()) {
        int count = Math.min(left.remaining(), CHUNK);
        out.write(left.slice(left.position(), count));
        left.position(left.position() + count);
      }
      return;
    }
    FloatBuffer values = ((FloatTensor) tensor).values();
    while (values.hasRemaining()) {
      int count = Math.min(values.remaining(), CHUNK / Float.BYTES);
      chunk.asFloatBuffer().put(values.slice(values.position(), count));
      values.position(values.position() + count);
      out.write(chunk.duplicate().limit(count * Float.BYTES));
    }
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
