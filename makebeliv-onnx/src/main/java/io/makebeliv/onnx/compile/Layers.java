package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Value;

/** A graph being written and the weights it takes: the small layers that every network has. */
record Layers(Graph graph, Parameters parameters) {

  /** A layer norm's epsilon in all of these networks. */
  private static final float EPSILON = 1e-5f;

  Value weight(String name, long... shape) {
    return graph.weight(name, parameters.take(name, shape));
  }

  /** Rows [n, in] to rows [n, out]. */
  Value linear(Value rows, String name, int in, int out) {
    return rows.linear(weight(name + ".weight", out, in), weight(name + ".bias", out));
  }

  /** The same by a convolution of width 1, which holds the same weights in one axis more. */
  Value pointwise(Value rows, String name, int in, int out) {
    FloatTensor weight = parameters.take(name + ".weight", out, in, 1).reshaped(out, in);
    return rows.linear(graph.weight(name + ".weight", weight), weight(name + ".bias", out));
  }

  /** Normalises rows; PyTorch's own layer calls the gain weight, RVC's calls it gamma. */
  Value layerNorm(Value rows, String gain, String shift, int width) {
    return rows.layerNorm(weight(gain, width), weight(shift, width), EPSILON);
  }

  /** A convolution over time, which takes its signals as images of height 1. */
  Kernel kernel(String name, int in, int out, int width) {
    return new Kernel(flat(name, out, in, width), weight(name + ".bias", out), out, width, 1);
  }

  /** A weight of a convolution over time, as one over images of height 1. */
  Value flat(String name, int first, int second, int width) {
    FloatTensor weight = parameters.take(name + ".weight", first, second, width);
    return graph.weight(name + ".weight", weight.reshaped(first, second, 1, width));
  }

  /** What a speaker's embedding [1, in] adds to each channel, [1, out, 1, 1]. */
  Value condition(Value speaker, String name, int in, int out) {
    return pointwise(speaker, name, in, out).unsqueeze(2, 3);
  }
}
