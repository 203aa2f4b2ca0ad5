package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Value;

/**
 * What the rows of a window hear before attention, in a stream: rows that are not new are carried
 * from run to run.
 */
final class HeardRows {

  /** After how many rows what was heard counts e times less for the norm: 2.5 seconds. */
  private static final double FADING = 125;

  private static final String NEXT = "_next";

  private final HubertConfig config;
  private final Layers layers;
  private final Graph graph;
  private final Value passed;

  /**
   * Begins a run.
   *
   * @param passed how many rows are new, [1]
   */
  HeardRows(HubertConfig config, Layers layers, Value passed) {
    this.config = config;
    this.layers = layers;
    this.graph = layers.graph();
    this.passed = passed;
  }

  /** The rows of a window of samples [1, n], with what they hear of each other. */
  Value of(Value wave) {
    int hop = HubertConfig.STRIDES.stream().reduce(1, (a, b) -> a * b);
    int width = config.convWidths().get(0);
    int stride = HubertConfig.STRIDES.get(0);
    Value samples = wave.squeeze(0);
    Value uncounted =
        samples
            .size(0)
            .minus(passed.times(graph.constants(hop)))
            .minus(graph.constants(width - stride));
    Value kept =
        passed
            .squeeze(0)
            .cast(ElementType.FLOAT)
            .times(graph.constant((float) (-1 / FADING)))
            .exp();
    // Nothing is louder than 1: whatever comes in is forgotten in a few seconds.
    Value bounded =
        samples.slice(0, uncounted, end()).atMost(graph.constant(1f)).atLeast(graph.constant(-1f));
    RunningNorm norm = new RunningNorm(bounded, width, stride, kept);
    Dim[] window = {Dim.named("rows"), Dim.of(config.hidden())};
    Value past = graph.input("state_rows", ElementType.FLOAT, window);
    Value count = past.size(0);
    // In the first run nothing is known, and all rows are new.
    Value begun = norm.count().reshape(-1).atMost(graph.constant(1f)).cast(ElementType.INT64);
    Value known = count.minus(passed).times(begun);
    Value fresh =
        new FeatureExtractor(config, layers)
            .heard(wave.slice(1, known.times(graph.constants(hop)), end()), norm);
    Value rows = graph.concat(0, past.slice(0, count.minus(known), end()), fresh);
    graph.output("state_rows" + NEXT, rows, window);
    Surroundings surroundings = new Surroundings(config, layers);
    return surroundings.addedTo(rows, given(surroundings, fresh, count, window));
  }

  /** What the rows of the window were given by all that came before, and now by the new ones. */
  private Value given(Surroundings surroundings, Value fresh, Value count, Dim... window) {
    Dim[] future = {Dim.of(Surroundings.ahead(config)), Dim.of(config.hidden())};
    Value before =
        graph.concat(
            0,
            graph.input("state_around", ElementType.FLOAT, window),
            graph.input("state_coming", ElementType.FLOAT, future));
    Value none = before.times(graph.constant(0f));
    Value moved =
        graph.concat(
            0,
            before.slice(0, fresh.size(0), end()),
            none.slice(0, graph.constants(0), fresh.size(0)));
    Value now = surroundings.given(fresh);
    // As long as the window and what comes after it, both of which it ends with.
    Value added = graph.concat(0, none, now).slice(0, now.size(0), end());
    Value given = moved.plus(added);
    Value inWindow = given.slice(0, graph.constants(0), count);
    graph.output("state_around" + NEXT, inWindow, window);
    graph.output("state_coming" + NEXT, given.slice(0, count, end()), future);
    return inWindow;
  }

  private Value end() {
    return graph.constants(Long.MAX_VALUE);
  }
}
