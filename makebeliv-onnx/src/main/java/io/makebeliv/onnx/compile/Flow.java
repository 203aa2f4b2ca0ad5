package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * RVC's flow, run backwards: couplings that each subtract from one half of the latent what a small
 * gated network (WaveNet's) makes of the other. Between two couplings the channels are read in
 * reverse order; here the halves swap roles instead and the weights of every other coupling are
 * reversed, which is the same.
 */
final class Flow {

  private final SynthesizerConfig config;
  private final Layers layers;
  private final Graph graph;
  private final TimeAxis axis;
  private final Value speaker;
  private final @Nullable Value mask;

  /**
   * Prepares a flow.
   *
   * @param speaker embedding [1, channels]
   * @param mask 1 for each valid frame, as a signal of one channel; null if all are valid
   */
  Flow(
      SynthesizerConfig config, Layers layers, TimeAxis axis, Value speaker, @Nullable Value mask) {
    this.config = config;
    this.layers = layers;
    this.graph = layers.graph();
    this.axis = axis;
    this.speaker = speaker;
    this.mask = mask;
  }

  /** From the latent that was drawn, as a signal of all channels, to the one that is heard. */
  Signal reversed(Value latent) {
    int half = config.inter() / 2;
    Value[] halves = latent.split(1, half, half);
    Signal first = Signal.of(halves[0], half, 1);
    Signal second = Signal.of(halves[1], half, 1);
    for (int i = config.flows() - 1; i >= 0; i--) {
      boolean mirrored = (config.flows() - 1 - i) % 2 == 0;
      String name = "flow.flows." + 2 * i + ".";
      if (mirrored) {
        first = coupled(first, second, name, true);
      } else {
        second = coupled(second, first, name, false);
      }
    }
    int delay = Math.max(first.delay(), second.delay());
    Value joined = graph.concat(1, axis.read(first.at(delay)), axis.read(second.at(delay)));
    return first.with(config.flows() % 2 == 0 ? joined : joined.reversed(1), config.inter(), delay);
  }

  private Signal coupled(Signal target, Signal source, String name, boolean mirrored) {
    int half = config.inter() / 2;
    int hidden = config.hidden();
    Signal in = axis.conv(source, kernel(name + "pre", half, hidden, mirrored ? 1 : -1));
    Signal out = gated(valid(in), name + "enc.");
    Signal shift = axis.conv(out, kernel(name + "post", hidden, half, mirrored ? 0 : -1));
    Value moved = axis.read(target.at(shift.delay())).minus(axis.read(shift));
    return valid(shift.with(moved, half));
  }

  private Signal gated(Signal in, String name) {
    int hidden = config.hidden();
    int count = config.flowLayers();
    long[] parts = new long[count];
    Arrays.fill(parts, 2L * hidden);
    Value[] conditions =
        layers
            .condition(speaker, name + "cond_layer", config.speakerChannels(), 2 * hidden * count)
            .split(1, parts);
    Signal x = in;
    @Nullable Signal heard = null;
    for (int i = 0; i < count; i++) {
      boolean last = i == count - 1;
      Signal inner =
          axis.conv(
              x, layers.kernel(name + "in_layers." + i, hidden, 2 * hidden, config.flowWidth()));
      Value[] gates = axis.read(inner).plus(conditions[i]).split(1, hidden, hidden);
      Signal acts = inner.with(gates[0].tanh().times(gates[1].sigmoid()), hidden);
      Signal both =
          axis.conv(
              acts,
              layers.kernel(name + "res_skip_layers." + i, hidden, last ? hidden : 2 * hidden, 1));
      Signal skip = both;
      if (!last) {
        Value[] ways = axis.read(both).split(1, hidden, hidden);
        x = valid(axis.sum(x, both.with(ways[0], hidden)));
        skip = both.with(ways[1], hidden);
      }
      heard = heard == null ? skip : axis.sum(heard, skip);
    }
    if (heard == null) {
      throw new IllegalArgumentException("a flow without layers");
    }
    return valid(heard);
  }

  /** A convolution of width 1, its weights in reverse order along an axis if one is named. */
  private Kernel kernel(String name, int in, int out, int reversedAxis) {
    FloatTensor weight = layers.parameters().take(name + ".weight", out, in, 1);
    FloatTensor bias = layers.parameters().take(name + ".bias", out);
    if (reversedAxis >= 0) {
      weight = weight.reversed(reversedAxis);
      bias = reversedAxis == 0 ? bias.reversed(0) : bias;
    }
    return layers.kernel(name, weight, bias);
  }

  private Signal valid(Signal signal) {
    return mask == null ? signal : signal.with(axis.read(signal).times(mask), signal.channels());
  }
}
