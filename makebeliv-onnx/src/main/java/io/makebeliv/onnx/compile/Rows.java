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

  /** The numbers of the rows that each place of a kernel sees, [places, width]. */
  static Value seen(Value rows, int width, long dilation, long stride) {
    Graph graph = rows.graph();
    Value places = rows.size(0).minus(graph.constants((width - 1) * dilation));
    Value first;
    if (stride == 1) {
      first = graph.range(places.squeeze(0));
    } else {
      Value count = places.plus(graph.constants(stride - 1)).over(graph.constants(stride));
      first = graph.range(count.squeeze(0)).times(graph.constants(stride));
    }
    long[] taps = new long[width];
    for (int i = 0; i < width; i++) {
      taps[i] = i * dilation;
    }
    return first.unsqueeze(1).plus(graph.constants(taps));
  }
}
