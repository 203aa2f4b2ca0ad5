package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.Numbers;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * A graph being written, the weights it takes and the numbers it computes with: the small layers
 * that every network has.
 */
record Layers(Graph graph, Parameters parameters, Numbers numbers) {

  /** A layer norm's epsilon in all of these networks. */
  private static final float EPSILON = 1e-5f;

  Value weight(String name, long... shape) {
    return graph.weight(name, parameters.take(name, shape));
  }

  /** Rows [n, in] to rows [n, out]. */
  Value linear(Value rows, String name, int in, int out) {
    return linear(rows, name, parameters.take(name + ".weight", out, in));
  }

  /** The same by a convolution of width 1, which holds the same weights in one axis more. */
  Value pointwise(Value rows, String name, int in, int out) {
    return linear(rows, name, parameters.take(name + ".weight", out, in, 1).reshaped(out, in));
  }

  private Value linear(Value rows, String name, FloatTensor weight) {
    int in = (int) weight.size(1);
    int out = (int) weight.size(0);
    FloatTensor bias = parameters.take(name + ".bias", out);
    if (numbers == Numbers.FP32) {
      return rows.linear(
          graph.weight(name + ".weight", weight), graph.weight(name + ".bias", bias));
    }
    return ByteMatrix.of(graph, name, in, out, (row, column) -> weight.get(column * in + row), bias)
        .of(rows.quantised());
  }

  /** Normalises rows; PyTorch's own layer calls the gain weight, RVC's calls it gamma. */
  Value layerNorm(Value rows, String gain, String shift, int width) {
    return rows.layerNorm(weight(gain, width), weight(shift, width), EPSILON);
  }

  /** A convolution over time. */
  Kernel kernel(String name, int in, int out, int width) {
    return kernel(
        name,
        parameters.take(name + ".weight", out, in, width),
        parameters.take(name + ".bias", out));
  }

  /**
   * The same with weights that were changed.
   *
   * @param weight [out, in, width]
   * @param bias [out], or null
   */
  Kernel kernel(String name, FloatTensor weight, @Nullable FloatTensor bias) {
    return numbers == Numbers.FP32
        ? exactly(name, weight, bias)
        : kernel(ByteFilter.of(graph, name, weight, bias), weight);
  }

  /** A convolution over time in floating point, whatever the others compute with. */
  Kernel exactly(String name, int in, int out, int width) {
    return exactly(
        name,
        parameters.take(name + ".weight", out, in, width),
        parameters.take(name + ".bias", out));
  }

  /**
   * The same with weights that were changed.
   *
   * @param weight [out, in, width]
   * @param bias [out], or null
   */
  Kernel exactly(String name, FloatTensor weight, @Nullable FloatTensor bias) {
    if (plane() == Plane.ROWS) {
      return kernel(FloatRows.of(graph, name, weight, bias), weight);
    }
    Value taps = flat(name, weight);
    @Nullable Value added = bias == null ? null : graph.weight(name + ".bias", bias);
    return kernel((image, walk) -> image.conv(walk, taps, added), weight);
  }

  private static Kernel kernel(Filter filter, FloatTensor weight) {
    return new Kernel(filter, (int) weight.size(0), (int) weight.size(2), 1);
  }

  /** A transposed convolution over time. */
  Kernel upsampling(String name, int in, int out, int width, int rate) {
    FloatTensor weight = parameters.take(name + ".weight", in, out, width);
    FloatTensor bias = parameters.take(name + ".bias", out);
    Filter filter;
    if (numbers == Numbers.FP32) {
      Value taps = flat(name, weight);
      Value added = graph.weight(name + ".bias", bias);
      filter = (image, walk) -> image.convTranspose(walk, taps, added);
    } else {
      filter = ByteUpsampling.of(graph, name, weight, bias, rate);
    }
    return new Kernel(filter, out, width, 1);
  }

  /** A weight of a convolution over time, as one over images of height 1. */
  private Value flat(String name, FloatTensor weight) {
    return graph.weight(
        name + ".weight", weight.reshaped(weight.size(0), weight.size(1), 1, weight.size(2)));
  }

  /** How the signals of this network lie. */
  Plane plane() {
    return numbers == Numbers.FP32 ? Plane.IMAGE : Plane.ROWS;
  }

  /** What a speaker's embedding [1, in] adds to each channel of a signal. */
  Value condition(Value speaker, String name, int in, int out) {
    FloatTensor weight = parameters.take(name + ".weight", out, in, 1).reshaped(out, in);
    Value added =
        speaker.linear(graph.weight(name + ".weight", weight), weight(name + ".bias", out));
    return plane() == Plane.IMAGE ? added.unsqueeze(2, 3) : added;
  }
}
