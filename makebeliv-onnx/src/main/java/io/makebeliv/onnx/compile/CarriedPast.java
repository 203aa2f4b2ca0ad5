package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Convolution;
import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Time step by step. The samples that a later step needs leave the graph as output {@code x_next}
 * and come back as input {@code x}; a stream begins with zeros. What a convolution would look ahead
 * to, it waits for, and its result is so much later.
 *
 * <p>A step takes some frames for good; what it is given beyond them is there to be looked ahead
 * to, and comes again in the next. Of a signal that is late by {@code d}, a step so computes what
 * follows the last sample that was taken of it, and takes as many samples as its frames have. How
 * far the frames that are taken lie ahead of what is put out, {@code ahead}, says where that is: a
 * signal late by less has been taken up to {@code ahead - d} behind the end of what is put out, and
 * one late by more up to that end. If nothing is ahead, every signal is taken up to the end of what
 * is put out and computed again from there on; if everything is, nothing is ever computed twice.
 */
final class CarriedPast implements TimeAxis {

  private final Graph graph;
  private final Plane plane;
  private final Value steps;
  private final Value ahead;
  private final Map<Integer, Value> taken = new HashMap<>();
  private final Map<Lateness, Value> settled = new HashMap<>();
  private int states;

  /**
   * Begins a stream.
   *
   * @param plane how its signals lie
   * @param steps frames that are taken for good, [1]
   * @param ahead frames from the end of what is put out to the end of those, [1]
   */
  CarriedPast(Graph graph, Plane plane, Value steps, Value ahead) {
    this.graph = graph;
    this.plane = plane;
    this.steps = steps;
    this.ahead = ahead;
  }

  /** That of a signal, and that at which it is read. */
  private record Lateness(int perFrame, int own, int reader) {}

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
    int time = plane.time();
    Value all = graph.concat(time, carried, track.newest);
    Value until = taken(track.perFrame);
    graph.output(name + "_next", all.slice(time, until, until.plus(graph.constants(past))), dims);
    track.withPast = all;
    track.past = past;
  }

  /** How many samples of a rate are taken. */
  private Value taken(int perFrame) {
    return taken.computeIfAbsent(perFrame, rate -> steps.times(graph.constants(rate)));
  }

  @Override
  public Signal conv(Signal signal, Kernel kernel, UnaryOperator<Value> before) {
    int ahead = kernel.ahead();
    Signal late = signal.at(signal.delay() + ahead);
    Value seen = before.apply(window(late, kernel.span() - ahead, ahead));
    Convolution shape = Convolution.overFlatTime().dilated(kernel.dilation());
    return late.with(kernel.over(seen, shape), kernel.outputs());
  }

  @Override
  public Signal upsampled(Signal signal, Kernel kernel, int rate, UnaryOperator<Value> before) {
    int cut = (kernel.width() - rate) / 2;
    int ahead = (rate - 1 + cut) / rate;
    int behind = (kernel.width() - 1 - cut) / rate;
    Value seen = before.apply(window(signal.at(signal.delay() + ahead), behind, ahead));
    // Cut off what belongs to the time of samples before those asked for, and what the next sample
    // adds to.
    Convolution shape =
        Convolution.overFlatTime().strided(rate).padded(behind * rate + cut, kernel.width() - rate);
    Value made = kernel.over(seen, shape);
    int perFrame = signal.track().perFrame * rate;
    int delay = signal.delay() * rate + cut;
    int whole = (signal.delay() + ahead) * rate;
    if (whole > delay) {
      // A sample that comes in completes some of those that come out of the one before it.
      Value start = settled(new Lateness(perFrame, delay, whole));
      made = made.slice(plane.time(), start, graph.constants(Long.MAX_VALUE));
    }
    return signal.resampled(made, kernel.outputs(), perFrame, delay);
  }

  @Override
  public Signal downsampled(Signal signal, Kernel kernel, int rate, int padding, int delay) {
    int more = kernel.width() - rate;
    Value seen = window(signal.at(delay * rate), padding, more - padding);
    return signal.resampled(
        kernel.over(seen, Convolution.overFlatTime().strided(rate)),
        kernel.outputs(),
        signal.track().perFrame / rate,
        delay);
  }

  @Override
  public int lateness(int ahead) {
    return ahead;
  }

  /** The samples of a step at the signal's delay, with some that lie before and after it. */
  private Value window(Signal signal, int before, int after) {
    Signal.Track track = signal.track();
    int later = signal.delay() - track.delay;
    int late = later - after;
    if (late < 0) {
      throw new IllegalArgumentException(
          "a signal late by %d samples was asked for %d that are still to come"
              .formatted(signal.delay(), -late));
    }
    int past = before + later;
    if (past == 0) {
      return track.newest;
    }
    keep(signal, past);
    Value all = track.withPast == null ? track.newest : track.withPast;
    Value start = graph.constants(track.past - before);
    if (later > 0) {
      start = start.minus(settled(new Lateness(track.perFrame, track.delay, signal.delay())));
    }
    return all.slice(plane.time(), start, graph.constants(late == 0 ? Long.MAX_VALUE : -late));
  }

  /** How many more samples are taken of a signal than of what is made of it. */
  private Value settled(Lateness lateness) {
    return settled.computeIfAbsent(
        lateness,
        of ->
            ahead
                .times(graph.constants(of.perFrame))
                .minus(graph.constants(of.own))
                .atLeast(graph.constants(0))
                .atMost(graph.constants(of.reader - of.own)));
  }
}
