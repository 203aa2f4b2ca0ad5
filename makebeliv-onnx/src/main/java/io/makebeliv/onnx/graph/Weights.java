package io.makebeliv.onnx.graph;

import io.makebeliv.inference.ModelException;
import java.nio.FloatBuffer;
import java.util.Set;

/** Named tensors, as a checkpoint holds them. Threads may share one. */
public interface Weights {

  /** Returns the names of all tensors. */
  Set<String> names();

  /**
   * Returns the sizes of a tensor, outermost first.
   *
   * @throws ModelException if there is no tensor of this name
   */
  long[] shape(String name);

  /**
   * Returns the values of a tensor, the last axis running fastest. A direct buffer in native byte
   * order reaches the session without being copied.
   *
   * @throws ModelException if there is no tensor of this name
   */
  FloatBuffer floats(String name);
}
