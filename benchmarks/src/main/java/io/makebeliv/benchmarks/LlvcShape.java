package io.makebeliv.benchmarks;

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
import com.google.protobuf.ByteString;
import io.makebeliv.dsp.Keys;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A model with the inputs, outputs, states and about the cost of LLVC (Sadov and others,
 * "Low-latency Real-time Voice Conversion on CPU", 2023), and weights by chance: 13 ms of new audio
 * and 2 ms of old at 16 kHz, 1.1 MB of state, 45 million multiplications a step.
 */
final class LlvcShape {

  static final int WINDOW = 240;
  static final int CHUNK = 208;

  private static final int FRAMES = 13;
  private static final int WIDE = 512;
  private static final int NARROW = 256;
  private static final int LAYERS = 8;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("llvc-shape");
  private int names;

  private LlvcShape() {}

  static byte[] bytes() {
    GraphProto graph = new LlvcShape().build();
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .addMetadataProps(
            StringStringEntryProto.newBuilder().setKey("sample_rate").setValue("16000"))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private GraphProto build() {
    graph.addInput(value("audio", 1, 1, WINDOW)).addOutput(value("converted", 1, 1, CHUNK));
    state("enc_buf", 1, WIDE, 510);
    state("dec_buf", 1, 2, FRAMES, NARROW);
    state("out_buf", 1, WIDE, 4);
    state("convnet_pre_ctx", 1, 1, 24);
    String cleaned = preNet("audio");
    String frames = node("Relu", node("Conv", cleaned, weight(WIDE, 1, 48), ints("strides", 16)));
    String encoded = encoder(frames);
    String mask = decoder(encoded);
    String voiced = node("Mul", frames, mask);
    String all = node("Concat", "out_buf", voiced, axis(2));
    slice(all, FRAMES, FRAMES + 4, 2, "out_buf_next");
    String sound = node("ConvTranspose", all, weight(WIDE, 1, 48), ints("strides", 16));
    slice(sound, 32, 32 + CHUNK, 2, "converted");
    return graph.build();
  }

  private String preNet(String audio) {
    String all = node("Concat", "convnet_pre_ctx", audio, axis(2));
    slice(all, CHUNK, CHUNK + 24, 2, "convnet_pre_ctx_next");
    String x = all;
    for (int i = 0; i < 12; i++) {
      x = node("Conv", x, weight(1, 1, 3));
    }
    return node("Add", audio, node("Tanh", x));
  }

  /** Causal dilated convolutions, each with its own part of the buffer before it. */
  private String encoder(String frames) {
    String x = frames;
    String[] kept = new String[LAYERS];
    int from = 0;
    for (int layer = 0; layer < LAYERS; layer++) {
      int memory = 2 << layer;
      String past = slice("enc_buf", from, from + memory, 2, name());
      String all = node("Concat", past, x, axis(2));
      kept[layer] = slice(all, FRAMES, FRAMES + memory, 2, name());
      String deep =
          node(
              "Conv",
              all,
              weight(WIDE, 1, 3),
              ints("dilations", 1L << layer),
              integer("group", WIDE));
      x = node("Add", x, node("Relu", node("Conv", node("Relu", deep), weight(WIDE, WIDE, 1))));
      from += memory;
    }
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Concat")
            .addAllInput(Arrays.asList(kept))
            .addOutput("enc_buf_next")
            .addAttribute(axis(2)));
    return x;
  }

  private String decoder(String encoded) {
    String narrow =
        node("Transpose", node("Conv", encoded, weight(NARROW, WIDE, 1)), ints("perm", 0, 2, 1));
    String now = node("Unsqueeze", narrow, longs(1));
    String two = node("Concat", slice("dec_buf", 1, 2, 1, name()), now, axis(1));
    graph.addNode(
        NodeProto.newBuilder().setOpType("Identity").addInput(two).addOutput("dec_buf_next"));
    String memory = node("ReduceMean", "dec_buf", ints("axes", 1), integer("keepdims", 0));
    String scores =
        node("Softmax", node("MatMul", narrow, node("Transpose", memory, ints("perm", 0, 2, 1))));
    String attended = node("Add", narrow, node("MatMul", scores, memory));
    String wide = node("Relu", node("MatMul", attended, weight(NARROW, 2048)));
    String back = node("Add", attended, node("MatMul", wide, weight(2048, NARROW)));
    return node(
        "Sigmoid",
        node("Conv", node("Transpose", back, ints("perm", 0, 2, 1)), weight(WIDE, NARROW, 1)));
  }

  private void state(String name, long... shape) {
    graph.addInput(value(name, shape)).addOutput(value(name + "_next", shape));
  }

  private static ValueInfoProto value(String name, long... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (long dimension : shape) {
      dimensions.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1).setShape(dimensions)))
        .build();
  }

  private String name() {
    return "t" + names++;
  }

  /** Adds a node; names are its inputs, attributes its attributes. */
  private String node(String operator, Object... given) {
    String output = name();
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).addOutput(output);
    for (Object each : given) {
      if (each instanceof AttributeProto attribute) {
        node.addAttribute(attribute);
      } else {
        node.addInput((String) each);
      }
    }
    graph.addNode(node);
    return output;
  }

  private String slice(String from, long begin, long end, int axis, String output) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Slice")
            .addInput(from)
            .addInput(longs(begin))
            .addInput(longs(end))
            .addInput(longs(axis))
            .addOutput(output));
    return output;
  }

  private String longs(long value) {
    String name = name();
    graph.addInitializer(
        TensorProto.newBuilder().setName(name).setDataType(7).addDims(1).addInt64Data(value));
    return name;
  }

  /** Small enough that nothing grows from layer to layer. */
  private String weight(int... shape) {
    int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    float scale = (float) (1 / Math.sqrt((double) count / shape[0]));
    ByteBuffer values = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      values.putFloat(scale * (Keys.mix((long) names << 32 | i) >> 40) / (1 << 23));
    }
    String name = name();
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(1)
            .setRawData(ByteString.copyFrom(values.array()));
    Arrays.stream(shape).forEach(tensor::addDims);
    graph.addInitializer(tensor);
    return name;
  }

  private static AttributeProto axis(int axis) {
    return integer("axis", axis);
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.build();
  }
}
