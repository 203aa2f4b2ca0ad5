package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Value;

/**
 * Normalises the channels of a convolution over the past of a stream, most of which is not there
 * any more. Mean and variance of every channel follow from the moments of what its taps see, and
 * those are few: they are summed up, the past fading as it grows older.
 */
final class RunningNorm {

  private final Graph graph;
  private final Value count;
  private final Value mean;
  private final Value covariance;

  /**
   * Takes up what is new.
   *
   * @param samples that no run has counted yet, on one axis; each place of the kernel among them
   *     counts
   * @param width taps of the kernel
   * @param stride samples from place to place
   * @param kept how much of what was counted before stays, 0 to 1
   */
  RunningNorm(Value samples, int width, int stride, Value kept) {
    graph = samples.graph();
    Dim size = Dim.of(width + 1);
    Value before = graph.input("state_moments", ElementType.FLOAT, size, size);
    Value seen = samples.gather(Rows.seen(samples, width, 1, stride));
    Value ones = seen.slice(1, 0, 1).times(graph.constant(0f)).plus(graph.constant(1f));
    Value counted = graph.concat(1, ones, seen);
    Value moments = before.times(kept).plus(counted.transpose(1, 0).matMul(counted));
    graph.output("state_moments_next", moments, size, size);
    count = before.slice(0, 0, 1).slice(1, 0, 1);
    Value shares = moments.over(moments.slice(0, 0, 1).slice(1, 0, 1));
    mean = shares.slice(0, 0, 1).sliceFrom(1, 1);
    covariance = shares.sliceFrom(0, 1).sliceFrom(1, 1).minus(mean.transpose(1, 0).matMul(mean));
  }

  /** How many places had been counted before this run, [1, 1]; the old ones count less. */
  Value count() {
    return count;
  }

  /**
   * Normalises, then scales and shifts.
   *
   * @param image what the convolution gave, [1, channels, 1, places]
   * @param taps of the convolution, [channels, 1, 1, width]
   */
  Value of(Value image, Value taps, Value gain, Value shift) {
    Value rows = taps.squeeze(1, 2);
    Value middle = rows.matMul(mean.transpose(1, 0)).squeeze(1);
    Value ones = mean.transpose(1, 0).times(graph.constant(0f)).plus(graph.constant(1f));
    Value variance =
        rows.matMul(covariance).times(rows).matMul(ones).squeeze(1).atLeast(graph.constant(0f));
    Value scale = gain.over(variance.plus(graph.constant(HubertCompiler.EPSILON)).sqrt());
    Value moved = shift.minus(middle.times(scale));
    return image.times(scale.unsqueeze(0, 2, 3)).plus(moved.unsqueeze(0, 2, 3));
  }
}
