package io.makebeliv.onnx.streaming;

import io.makebeliv.onnx.runtime.Call;
import io.makebeliv.onnx.runtime.ElementType;
import io.makebeliv.onnx.runtime.GraphLoader;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.Tensor;
import java.nio.file.Path;

/** The filter of {@link ToyVoices} called without a session around it. */
record StageTwin(LoadedGraph graph, Call call) implements AutoCloseable {

  static StageTwin of(Path file) {
    LoadedGraph graph = GraphLoader.file(file).load();
    return new StageTwin(
        graph,
        graph
            .call()
            .input("audio", Tensor.of(ElementType.FLOAT, 1, 1, 80))
            .output("converted", Tensor.of(ElementType.FLOAT, 1, 1, 80))
            .state(
                "ctx",
                "ctx_next",
                Tensor.of(ElementType.FLOAT, 1, 1, 4),
                Tensor.of(ElementType.FLOAT, 1, 1, 4))
            .prepare());
  }

  void run() {
    call.run();
  }

  @Override
  public void close() {
    call.close();
    graph.close();
  }
}
