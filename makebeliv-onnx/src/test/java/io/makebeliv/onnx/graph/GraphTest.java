package io.makebeliv.onnx.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.makebeliv.onnx.compile.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class GraphTest {

  @TempDir Path folder;

  @Test
  void runsFromMemoryAndFromOneFileAlike() throws IOException {
    Model model = sums(100, 64);
    Path file = folder.resolve("sums.onnx");
    model.writeTo(file);
    float[] input = new float[100];
    input[3] = 2;
    input[99] = 1;
    try (Running memory = Running.of(model);
        Running disk = Running.of(file)) {
      float[] expected = new float[64];
      for (int i = 0; i < 64; i++) {
        expected[i] = 2 * (i * 100 + 3) + (i * 100 + 99) + 0.5f;
      }
      assertArrayEquals(expected, memory.with("x", input, 1, 100).run("y"), 1e-2f);
      assertArrayEquals(expected, disk.with("x", input, 1, 100).run("y"), 1e-2f);
      assertEquals(Map.of("key", "value"), disk.metadata());
    }
  }

  @Test
  void bigWeightsStayOutsideTheGraphsBytesAndSmallOnesDoNot() throws IOException {
    Model model = sums(100, 64);
    assertEquals(Set.of("weight"), model.externalWeights().keySet());
    byte[] bytes = model.graphBytes();
    assertTrue(bytes.length < 2000, "%d bytes".formatted(bytes.length));
    ModelProto proto = ModelProto.parseFrom(bytes);
    assertEquals(8, proto.getIrVersion());
    assertEquals(17, proto.getOpsetImport(0).getVersion());
  }

  @Test
  void theFileIsAnOrdinaryModel() throws IOException {
    Path file = folder.resolve("sums.onnx");
    sums(1000, 300).writeTo(file);
    ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(file));
    assertEquals(2, proto.getGraph().getInitializerCount());
    assertEquals(4 * 300_000, proto.getGraph().getInitializer(0).getRawData().size());
    assertEquals(proto.getSerializedSize(), Files.size(file));
  }

  @Test
  void aDirectBufferIsNotCopied() {
    FloatTensor tensor = FloatTensor.allocate(2, 3);
    FloatTensor same = FloatTensor.of(new long[] {3, 2}, tensor.values());
    tensor.set(4, 7);
    assertEquals(7, same.get(4));
  }

  @Test
  void namesAreGivenOnce() {
    Graph graph = new Graph("g");
    Value x = graph.input("x", ElementType.FLOAT, Dim.of(1));
    refused("x", () -> graph.input("x", ElementType.FLOAT, Dim.of(1)));
    refused("x", () -> graph.weight("x", FloatTensor.allocate(1)));
    refused("x", () -> graph.output("x", x.exp(), Dim.of(1)));
    graph.metadata("key", "value");
    refused("key", () -> graph.metadata("key", "other"));
  }

  @Test
  void operandsMustFit() {
    Graph graph = new Graph("g");
    Value x = graph.input("x", ElementType.FLOAT, Dim.of(1));
    refused("INT64", () -> x.plus(graph.constant(1L)));
    Value stranger = new Graph("h").input("y", ElementType.FLOAT, Dim.of(1));
    refused("graph h", () -> x.plus(stranger));
  }

  @Test
  void anInputMayBeAnOutputAndAnOutputTwoOfThem() {
    Graph graph = new Graph("g");
    Value x = graph.input("x", ElementType.FLOAT, Dim.of(2));
    Value doubled = x.plus(x);
    graph.output("same", x, Dim.of(2));
    graph.output("doubled", doubled, Dim.of(2));
    graph.output("again", doubled, Dim.of(2));
    try (Running running = Running.of(graph.build())) {
      Running.Outputs out = running.with("x", new float[] {1, 2}, 2).run();
      assertArrayEquals(new float[] {1, 2}, out.get("same"));
      assertArrayEquals(new float[] {2, 4}, out.get("doubled"));
      assertArrayEquals(new float[] {2, 4}, out.get("again"));
    }
  }

  @Test
  void anAxisIsReversed() {
    FloatTensor tensor = FloatTensor.of(new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
    assertEquals(
        FloatTensor.of(new long[] {6}, 3, 2, 1, 6, 5, 4).values(), tensor.reversed(1).values());
    assertEquals(
        FloatTensor.of(new long[] {6}, 4, 5, 6, 1, 2, 3).values(), tensor.reversed(0).values());
  }

  /** y = x·W + 0.5, W holding 0, 1, 2… */
  private static Model sums(int in, int out) {
    Graph graph = new Graph("sums").metadata("key", "value");
    Value x = graph.input("x", ElementType.FLOAT, Dim.of(1), Dim.of(in));
    FloatTensor weight = FloatTensor.allocate(out, in);
    for (int i = 0; i < weight.count(); i++) {
      weight.set(i, i);
    }
    FloatTensor bias = FloatTensor.allocate(out);
    for (int i = 0; i < out; i++) {
      bias.set(i, 0.5f);
    }
    Value y = x.linear(graph.weight("weight", weight), graph.weight("bias", bias));
    graph.output("y", y, Dim.of(1), Dim.of(out));
    return graph.build();
  }

  private static void refused(String named, Executable call) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
    assertTrue(message.contains(named), message);
  }
}
