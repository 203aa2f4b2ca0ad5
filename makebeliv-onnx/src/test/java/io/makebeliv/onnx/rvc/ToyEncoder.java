package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An encoder with the inputs and outputs of a real one. Row i is sample 320 i of the window in all
 * channels, but for the last, which is the number of the output plus all that goes in beside the
 * samples. Immutable.
 *
 * @param names the inputs; the first are the samples
 * @param outputs the outputs and how wide they are
 * @param deep whether samples go in as [1, 1, samples]
 * @param half whether real numbers are of half precision
 * @param turned whether features come out as [1, channels, rows]
 * @param hop samples from row to row
 * @param scale of all that comes out
 */
public record ToyEncoder(
    List<String> names,
    List<Output> outputs,
    boolean deep,
    boolean half,
    boolean turned,
    int hop,
    float scale) {

  /** An output. */
  record Output(String name, int channels) {}

  private static final int FIELD = 400;

  public static ToyEncoder of(String names) {
    return new ToyEncoder(
        Arrays.asList(names.split(" ")), List.of(), false, false, false, ContentEncoder.HOP, 1);
  }

  public ToyEncoder giving(String name, int channels) {
    List<Output> more = new ArrayList<>(outputs);
    more.add(new Output(name, channels));
    return new ToyEncoder(names, more, deep, half, turned, hop, scale);
  }

  ToyEncoder deepened() {
    return new ToyEncoder(names, outputs, true, half, turned, hop, scale);
  }

  ToyEncoder halved() {
    return new ToyEncoder(names, outputs, deep, true, turned, hop, scale);
  }

  ToyEncoder transposed() {
    return new ToyEncoder(names, outputs, deep, half, true, hop, scale);
  }

  ToyEncoder hop(int samples) {
    return new ToyEncoder(names, outputs, deep, half, turned, samples, scale);
  }

  public ToyEncoder scaled(float factor) {
    return new ToyEncoder(names, outputs, deep, half, turned, hop, factor);
  }

  public Toy toy() {
    Graph graph = new Graph("toy encoder");
    Dim one = Dim.of(1);
    Dim samples = Dim.named("N");
    Dim[] shape = deep ? new Dim[] {one, one, samples} : new Dim[] {one, samples};
    Map<String, Value> beside = new LinkedHashMap<>();
    Value wave = Toy.real(graph, names.get(0), half, shape);
    for (String name : names.subList(1, names.size())) {
      Value value =
          name.equals("output_layer")
              ? graph.input(name, ElementType.INT64)
              : graph.input(name, ElementType.INT64, one, samples).slice(1, 0, 1).reshape(1);
      beside.put(name, value.cast(ElementType.FLOAT));
    }
    // A row for every place at which the convolutions fit: the first sample of each.
    Value flat = Toy.through(wave.reshape(-1));
    Value fitting = flat.slice(0, 0, -(FIELD - 1)).pad(graph.constants(0, hop - 1));
    Value count = fitting.size(0).over(graph.constants(hop));
    Value kept = fitting.slice(0, graph.constants(0), count.times(graph.constants(hop)));
    Value first = kept.reshape(-1, hop).slice(1, 0, 1).times(graph.constant(scale));
    float number = 0;
    for (Output output : outputs) {
      number++;
      Value told = first.times(graph.constant(0f)).plus(graph.constant(number));
      for (Value value : beside.values()) {
        told = told.plus(value);
      }
      Value[] row = new Value[output.channels()];
      Arrays.fill(row, first);
      row[row.length - 1] = told;
      Value rows = graph.concat(1, row);
      Value real = half ? rows.cast(ElementType.FLOAT16) : rows;
      Dim wide = Dim.of(output.channels());
      Dim time = Dim.named("F");
      if (turned) {
        graph.output(output.name(), real.transpose(1, 0).unsqueeze(0), one, wide, time);
      } else {
        graph.output(output.name(), real.unsqueeze(0), one, time, wide);
      }
    }
    return Toy.of("encoder.onnx", graph);
  }
}
