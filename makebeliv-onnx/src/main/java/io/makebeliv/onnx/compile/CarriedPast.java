package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Convolution;
import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Value;
import java.util.function.UnaryOperator;

/**
 * Time step by step. The samples that a later step needs leave the graph as output {@code x_next}
 * and come back as input {@code x}; a stream begins with zeros. Nothing of the past is computed
 * again: what a convolution would look ahead to, it waits for, and its result is so much later.
 */
final class CarriedPast implements TimeAxis {

  private final Graph graph;
  private final Plane plane;
  private int states;

  CarriedPast(Graph graph, Plane plane) {
    this.graph = graph;
    this.plane = plane;
  }

  @Override
  public Value read(Signal signal) {
    return window(signal, 0, 0);
  }

  @Override
  public void keep(Signal signal, int past) {
    Signal.Track track = signal.track();
    if (past <= track.past) {
      return;
    }
    String name = "state_" + states++;
    Dim[] dims = plane.dims(track.channels, past);
    Value carried = graph.input(name, ElementType.FLOAT, dims);
    Value all = graph.concat(plane.time(), carried, track.newest);
    graph.output(name + "_next", all.sliceFrom(plane.time(), -past), dims);
    track.withPast = all;
    track.past = past;
  }

  @Override
  public Signal conv(Signal signal, Kernel kernel, UnaryOperator<Value> before) {
    Value seen = before.apply(window(signal, kernel.span(), 0));
    return new Signal(
        kernel.over(seen, Convolution.overFlatTime().dilated(kernel.dilation())),
        kernel.outputs(),
        signal.delay() + kernel.ahead());
  }

  @Override
  public Signal upsampled(Signal signal, Kernel kernel, int rate, UnaryOperator<Value> before) {
    int cut = (kernel.width() - rate) / 2;
    int ahead = (rate - 1 + cut) / rate;
    int behind = (kernel.width() - 1 - cut) / rate;
    Value seen = before.apply(window(signal, ahead + behind, 0));
    // Cut off what belongs to the time of the samples seen before and after those asked for.
    int last = kernel.width() - rate - cut + ahead * rate;
    Convolution shape = Convolution.overFlatTime().strided(rate).padded(behind * rate + cut, last);
    return new Signal(kernel.over(seen, shape), kernel.outputs(), (signal.delay() + ahead) * rate);
  }

  @Override
  public Signal downsampled(Signal signal, Kernel kernel, int rate, int padding, int delay) {
    int more = kernel.width() - rate;
    Value seen = window(signal.at(delay * rate), padding, more - padding);
    return new Signal(
        kernel.over(seen, Convolution.overFlatTime().strided(rate)), kernel.outputs(), delay);
  }

  @Override
  public int lateness(int ahead) {
    return ahead;
  }

  /** The samples of a step at the signal's delay, with some that lie before and after it. */
  private Value window(Signal signal, int before, int after) {
    Signal.Track track = signal.track();
    int late = signal.delay() - track.delay - after;
    if (late < 0) {
      throw new IllegalArgumentException(
          "a signal late by %d samples was asked for %d that are still to come"
              .formatted(signal.delay(), -late));
    }
    int past = before + after + late;
    if (past == 0) {
      return track.newest;
    }
    keep(signal, past);
    Value all = track.withPast == null ? track.newest : track.withPast;
    int start = track.past - past;
    if (start == 0 && late == 0) {
      return all;
    }
    return all.slice(plane.time(), start, late == 0 ? Long.MAX_VALUE : -late);
  }
}
