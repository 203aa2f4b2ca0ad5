package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Value;

/** Where in a signal of rows a kernel's taps lie. */
final class Rows {

  private Rows() {}

  /** The zeros that padding adds, as ONNX wants them told. */
  static Value padding(Graph graph, long front, long back) {
    return graph.constants(front, 0, back, 0);
  }

  /** Rows that each hold what a place of a kernel sees of those given, one behind the other. */
  static Value windows(Value rows, int width, long dilation, long stride) {
    if (width == 1 && stride == 1) {
      return rows;
    }
    if (stride > 1) {
      return rows.gather(seen(rows, width, dilation, stride)).reshape(0, -1);
    }
    // Row by row the same in fewer operations: nothing has to be reckoned to find them.
    Value[] taps = new Value[width];
    for (int i = 0; i < width; i++) {
      long behind = (width - 1 - i) * dilation;
      taps[i] = rows.slice(0, i * dilation, behind == 0 ? Long.MAX_VALUE : -behind);
    }
    return rows.graph().concat(1, taps);
  }

  /** The numbers of the rows that each place of a kernel sees, [places, width]. */
  static Value seen(Value rows, int width, long dilation, long stride) {
    Graph graph = rows.graph();
    Value places = rows.size(0).minus(graph.constants((width - 1) * dilation));
    Value count = places.plus(graph.constants(stride - 1)).over(graph.constants(stride));
    Value first = graph.range(count.squeeze(0)).times(graph.constants(stride));
    long[] taps = new long[width];
    for (int i = 0; i < width; i++) {
      taps[i] = i * dilation;
    }
    return first.unsqueeze(1).plus(graph.constants(taps));
  }
}
