package io.makebeliv.onnx.streaming;

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
  record Counter(TensorSpec input, long start, long step) {}

  /** Normally distributed noise. */
  record Noise(TensorSpec input, double deviation) {}

  /** Values that are given once. */
  record Constant(TensorSpec input, Values values) {}

  /** An earlier graph's output that this input is given. */
  record Link(TensorSpec input, String output) {}
}
