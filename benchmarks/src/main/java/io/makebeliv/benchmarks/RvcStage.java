package io.makebeliv.benchmarks;

import io.makebeliv.onnx.runtime.Call;
import io.makebeliv.onnx.runtime.ElementType;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.Tensor;
import io.makebeliv.onnx.runtime.TensorSpec;
import io.makebeliv.onnx.rvc.ContentRows;

/** One network of a voice alone, on windows of the size that it gets in a stream. */
record RvcStage(Call call) implements Runnable, AutoCloseable {

  private static final int SAMPLE_RATE = 16_000;
  private static final int ROW = 320;

  /** An encoder; one that carries what it heard gets what is new in a block. */
  static RvcStage encoder(LoadedGraph graph, int block, int context) {
    int samples = (block + context) * SAMPLE_RATE / 1000;
    int rows = ContentRows.rows(samples);
    Call.Builder builder = graph.call();
    Tensor wave = Tensor.of(ElementType.FLOAT, 1, samples);
    for (TensorSpec input : graph.inputs()) {
      bind(builder, input, wave, rows, block * SAMPLE_RATE / 1000);
    }
    Tensor features = Tensor.of(ElementType.FLOAT, 1, rows, RvcNetworks.CHANNELS);
    return new RvcStage(builder.output("features", features).prepare());
  }

  /** Binds an encoder's input: the window, by how much it moves, or a state. */
  static void bind(Call.Builder builder, TensorSpec input, Tensor wave, int rows, int moved) {
    switch (input.name()) {
      case "source" -> builder.input("source", wave);
      case "passed" -> {
        Tensor passed = Tensor.of(ElementType.INT64);
        passed.putLong(0, moved / ROW);
        builder.input("passed", passed);
      }
      default ->
          builder.state(
              input.name(), input.name() + "_next", state(input, rows), state(input, rows));
    }
  }

  private static Tensor state(TensorSpec input, int rows) {
    return Tensor.of(
        input.type(), input.shape().stream().mapToLong(size -> size < 0 ? rows : size).toArray());
  }

  /** The pitch model, whose window is that of the real-time recipe, frames by the 32. */
  static RvcStage pitch(LoadedGraph graph, int block) {
    int frames = ((block * SAMPLE_RATE / 1000 + 799) / 5120 + 1) * 32;
    Tensor mel = Tensor.of(ElementType.FLOAT, 1, 128, frames);
    Tensor saliences = Tensor.of(ElementType.FLOAT, 1, frames, 360);
    return new RvcStage(graph.call().input("input", mel).output("output", saliences).prepare());
  }

  @Override
  public void run() {
    call.run();
  }

  @Override
  public void close() {
    call.close();
  }
}
