package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.ByteTensor;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Quantised;
import io.makebeliv.onnx.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * A matrix [in, out] of bytes, each column with a scale of its own.
 *
 * @param numbers int8 [in, out]
 * @param scales [out]
 * @param bias [out], or null
 */
record ByteMatrix(Value numbers, Value scales, @Nullable Value bias) {

  /**
   * The largest weight. Processors without instructions for it add two products of a signal's and a
   * weight's byte in 16 bits: with 64 that cannot overflow, and every machine gives the same.
   */
  static final int LARGEST = 64;

  /** The weights, wherever they come from. */
  @FunctionalInterface
  interface Entries {
    float at(int row, int column);
  }

  static ByteMatrix of(
      Graph graph, String name, int in, int out, Entries entries, @Nullable FloatTensor bias) {
    ByteTensor numbers = ByteTensor.allocate(in, out);
    FloatTensor scales = FloatTensor.allocate(out);
    for (int column = 0; column < out; column++) {
      float largest = 0;
      for (int row = 0; row < in; row++) {
        largest = Math.max(largest, Math.abs(entries.at(row, column)));
      }
      scales.set(column, largest / LARGEST);
      for (int row = 0; row < in && largest > 0; row++) {
        numbers.set(row * out + column, Math.round(entries.at(row, column) / largest * LARGEST));
      }
    }
    return new ByteMatrix(
        graph.weight(name + ".weight", numbers),
        graph.weight(name + ".scales", scales),
        bias == null ? null : graph.weight(name + ".bias", bias));
  }

  /** Rows [n, in] to rows [n, out]. */
  Value of(Quantised rows) {
    return rows.matMul(numbers, scales, bias);
  }
}
