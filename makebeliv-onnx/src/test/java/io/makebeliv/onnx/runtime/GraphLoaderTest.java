package io.makebeliv.onnx.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.CodedOutputStream;
import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.ExecutionProvider;
import io.makebeliv.onnx.OnnxOptions;
import io.makebeliv.onnx.TestGraph;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong with a model file, and what is said about it. */
final class GraphLoaderTest {

  @TempDir Path folder;

  private static TestGraph doubling() {
    return new TestGraph()
        .input("x", TestGraph.FLOAT, 4)
        .output("y", TestGraph.FLOAT, 4)
        .weight("w", new float[] {2, 2, 2, 2}, 4)
        .node("Mul", "x w", "y");
  }

  private static TestGraph withWeightsIn(String location) {
    return new TestGraph()
        .input("x", TestGraph.FLOAT, 4)
        .output("y", TestGraph.FLOAT, 4)
        .externalWeight("w", location, 4)
        .node("Mul", "x w", "y");
  }

  private static void refused(Path file, String... parts) {
    ModelException e =
        assertThrows(ModelException.class, () -> GraphLoader.file(file).load().close());
    String message = String.valueOf(e.getMessage());
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
    assertTrue(message.contains(file.getFileName().toString()), message);
    works();
  }

  private static void works() {
    try (LoadedGraph graph = GraphLoader.bytes("sound", doubling().bytes()).load()) {
      assertEquals(2, run(graph));
    }
  }

  /** What the graph makes of a one. */
  private static float run(LoadedGraph graph) {
    Tensor x = Tensor.of(ElementType.FLOAT, 4);
    Tensor y = Tensor.of(ElementType.FLOAT, 4);
    x.fill(1);
    try (Call call = graph.call().input("x", x).output("y", y).prepare()) {
      call.run();
      return y.get(3);
    }
  }

  @Test
  void aMissingFileIsSaidToBeMissing() {
    refused(folder.resolve("none.onnx"), "No such model file");
  }

  @Test
  void anEmptyFileIsNoModel() throws IOException {
    refused(Files.createFile(folder.resolve("empty.onnx")), "no graph");
  }

  @Test
  void aForeignFileIsNoModel() throws IOException {
    refused(Files.writeString(folder.resolve("page.onnx"), "<html>not found</html>"), "no ONNX");
    refused(Files.write(folder.resolve("zip.onnx"), new byte[] {'P', 'K', 3, 4, 0}), "no ONNX");
  }

  @Test
  void aFileCutOffAnywhereIsRefused() throws IOException {
    byte[] whole = doubling().bytes();
    Path file = folder.resolve("cut.onnx");
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThrows(ModelException.class, () -> GraphLoader.file(file).load().close());
    }
    works();
  }

  @Test
  void aFileOfTwoGigabytesIsRefusedUnread() throws IOException {
    Path file = folder.resolve("huge.onnx");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(3L << 30);
    }
    refused(file, "3221225472 bytes", "external data");
  }

  @Test
  void customOperatorsAreNamed() {
    refused(
        new TestGraph()
            .input("x", TestGraph.FLOAT, 4)
            .output("y", TestGraph.FLOAT, 4)
            .domain("com.example.secret")
            .node("com.example.secret", "Magic", "x", "y")
            .write(folder.resolve("custom.onnx")),
        "custom operators of com.example.secret");
  }

  @Test
  void anUnknownStandardOperatorIsRefused() {
    refused(
        new TestGraph()
            .input("x", TestGraph.FLOAT, 4)
            .output("y", TestGraph.FLOAT, 4)
            .node("Magic", "x", "y")
            .write(folder.resolve("magic.onnx")),
        "Magic",
        "opset 17");
  }

  @Test
  void aModelFromTheFutureIsRefused() {
    refused(doubling().opset(99).write(folder.resolve("future.onnx")), "opset 99");
  }

  @Test
  void weightsBesideTheFileAreLoaded() throws IOException {
    Path file = withWeightsIn("weights.bin").write(folder.resolve("model.onnx"));
    refused(file, "weights.bin", "not there");
    Files.write(folder.resolve("weights.bin"), threes());
    try (LoadedGraph graph = GraphLoader.file(file).load()) {
      assertEquals(3, run(graph));
    }
  }

  private static byte[] threes() {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 4; i++) {
      bytes.putFloat(3);
    }
    return bytes.array();
  }

  @Test
  void weightsOutsideOfTheFolderAreNotRead() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Path secret = Files.write(folder.resolve("secret.bin"), threes());
    Files.createDirectory(inside.resolve("sub"));
    for (String location :
        List.of(
            "../secret.bin",
            "sub/../../secret.bin",
            "..\\secret.bin",
            secret.toString(),
            "C:\\secret.bin",
            "\\\\host\\secret.bin")) {
      refused(
          withWeightsIn(location).write(inside.resolve("model.onnx")), "outside of its own folder");
    }
    Files.createSymbolicLink(inside.resolve("link.bin"), secret);
    refused(
        withWeightsIn("link.bin").write(inside.resolve("model.onnx")), "outside of its own folder");
  }

  @Test
  void weightsHiddenInABranchAreFoundToo() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("inside"));
    TestGraph branch =
        new TestGraph()
            .output("b", TestGraph.FLOAT, 4)
            .externalWeight("w", "../secret.bin", 4)
            .node("Identity", "w", "b");
    refused(
        new TestGraph()
            .input("yes", TestGraph.BOOL)
            .output("y", TestGraph.FLOAT, 4)
            .node(
                "If",
                "yes",
                "y",
                TestGraph.branch("then_branch", branch),
                TestGraph.branch("else_branch", branch))
            .write(inside.resolve("model.onnx")),
        "outside of its own folder");
  }

  @Test
  void aModelInMemoryHasNoFolder() {
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> GraphLoader.bytes("memory", withWeightsIn("weights.bin").bytes()).load());
    assertTrue(String.valueOf(e.getMessage()).contains("without a folder"), e::getMessage);
  }

  @Property(tries = 200)
  void bytesByChanceNeverDoMoreThanFail(@ForAll byte[] bytes) {
    assertThrows(ModelException.class, () -> ModelFile.read("chance", bytes));
  }

  @Property(tries = 100)
  void aDamagedByteNeverDoesMoreThanFail(@ForAll byte damage, @ForAll int where) {
    byte[] bytes = doubling().bytes();
    bytes[Math.floorMod(where, bytes.length)] ^= damage;
    try (LoadedGraph graph = GraphLoader.bytes("damaged", bytes).load()) {
      assertNotEquals("", graph.signature());
    } catch (ModelException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("damaged"), e::getMessage);
    }
  }

  @Test
  void aProviderThatIsNotThereIsPassedOver() {
    OnnxOptions wishes =
        OnnxOptions.defaults().providers("cuda", "tensorrt", "coreml", "directml", "xnnpack");
    try (LoadedGraph graph = GraphLoader.bytes("test", doubling().bytes()).options(wishes).load()) {
      assertEquals(ExecutionProvider.CPU, graph.provider());
      assertEquals(2, run(graph));
    }
  }

  @Test
  void anOptimisedCopyIsKeptAndUsed() throws IOException {
    Path cache = folder.resolve("deep").resolve("cache");
    Path file = doubling().write(folder.resolve("model.onnx"));
    OnnxOptions options = OnnxOptions.defaults().cache(cache);
    for (int i = 0; i < 2; i++) {
      try (LoadedGraph graph = GraphLoader.file(file).options(options).load()) {
        assertEquals(2, run(graph));
      }
      assertEquals(1, files(cache).size());
    }
    Path copy = files(cache).get(0);

    // What was kept is what is loaded: another graph in its place is noticed.
    new TestGraph()
        .input("x", TestGraph.FLOAT, 4)
        .output("y", TestGraph.FLOAT, 4)
        .node("Neg", "x", "y")
        .write(copy);
    try (LoadedGraph graph = GraphLoader.file(file).options(options).load()) {
      assertEquals(-1, run(graph));
    }

    // A damaged copy is made anew.
    Files.writeString(copy, "rubbish");
    try (LoadedGraph graph = GraphLoader.file(file).options(options).load()) {
      assertEquals(2, run(graph));
    }
    assertEquals(List.of(copy), files(cache));
  }

  @Test
  void aChangedModelHasACopyOfItsOwn() throws IOException {
    Path cache = folder.resolve("cache");
    OnnxOptions options = OnnxOptions.defaults().cache(cache);
    Path file = doubling().write(folder.resolve("model.onnx"));
    GraphLoader.file(file).options(options).load().close();
    doubling().metadata("changed", "yes").write(file);
    GraphLoader.file(file).options(options).load().close();
    assertEquals(2, files(cache).size());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void aFileCanBeReadWithoutLoadingIt() {
    ModelFile file =
        ModelFile.read(
            "test",
            doubling().input("w", TestGraph.FLOAT, 4).metadata("sample_rate", "16000").bytes());
    assertEquals("[x float[4]]", file.inputs().toString());
    assertEquals("[y float[4]]", file.outputs().toString());
    assertEquals(Map.of("sample_rate", "16000"), file.metadata());
    assertEquals(17, file.opset());
  }

  @Test
  void theVersionThatReportsHomeIsRefused() {
    ModelException e = assertThrows(ModelException.class, () -> OrtRuntime.refuse("1.29.0"));
    assertTrue(String.valueOf(e.getMessage()).contains("reports to its maker"), e::getMessage);
    assertThrows(ModelException.class, () -> OrtRuntime.refuse("1.12.1"));
    assertThrows(ModelException.class, () -> OrtRuntime.refuse("2.0.0"));
    OrtRuntime.refuse("1.28.0");
    OrtRuntime.refuse("");
    assertTrue(OrtRuntime.availability().available());
  }

  /** A field of another type than the format has: other readers pass over it, byte for byte. */
  @Test
  void noFieldIsTakenForWhatItIsNot() throws IOException {
    // The tensor's name as a number, which would be taken for the length of what follows.
    byte[] hidden =
        field(13, field(1, "location".getBytes(UTF_8)), field(2, "../x".getBytes(UTF_8)));
    byte[] name = {8 << 3, (byte) hidden.length};
    byte[] graph = field(7, field(5, name, hidden));
    Path file = Files.write(folder.resolve("voice.onnx"), joined(negation().bytes(), graph));
    refused(file, "field 8 is of another type");
    byte[] version = field(1, field(20, negation().bytes()));
    refused(Files.write(file, joined(version, negation().bytes())), "field 1 is of another type");
  }

  @Test
  void weightsOutsideAreFoundInTheDefaultsOfAFunctionToo() throws IOException {
    byte[] location =
        field(13, field(1, "location".getBytes(UTF_8)), field(2, "../x".getBytes(UTF_8)));
    byte[] function = field(25, field(11, field(5, location)));
    Path file = Files.write(folder.resolve("voice.onnx"), joined(negation().bytes(), function));
    refused(file, "wants to read '../x', outside of its own folder");
  }

  @Test
  void aDescriptionWithoutEndIsNotKept() throws IOException {
    Path file = folder.resolve("voice.onnx");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      int length = 1_000_000_000;
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(head);
      out.writeTag(14, 2);
      out.writeUInt32NoTag(length);
      out.flush();
      sparse.write(head.toByteArray());
      sparse.setLength(head.size() + length);
    }
    refused(file, "describes itself in more than");
  }

  @Test
  void aGraphThatDoesNotLoadLeavesNothingInTheCache() throws IOException {
    Path cache = folder.resolve("cache");
    Path file =
        new TestGraph()
            .input("x", TestGraph.FLOAT, 4)
            .output("y", TestGraph.FLOAT, 4)
            .node("NoSuchOperator", "x", "y")
            .write(folder.resolve("voice.onnx"));
    assertThrows(
        ModelException.class,
        () -> GraphLoader.file(file).options(OnnxOptions.defaults().cache(cache)).load());
    try (Stream<Path> left = Files.list(cache)) {
      assertEquals(List.of(), left.toList());
    }
  }

  private static TestGraph negation() {
    return new TestGraph()
        .input("x", TestGraph.FLOAT, 4)
        .output("y", TestGraph.FLOAT, 4)
        .node("Neg", "x", "y");
  }

  private static byte[] field(int number, byte[]... content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(number, joined(content));
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
