package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Convolution;
import io.makebeliv.onnx.graph.Value;

/**
 * A convolution over time.
 *
 * @param outputs channels that come out
 * @param width taps
 * @param dilation samples from tap to tap
 */
record Kernel(Filter filter, int outputs, int width, int dilation) {

  Kernel dilated(int samples) {
    return new Kernel(filter, outputs, width, samples);
  }

  /** How many samples lie between the first tap and the last. */
  int span() {
    return (width - 1) * dilation;
  }

  /** How many samples the kernel looks ahead when it keeps the length. */
  int ahead() {
    return span() / 2;
  }

  Value over(Value signal, Convolution walk) {
    return filter.over(signal, walk);
  }
}
