package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Convolution;
import io.makebeliv.onnx.graph.Value;

/** What a kernel does to a signal that it walks over; both lie in the network's {@link Plane}. */
@FunctionalInterface
interface Filter {
  Value over(Value signal, Convolution walk);
}
