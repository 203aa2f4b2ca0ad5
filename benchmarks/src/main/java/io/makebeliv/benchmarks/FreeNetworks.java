package io.makebeliv.benchmarks;

import io.makebeliv.onnx.compile.SynthesizerCompiler;
import io.makebeliv.onnx.f0.LogMel;
import io.makebeliv.onnx.f0.Salience;
import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.graph.Value;

/**
 * Networks with the inputs and outputs of real ones that compute next to nothing: what a stream
 * costs with them is what everything around the networks costs.
 */
final class FreeNetworks {

  private static final Dim ONE = Dim.of(1);
  private static final Dim TIME = Dim.named("T");
  private static final int HOP = 320;
  private static final int FIELD = 400;
  private static final int REACH = 35;

  private FreeNetworks() {}

  static Model encoder(int channels) {
    Graph graph = new Graph("free encoder");
    Value wave = graph.input("source", ElementType.FLOAT, ONE, Dim.named("N")).reshape(-1);
    Value fitting = wave.slice(0, 0, -(FIELD - 1)).pad(graph.constants(0, HOP - 1));
    Value count = fitting.size(0).over(graph.constants(HOP));
    Value rows =
        fitting
            .slice(0, graph.constants(0), count.times(graph.constants(HOP)))
            .reshape(-1, HOP)
            .slice(1, 0, 1);
    graph.output("features", spread(rows, channels).unsqueeze(0), ONE, TIME, Dim.of(channels));
    return graph.build();
  }

  static Model pitchModel() {
    Graph graph = new Graph("free pitch model");
    Value mel = graph.input("input", ElementType.FLOAT, ONE, Dim.of(LogMel.BANDS), TIME);
    Value column = mel.slice(1, 10, 11).transpose(0, 2, 1);
    graph.output("output", spread(column, Salience.BINS), ONE, TIME, Dim.of(Salience.BINS));
    return graph.build();
  }

  static Model synthesizer(int channels, int latent, int samplesPerFrame) {
    Graph graph = new Graph("free synthesizer");
    Value phone = graph.input("phone", ElementType.FLOAT, ONE, TIME, Dim.of(channels));
    graph.input("pitch", ElementType.INT64, ONE, TIME);
    graph.input("pitchf", ElementType.FLOAT, ONE, TIME);
    graph.input("ds", ElementType.INT64, ONE);
    graph.input("rnd", ElementType.FLOAT, ONE, Dim.of(latent), TIME);
    Value rows = phone.slice(2, 0, 1);
    Value skip = graph.input("skip_head", ElementType.INT64).unsqueeze(0);
    Value wanted = graph.input("return_length", ElementType.INT64).unsqueeze(0);
    graph.output("phase_next", graph.input("phase", ElementType.FLOAT, ONE).identity(), ONE);
    rows = rows.slice(1, skip, skip.plus(wanted));
    graph.output(
        "audio", spread(rows, samplesPerFrame).reshape(1, 1, -1), ONE, ONE, Dim.named("samples"));
    return graph.build();
  }

  /** One that goes on where it stopped, and carries a state that it does not need. */
  static Model carrying(int channels, int latent, int samplesPerFrame) {
    Graph graph = new Graph("free carrying synthesizer");
    Dim driven = Dim.named("m");
    Value phone = graph.input("phone", ElementType.FLOAT, ONE, TIME, Dim.of(channels));
    graph.input("pitch", ElementType.INT64, ONE, TIME);
    graph.input("ds", ElementType.INT64, ONE);
    Value head = graph.input("head", ElementType.INT64).unsqueeze(0);
    Value steps = graph.input("steps", ElementType.INT64).unsqueeze(0);
    graph.input("ahead", ElementType.INT64);
    graph.input("pitchf", ElementType.FLOAT, ONE, driven);
    graph.input("rnd", ElementType.FLOAT, ONE, Dim.of(latent), driven);
    graph.input("noise", ElementType.FLOAT, ONE, driven, Dim.of(samplesPerFrame));
    graph.output("phase_next", graph.input("phase", ElementType.FLOAT, ONE).identity(), ONE);
    Dim[] state = {ONE, Dim.of(latent), ONE, Dim.of(REACH)};
    graph.output(
        "state_0_next", graph.input("state_0", ElementType.FLOAT, state).identity(), state);
    Value rows = phone.slice(2, 0, 1).slice(1, head, head.plus(steps));
    graph.output(
        "audio", spread(rows, samplesPerFrame).reshape(1, 1, -1), ONE, ONE, Dim.named("samples"));
    graph.metadata(SynthesizerCompiler.REACH, Integer.toString(REACH));
    return graph.build();
  }

  /** A last axis of length one made longer. */
  private static Value spread(Value column, int length) {
    FloatTensor weight = FloatTensor.allocate(length);
    for (int i = 0; i < length; i++) {
      weight.set(i, 0.5f + 0.1f * i / length);
    }
    return column.times(column.graph().weight("spread", weight));
  }
}
