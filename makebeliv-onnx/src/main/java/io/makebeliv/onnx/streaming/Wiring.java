package io.makebeliv.onnx.streaming;

import io.makebeliv.onnx.runtime.ElementType;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each input and output of one graph is for.
 *
 * @param audioInput where the speaker's voice goes in; null in later graphs
 * @param audioOutput where the other voice comes out; null in earlier graphs
 * @param states what is carried from step to step
 * @param counters numbers that grow with every step
 * @param noises inputs that are given noise
 * @param constants inputs that never change
 * @param links inputs that earlier graphs fill
 * @param open outputs that may be handed on to later graphs
 */
record Wiring(
    @Nullable TensorSpec audioInput,
    @Nullable TensorSpec audioOutput,
    List<State> states,
    List<Counter> counters,
    List<Noise> noises,
    List<Constant> constants,
    List<Link> links,
    List<TensorSpec> open) {

  /** A state: read from one, written to the other, zeros at the start unless said. */
  record State(TensorSpec input, TensorSpec output, Values initial) {}

  /** A number that the host counts. */
  record Counter(TensorSpec input, long start, long step) {

    /**
     * Its value after so many steps. At the end of its type's range it stays: a number that jumps
     * to the other end would send a model to a place that it does not have.
     */
    long at(long steps, ElementType type) {
      long most = type == ElementType.INT32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
      double value = start + (double) step * steps;
      return value >= most ? most : value <= -most ? -most : start + step * steps;
    }
  }

  /** Normally distributed noise. */
  record Noise(TensorSpec input, double deviation) {}

  /** Values that are given once. */
  record Constant(TensorSpec input, Values values) {}

  /** An earlier graph's output that this input is given. */
  record Link(TensorSpec input, String output) {}
}
