package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Convolution;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Quantised;
import io.makebeliv.onnx.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * A convolution over rows with bytes. What each place of the kernel sees is laid out as a row, and
 * all rows are multiplied with one matrix: for bytes onnxruntime's matrix product is several times
 * as fast as its convolution.
 */
final class ByteFilter implements Filter {

  private final ByteMatrix matrix;
  private final int width;

  private ByteFilter(ByteMatrix matrix, int width) {
    this.matrix = matrix;
    this.width = width;
  }

  /**
   * Makes one.
   *
   * @param weight [out, in, width]
   * @param bias [out], or null
   */
  static ByteFilter of(Graph graph, String name, FloatTensor weight, @Nullable FloatTensor bias) {
    int out = (int) weight.size(0);
    int in = (int) weight.size(1);
    int width = (int) weight.size(2);
    return new ByteFilter(
        ByteMatrix.of(
            graph,
            name,
            width * in,
            out,
            (row, column) -> weight.get((column * in + row % in) * width + row / in),
            bias),
        width);
  }

  @Override
  public Value over(Value rows, Convolution walk) {
    Quantised bytes = padded(rows.quantised(), walk.front(), walk.back());
    return matrix.of(windows(bytes, width, walk.dilation(), walk.stride()));
  }

  static Quantised padded(Quantised rows, long front, long back) {
    return front + back == 0 ? rows : rows.pad(Rows.padding(rows.numbers().graph(), front, back));
  }

  /** Rows that each hold some rows of those given, one after the other. */
  static Quantised windows(Quantised rows, int width, long dilation, long stride) {
    return new Quantised(
        Rows.windows(rows.numbers(), width, dilation, stride), rows.scale(), rows.zero());
  }
}
