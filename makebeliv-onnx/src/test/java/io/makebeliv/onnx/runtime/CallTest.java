package io.makebeliv.onnx.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.sun.management.ThreadMXBean;
import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.ExecutionProvider;
import io.makebeliv.onnx.OnnxOptions;
import io.makebeliv.onnx.TestGraph;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Running graphs on tensors of the caller's own. */
final class CallTest {

  /** y = x + s, and the new s is y: a running sum. */
  private static TestGraph runningSum() {
    return new TestGraph()
        .input("x", TestGraph.FLOAT, 1, 4)
        .input("s", TestGraph.FLOAT, 1, 4)
        .output("y", TestGraph.FLOAT, 1, 4)
        .output("s_next", TestGraph.FLOAT, 1, 4)
        .node("Add", "x s", "y")
        .node("Identity", "y", "s_next");
  }

  private static LoadedGraph load(TestGraph graph) {
    return GraphLoader.bytes("test", graph.bytes()).load();
  }

  private static Tensor floats(long... shape) {
    return Tensor.of(ElementType.FLOAT, shape);
  }

  private static float[] all(Tensor tensor) {
    float[] values = new float[tensor.elements()];
    tensor.get(0, values, 0, values.length);
    return values;
  }

  @Test
  void aGraphSaysWhatItTakesAndGives() {
    try (LoadedGraph graph =
        load(
            new TestGraph()
                .input("x", TestGraph.FLOAT, "batch", 4)
                .input("n", TestGraph.INT64)
                .output("y", TestGraph.FLOAT, "batch", 4)
                .node("Cast", "n", "f", TestGraph.integer("to", TestGraph.FLOAT))
                .node("Mul", "x f", "y")
                .metadata("sample_rate", "16000"))) {
      assertEquals("x float[batch,4], n int64[] -> y float[batch,4]", graph.signature());
      assertEquals(Map.of("sample_rate", "16000"), graph.metadata());
      assertEquals(ExecutionProvider.CPU, graph.provider());
    }
  }

  @Test
  void openDimensionsCanBeFrozen() {
    TestGraph open =
        new TestGraph()
            .input("x", TestGraph.FLOAT, "batch", 4)
            .output("y", TestGraph.FLOAT, "batch", 4)
            .node("Neg", "x", "y");
    try (LoadedGraph graph = GraphLoader.bytes("test", open.bytes()).freeze("batch", 1).load()) {
      assertEquals("x float[1,4] -> y float[1,4]", graph.signature());
    }
  }

  @Test
  void statesChangePlacesInsteadOfBeingCopied() {
    Tensor x = floats(1, 4);
    Tensor y = floats(1, 4);
    Tensor first = floats(1, 4);
    first.fill(10);
    try (LoadedGraph graph = load(runningSum());
        Call call =
            graph
                .call()
                .input("x", x)
                .state("s", "s_next", first, floats(1, 4))
                .output("y", y)
                .prepare()) {
      x.fill(1);
      for (int i = 1; i <= 5; i++) {
        call.run();
        assertEquals(10 + i, y.get(3));
      }
      call.rewind();
      first.fill(20);
      call.run();
      assertEquals(21, y.get(0));
    }
  }

  @Test
  void halvesAreWrittenAndReadAsFloats() {
    Tensor x = Tensor.of(ElementType.FLOAT16, 3);
    Tensor y = Tensor.of(ElementType.FLOAT16, 3);
    try (LoadedGraph graph =
            load(
                new TestGraph()
                    .input("x", TestGraph.FLOAT16, 3)
                    .output("y", TestGraph.FLOAT16, 3)
                    .node("Add", "x x", "y"));
        Call call = graph.call().input("x", x).output("y", y).prepare()) {
      x.put(0, new float[] {0.5f, -1.25f, 1024}, 0, 3);
      call.run();
      assertArrayEquals(new float[] {1, -2.5f, 2048}, all(y));
    }
  }

  @Test
  void scalarsAndTruthValuesAreTensorsToo() {
    Tensor n = Tensor.of(ElementType.INT64);
    Tensor yes = Tensor.of(ElementType.BOOL);
    Tensor y = Tensor.of(ElementType.INT64);
    try (LoadedGraph graph =
            load(
                new TestGraph()
                    .input("n", TestGraph.INT64)
                    .input("yes", TestGraph.BOOL)
                    .output("y", TestGraph.INT64)
                    .node("Neg", "n", "m")
                    .node("Where", "yes n m", "y"));
        Call call = graph.call().input("n", n).input("yes", yes).output("y", y).prepare()) {
      n.putLong(0, (1L << 40) + 1);
      call.run();
      assertEquals(-(1L << 40) - 1, y.getLong(0));
      yes.put(0, 1);
      call.run();
      assertEquals((1L << 40) + 1, y.getLong(0));
    }
  }

  @Test
  void outputsOfUnknownSizeAreMadeAnew() {
    Tensor x = floats(4);
    try (LoadedGraph graph =
            load(
                new TestGraph()
                    .input("x", TestGraph.FLOAT, 4)
                    .output("y", TestGraph.FLOAT, "some")
                    .weight("zero", new float[] {0})
                    .node("Greater", "x zero", "positive")
                    .node("Compress", "x positive", "y"));
        Call call = graph.call().input("x", x).fresh("y").prepare()) {
      x.put(0, new float[] {1, -2, 3, -4}, 0, 4);
      call.run();
      assertArrayEquals(new float[] {1, 3}, call.values("y"));
      x.fill(7);
      call.run();
      assertArrayEquals(new long[] {4}, call.shape("y"));
    }
  }

  @Test
  void aTrialRunTellsTheSizesThatTheFileDoesNot() {
    try (LoadedGraph graph =
            load(
                new TestGraph()
                    .input("x", TestGraph.FLOAT, 1, "n")
                    .output("y", TestGraph.FLOAT, 1, "m")
                    .node("Concat", "x x", "y", TestGraph.integer("axis", 1)));
        Tensor x = floats(1, 3)) {
      assertEquals(List.of(1L, 6L), graph.outputsFor(Map.of("x", x)).get(0).shape());
    }
  }

  @Test
  void oneGraphServesManyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (LoadedGraph graph = load(runningSum())) {
      Callable<Float> stream =
          () -> {
            Tensor x = floats(1, 4);
            Tensor y = floats(1, 4);
            try (Call call =
                graph
                    .call()
                    .input("x", x)
                    .state("s", "s_next", floats(1, 4), floats(1, 4))
                    .output("y", y)
                    .prepare()) {
              x.fill(1);
              for (int i = 0; i < 2000; i++) {
                call.run();
              }
              return y.get(2);
            }
          };
      for (Future<Float> sum :
          threads.invokeAll(IntStream.range(0, 4).mapToObj(i -> stream).toList())) {
        assertEquals(2000, sum.get());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void weightsGivenFromOutsideAreUsedWhereTheyLie() {
    Tensor weight = floats(2, 2);
    weight.put(0, new float[] {1, 2, 3, 4}, 0, 4);
    Tensor x = floats(1, 2);
    Tensor y = floats(1, 2);
    TestGraph model =
        new TestGraph()
            .input("x", TestGraph.FLOAT, 1, 2)
            .output("y", TestGraph.FLOAT, 1, 2)
            .externalWeight("w", "nowhere", 2, 2)
            .node("MatMul", "x w", "y");
    try (LoadedGraph graph =
            GraphLoader.bytes("test", model.bytes())
                .options(OnnxOptions.defaults())
                .weight("w", weight)
                .load();
        Call call = graph.call().input("x", x).output("y", y).prepare()) {
      x.fill(1);
      call.run();
      assertArrayEquals(new float[] {4, 6}, all(y));
    }
  }

  @Test
  void runningAllocatesWhatTheBindingDoesAndNothingMore() throws Exception {
    Tensor x = floats(1, 4);
    Tensor y = floats(1, 4);
    OrtEnvironment environment = OrtRuntime.environment();
    try (LoadedGraph graph = load(runningSum());
        Call call =
            graph
                .call()
                .input("x", x)
                .state("s", "s_next", floats(1, 4), floats(1, 4))
                .output("y", y)
                .prepare();
        OrtSession bare = environment.createSession(runningSum().bytes());
        Tensor a = floats(1, 4);
        Tensor b = floats(1, 4);
        Tensor c = floats(1, 4);
        Tensor d = floats(1, 4)) {
      Map<String, OnnxTensor> in = new java.util.LinkedHashMap<>();
      in.put("x", a.ort());
      in.put("s", b.ort());
      Map<String, OnnxTensor> out = new java.util.LinkedHashMap<>();
      out.put("s_next", c.ort());
      out.put("y", d.ort());
      long ours = allocated(call::run);
      long theirs =
          allocated(
              () -> {
                try (OrtSession.Result result = bare.run(in, out)) {
                  assertEquals(2, result.size());
                } catch (ai.onnxruntime.OrtException e) {
                  throw new AssertionError(e);
                }
              });
      // The compiler does away with some of the binding's objects, and not with the same ones.
      assertTrue(Math.abs(ours - theirs) <= 64, () -> ours + " bytes a run, bare " + theirs);
      assertTrue(ours < 1000, () -> "bytes a run: " + ours);
    }
  }

  /** Bytes a run, once everything is compiled. */
  private static long allocated(Runnable run) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < 1000; i++) {
        run.run();
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
    }
    return least / 1000;
  }

  @Test
  void loadingLeavesTheFloatsOfTheLoadingThreadAlone() throws Exception {
    // ONNX Runtime switches denormals off in the thread that makes the first session.
    float[] product = new float[1];
    Thread loader =
        new Thread(
            () -> {
              load(runningSum()).close();
              float small = Float.parseFloat("1e-20");
              product[0] = small * small;
            });
    loader.start();
    loader.join();
    assertEquals(1e-40f, product[0]);
  }

  @Test
  void whatDoesNotFitIsRefusedAtOnce() {
    try (LoadedGraph graph = load(runningSum())) {
      refused("no input 'z'; it has x float[1,4], s float[1,4]", () -> graph.input("z"));
      refused("no output 'z'", () -> graph.call().fresh("z"));
      refused("x float[1,4] cannot be float[1, 5]", () -> graph.call().input("x", floats(1, 5)));
      refused(
          "x float[1,4] cannot be int64[1, 4]",
          () -> graph.call().input("x", Tensor.of(ElementType.INT64, 1, 4)));
      refused(
          "nothing was given for the input s float[1,4]",
          () -> graph.call().input("x", floats(1, 4)).fresh("y").prepare());
      refused("bound twice", () -> graph.call().input("x", floats(1, 4)).input("x", floats(1, 4)));
    }
  }

  private static void refused(String message, Runnable action) {
    ModelException e = assertThrows(ModelException.class, action::run);
    assertTrue(String.valueOf(e.getMessage()).contains(message), e::getMessage);
  }

  @Test
  void aCallKeepsItsGraphOpen() {
    Tensor x = floats(1, 4);
    Tensor y = floats(1, 4);
    LoadedGraph graph = load(runningSum());
    Call call =
        graph
            .call()
            .input("x", x)
            .state("s", "s_next", floats(1, 4), floats(1, 4))
            .output("y", y)
            .prepare();
    graph.close();
    graph.close();
    x.fill(3);
    call.run();
    assertEquals(3, y.get(0));
    call.close();
    call.close();
    assertThrows(ModelException.class, call::run);
    assertThrows(
        ModelException.class,
        () -> graph.call().input("x", floats(1, 4)).input("s", floats(1, 4)).fresh("y").prepare());
  }
}
