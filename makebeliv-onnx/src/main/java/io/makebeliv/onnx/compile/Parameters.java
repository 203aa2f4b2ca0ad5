package io.makebeliv.onnx.compile;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Weights;

/** Where a compiler takes a network's weights from, one by one, each by name and shape. */
public interface Parameters {

  /**
   * Gives one weight.
   *
   * @throws ModelException if it is missing or of another shape; the message says which
   */
  FloatTensor take(String name, long... shape);

  /** Those of a checkpoint, weight norm folded. */
  static Parameters of(Weights weights) {
    return new CheckpointParameters(weights);
  }

  /** Made-up ones of any name and shape, the same for the same seed: for benchmarks and tests. */
  static Parameters synthetic(long seed) {
    return new SyntheticParameters(seed);
  }
}
