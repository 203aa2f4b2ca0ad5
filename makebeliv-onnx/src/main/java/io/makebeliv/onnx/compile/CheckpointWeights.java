package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.checkpoint.StateDict;
import io.makebeliv.onnx.graph.Weights;
import java.nio.FloatBuffer;
import java.util.Set;

/** A checkpoint's tensors as the compilers take them; the reader knows nothing of graphs. */
public record CheckpointWeights(StateDict tensors) implements Weights {

  @Override
  public Set<String> names() {
    return tensors.names();
  }

  @Override
  public long[] shape(String name) {
    return tensors.shape(name);
  }

  @Override
  public FloatBuffer floats(String name) {
    return tensors.floats(name);
  }
}
