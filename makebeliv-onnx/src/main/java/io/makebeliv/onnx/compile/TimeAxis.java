package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Value;
import java.util.function.UnaryOperator;

/**
 * How a network meets time: a whole window at once, zeros around it, or a stream step by step,
 * every convolution carrying its past. A network written against this is both.
 */
interface TimeAxis {

  /** The samples of a signal at its delay. */
  Value read(Signal signal);

  /** Says that so many samples of a signal's past will be asked for. */
  void keep(Signal signal, int past);

  /** A convolution that keeps the length; {@code before} is applied to what goes into it. */
  Signal conv(Signal signal, Kernel kernel, UnaryOperator<Value> before);

  /** A transposed convolution that makes {@code rate} samples of each one. */
  Signal upsampled(Signal signal, Kernel kernel, int rate, UnaryOperator<Value> before);

  /**
   * A convolution that makes one sample of each {@code rate}.
   *
   * @param padding zeros before the first tap at time 0
   * @param delay how late the result is to be, in its own samples
   */
  Signal downsampled(Signal signal, Kernel kernel, int rate, int padding, int delay);

  /** By how many samples a look ahead of so many makes a signal late. */
  int lateness(int ahead);

  default Signal conv(Signal signal, Kernel kernel) {
    return conv(signal, kernel, UnaryOperator.identity());
  }

  /** The sum of two signals, as late as the later one. */
  default Signal sum(Signal a, Signal b) {
    int delay = Math.max(a.delay(), b.delay());
    return a.with(
        read(a.at(delay)).plus(read(b.at(delay))), Math.max(a.channels(), b.channels()), delay);
  }
}
