package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Convolution;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * A convolution over rows in floating point, for where bytes are too coarse: what each place of the
 * kernel sees is laid out as a row.
 *
 * @param weight [out, width·in]
 */
record FloatRows(Value weight, @Nullable Value bias, int width) implements Filter {

  /**
   * Makes one.
   *
   * @param weight [out, in, width]
   * @param bias [out], or null
   */
  static FloatRows of(Graph graph, String name, FloatTensor weight, @Nullable FloatTensor bias) {
    int out = (int) weight.size(0);
    int in = (int) weight.size(1);
    int width = (int) weight.size(2);
    FloatTensor ordered = FloatTensor.allocate(out, (long) width * in);
    for (int i = 0; i < ordered.count(); i++) {
      int tap = i / in % width;
      ordered.set(i, weight.get((i / (in * width) * in + i % in) * width + tap));
    }
    return new FloatRows(
        graph.weight(name + ".weight", ordered),
        bias == null ? null : graph.weight(name + ".bias", bias),
        width);
  }

  @Override
  public Value over(Value rows, Convolution walk) {
    Value padded =
        walk.front() + walk.back() == 0
            ? rows
            : rows.pad(Rows.padding(rows.graph(), walk.front(), walk.back()));
    return Rows.windows(padded, width, walk.dilation(), walk.stride()).linear(weight, bias);
  }
}
