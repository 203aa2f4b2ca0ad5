package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Convolution;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Quantised;
import io.makebeliv.onnx.graph.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A transposed convolution over rows with bytes: one that walks step by step over as many samples
 * as touch each other, and gives all samples of a step at once, as channels.
 */
final class ByteUpsampling implements Filter {

  private final ByteMatrix matrix;
  private final int width;
  private final int rate;
  private final int outputs;

  private ByteUpsampling(ByteMatrix matrix, int width, int rate, int outputs) {
    this.matrix = matrix;
    this.width = width;
    this.rate = rate;
    this.outputs = outputs;
  }

  /**
   * Makes one.
   *
   * @param weight [in, out, width]
   * @param bias [out], or null
   */
  static ByteUpsampling of(
      Graph graph, String name, FloatTensor weight, @Nullable FloatTensor bias, int rate) {
    int in = (int) weight.size(0);
    int out = (int) weight.size(1);
    int width = (int) weight.size(2);
    int steps = steps(width, rate);
    FloatTensor repeated = bias == null ? null : repeated(bias, rate);
    ByteMatrix matrix =
        ByteMatrix.of(
            graph,
            name,
            steps * in,
            rate * out,
            (row, column) -> {
              // The newest sample stands last and touches the first of the taps.
              int tap = (steps - 1 - row / in) * rate + column / out;
              return tap < width ? weight.get((row % in * out + column % out) * width + tap) : 0;
            },
            repeated);
    return new ByteUpsampling(matrix, width, rate, out);
  }

  private static int steps(int width, int rate) {
    return (width + rate - 1) / rate;
  }

  private static FloatTensor repeated(FloatTensor bias, int times) {
    FloatTensor[] parts = new FloatTensor[times];
    Arrays.fill(parts, bias);
    return FloatTensor.joined(parts);
  }

  @Override
  public Value over(Value rows, Convolution walk) {
    int steps = steps(width, rate);
    Quantised padded = ByteFilter.padded(rows.quantised(), steps - 1, steps - 1);
    Value samples = matrix.of(ByteFilter.windows(padded, steps, 1, 1)).reshape(-1, outputs);
    long end = (long) steps * rate - width + walk.back();
    return samples.slice(0, walk.front(), end == 0 ? Long.MAX_VALUE : -end);
  }
}
