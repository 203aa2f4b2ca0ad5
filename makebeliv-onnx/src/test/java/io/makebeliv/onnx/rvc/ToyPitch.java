package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.f0.CrepeFrames;
import io.makebeliv.onnx.f0.LogMel;
import io.makebeliv.onnx.f0.Salience;
import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pitch model with the inputs and outputs of a real one: what it finds is a sample of the signal
 * or a band of its mel, made a pitch by {@link #BASE} and {@link #STEP}. Immutable.
 *
 * @param names the inputs; the first is the signal, and says of which kind the model is
 * @param outputs what comes out
 * @param scalar whether the threshold has no dimensions
 * @param levelled whether a CREPE takes loudness away itself
 */
public record ToyPitch(
    List<String> names, Map<String, Out> outputs, boolean scalar, boolean levelled) {

  /** What comes out. */
  public enum Out {
    /** Hz, [1, T]. */
    HERTZ,
    /** The threshold that went in, [1, T]. */
    THRESHOLD,
    /** Saliences, [1, T, 360]. */
    SALIENCE,
    /** Something with a number too many. */
    TOO_MANY
  }

  /** What a Hz is made of a sample or a band; saliences point to a bin where it is above zero. */
  static final float BASE = 200;

  static final float STEP = 10;

  /** The band of a mel that is listened to. */
  static final int BAND = 10;

  /** The bin that saliences point to. */
  static final int BIN = 137;

  public static ToyPitch of(String names) {
    return new ToyPitch(Arrays.asList(names.split(" ")), Map.of(), false, false);
  }

  public static ToyPitch rmvpe() {
    return of("input").giving("output", Out.SALIENCE);
  }

  public ToyPitch giving(String name, Out what) {
    Map<String, Out> more = new LinkedHashMap<>(outputs);
    more.put(name, what);
    return new ToyPitch(names, more, scalar, levelled);
  }

  ToyPitch withScalar() {
    return new ToyPitch(names, outputs, true, levelled);
  }

  ToyPitch levelling() {
    return new ToyPitch(names, outputs, scalar, true);
  }

  public Toy toy() {
    Graph graph = new Graph("toy pitch");
    Value heard = Toy.through(heard(graph));
    @Nullable Value threshold = null;
    if (names.size() > 1) {
      threshold =
          scalar
              ? graph.input("threshold", ElementType.FLOAT)
              : graph.input("threshold", ElementType.FLOAT, Dim.of(1));
    }
    for (Map.Entry<String, Out> output : outputs.entrySet()) {
      write(graph, output.getKey(), output.getValue(), heard, threshold);
    }
    return Toy.of("pitch.onnx", graph);
  }

  private static void write(
      Graph graph, String name, Out what, Value heard, @Nullable Value threshold) {
    Dim one = Dim.of(1);
    Dim time = Dim.named("frames");
    Value hertz = heard.times(graph.constant(STEP)).plus(graph.constant(BASE));
    switch (what) {
      case HERTZ -> graph.output(name, hertz, one, time);
      case THRESHOLD ->
          graph.output(
              name,
              threshold == null ? heard : heard.times(graph.constant(0f)).plus(threshold),
              one,
              time);
      case SALIENCE -> {
        Value column = heard.unsqueeze(2);
        Value none = column.times(graph.constant(0f));
        Value[] bins = new Value[Salience.BINS];
        Arrays.fill(bins, none);
        bins[BIN] = column;
        graph.output(name, graph.concat(2, bins), one, time, Dim.of(Salience.BINS));
      }
      case TOO_MANY -> graph.output(name, graph.concat(1, hertz, hertz), one, time);
    }
  }

  /** One number of each frame, [1, T]. */
  private Value heard(Graph graph) {
    Dim one = Dim.of(1);
    Dim time = Dim.named("T");
    String name = names.get(0);
    return switch (name) {
      // RMVPE's way: bands, then frames.
      case "input", "mel" -> {
        Value mel = graph.input(name, ElementType.FLOAT, one, Dim.of(LogMel.BANDS), time);
        // As the networks, which halve the frames five times.
        Value halved = mel.slice(1, BAND, BAND + 1).reshape(1, -1, 32);
        yield halved.reshape(1, -1);
      }
      case "frames_first" -> {
        Value mel = graph.input("mel", ElementType.FLOAT, one, time, Dim.of(LogMel.BANDS));
        yield mel.slice(2, BAND, BAND + 1).squeeze(2);
      }
      case "waveform" -> {
        Value wave = graph.input(name, ElementType.FLOAT, one, Dim.named("n"));
        Value all = wave.pad(graph.constants(0, 0, 0, LogMel.HOP));
        yield all.reshape(1, -1, LogMel.HOP).slice(2, 0, 1).squeeze(2);
      }
      case "frames" -> {
        Value frames =
            graph.input(name, ElementType.FLOAT, Dim.named("B"), Dim.of(CrepeFrames.LENGTH));
        Value middle = frames.slice(1, CrepeFrames.LENGTH / 2, CrepeFrames.LENGTH / 2 + 1);
        Value level =
            levelled ? middle.greaterThan(graph.constant(0f)).cast(ElementType.FLOAT) : middle;
        yield level.transpose(1, 0);
      }
      default -> graph.input(name, ElementType.FLOAT, one, Dim.named(name), time, time);
    };
  }
}
