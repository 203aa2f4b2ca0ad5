package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.Numbers;
import io.makebeliv.onnx.graph.Convolution;
import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.graph.Value;
import io.makebeliv.onnx.graph.Weights;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * Writes RMVPE (Wei et al., "RMVPE: a robust model for vocal pitch estimation in polyphonic music",
 * 2023) as a graph: log-mel {@code input} [1, bins, frames] goes in, {@code output} [1, frames,
 * pitches] comes out, each pitch's salience from 0 to 1. Batch norm is folded into the convolutions
 * before it. Immutable.
 */
public final class RmvpeCompiler {

  private static final double EPSILON = 1e-5;
  private static final int WIDTH = 3;

  private final RmvpeConfig config;
  private final Parameters parameters;

  public RmvpeCompiler(RmvpeConfig config, Parameters parameters) {
    this.config = config;
    this.parameters = parameters;
  }

  /** A compiler for a checkpoint. */
  public static RmvpeCompiler of(Weights weights) {
    return new RmvpeCompiler(RmvpeConfig.of(weights), Parameters.of(weights));
  }

  /**
   * The whole network.
   *
   * @param frames of a window, a multiple of {@link RmvpeConfig#frameMultiple}; 0 leaves them to
   *     each run
   */
  public Model salience(int frames) {
    if (frames < 0 || frames % config.frameMultiple() != 0) {
      throw new IllegalArgumentException(
          "frames must be a multiple of %d, was %d".formatted(config.frameMultiple(), frames));
    }
    Graph graph = new Graph("rmvpe");
    Layers layers = new Layers(graph, parameters, Numbers.FP32);
    Dim length = frames == 0 ? Dim.named("frames") : Dim.of(frames);
    Value mel =
        graph.input("input", ElementType.FLOAT, Dim.of(1), Dim.of(config.melBins()), length);
    Value image = unet(layers, mel.transpose(0, 2, 1).unsqueeze(1));
    Value maps =
        image.conv(
            Convolution.overImage().padded(1),
            layers.weight("cnn.weight", config.lastChannels(), config.firstChannels(), 3, 3),
            layers.weight("cnn.bias", config.lastChannels()));
    // [1, maps, time, bins] to [time, 1, maps·bins].
    Value rows = maps.transpose(2, 0, 1, 3).reshape(0, 0, -1);
    int in = config.lastChannels() * config.melBins();
    for (int i = 0; i < config.recurrentLayers(); i++) {
      rows = recurrent(layers, rows, i, in);
      in = 2 * config.hidden();
    }
    Value salience = layers.linear(rows.squeeze(1), "fc.1", in, config.bins()).sigmoid();
    graph.output("output", salience.unsqueeze(0), Dim.of(1), length, Dim.of(config.bins()));
    return graph.build();
  }

  private Value unet(Layers layers, Value image) {
    Graph graph = layers.graph();
    Affine input = affine("unet.encoder.bn", 1);
    Value x =
        image
            .times(graph.constant((float) input.scale[0]))
            .plus(graph.constant((float) input.shift[0]));
    Deque<Value> skipped = new ArrayDeque<>();
    int in = 1;
    int out = config.firstChannels();
    for (int level = 0; level < config.levels(); level++) {
      x = blocks(layers, x, "unet.encoder.layers." + level + ".conv.", in, out);
      skipped.push(x);
      x = x.averagePool(2, 2);
      in = out;
      out *= 2;
    }
    for (int i = 0; i < config.middleLayers(); i++) {
      x = blocks(layers, x, "unet.intermediate.layers." + i + ".conv.", in, out);
      in = out;
    }
    for (int level = 0; level < config.levels(); level++) {
      String name = "unet.decoder.layers." + level + ".";
      x = upsampled(layers, x, name + "conv1.", in, in / 2);
      x = graph.concat(1, x, skipped.pop());
      x = blocks(layers, x, name + "conv2.", in, in / 2);
      in /= 2;
    }
    return x;
  }

  private Value blocks(Layers layers, Value image, String name, int in, int out) {
    Value x = block(layers, image, name + "0.", in, out);
    for (int i = 1; i < config.blocks(); i++) {
      x = block(layers, x, name + i + ".", out, out);
    }
    return x;
  }

  private Value block(Layers layers, Value image, String name, int in, int out) {
    Value x = normed(layers, image, name + "conv.0", name + "conv.1", in, out).relu();
    x = normed(layers, x, name + "conv.3", name + "conv.4", out, out).relu();
    if (in == out) {
      return x.plus(image);
    }
    return x.plus(
        image.conv(
            Convolution.overImage(),
            layers.weight(name + "shortcut.weight", out, in, 1, 1),
            layers.weight(name + "shortcut.bias", out)));
  }

  private Value normed(Layers layers, Value image, String conv, String norm, int in, int out) {
    FloatTensor weight = parameters.take(conv + ".weight", out, in, WIDTH, WIDTH);
    Affine affine = affine(norm, out);
    int inner = in * WIDTH * WIDTH;
    return image.conv(
        Convolution.overImage().padded(1),
        layers.graph().weight(conv + ".weight", affine.scaled(weight, i -> i / inner)),
        layers.graph().weight(conv + ".bias", affine.bias()));
  }

  private Value upsampled(Layers layers, Value image, String name, int in, int out) {
    FloatTensor weight = parameters.take(name + "0.weight", in, out, WIDTH, WIDTH);
    Affine affine = affine(name + "1", out);
    int taps = WIDTH * WIDTH;
    return image
        .convTranspose(
            Convolution.overImage().strided(2).padded(1).lengthened(1),
            layers.graph().weight(name + "0.weight", affine.scaled(weight, i -> i / taps % out)),
            layers.graph().weight(name + "0.bias", affine.bias()))
        .relu();
  }

  private Value recurrent(Layers layers, Value rows, int layer, int in) {
    Graph graph = layers.graph();
    int hidden = config.hidden();
    String name = "fc.0.gru.";
    String[] ends = {"_l" + layer, "_l" + layer + "_reverse"};
    UnaryOperator<String> label = part -> name + part + "_l" + layer;
    Value input =
        graph.weight(
            label.apply("weight_ih"),
            FloatTensor.joined(
                    gates(name + "weight_ih" + ends[0], in),
                    gates(name + "weight_ih" + ends[1], in))
                .reshaped(2, 3L * hidden, in));
    Value recurrence =
        graph.weight(
            label.apply("weight_hh"),
            FloatTensor.joined(
                    gates(name + "weight_hh" + ends[0], hidden),
                    gates(name + "weight_hh" + ends[1], hidden))
                .reshaped(2, 3L * hidden, hidden));
    Value bias =
        graph.weight(
            label.apply("bias"),
            FloatTensor.joined(
                    gates(name + "bias_ih" + ends[0], 0),
                    gates(name + "bias_hh" + ends[0], 0),
                    gates(name + "bias_ih" + ends[1], 0),
                    gates(name + "bias_hh" + ends[1], 0))
                .reshaped(2, 6L * hidden));
    // [time, direction, batch, hidden] to [time, batch, both].
    return rows.bidirectionalGru(input, recurrence, bias, hidden)
        .transpose(0, 2, 1, 3)
        .reshape(0, 0, -1);
  }

  /** PyTorch's gates come as reset, update, hidden; ONNX wants update, reset, hidden. */
  private FloatTensor gates(String name, int width) {
    int hidden = config.hidden();
    FloatTensor gates =
        width == 0 ? parameters.take(name, 3L * hidden) : parameters.take(name, 3L * hidden, width);
    int size = gates.count() / 3;
    FloatTensor ordered = FloatTensor.allocate(gates.shape());
    ordered
        .values()
        .put(gates.values().slice(size, size))
        .put(gates.values().slice(0, size))
        .put(gates.values().slice(2 * size, size));
    return ordered;
  }

  /** Batch norm with its statistics: a scale and a shift per channel. */
  private Affine affine(String name, int channels) {
    FloatTensor gain = parameters.take(name + ".weight", channels);
    FloatTensor bias = parameters.take(name + ".bias", channels);
    FloatTensor mean = parameters.take(name + ".running_mean", channels);
    FloatTensor variance = parameters.take(name + ".running_var", channels);
    Affine affine = new Affine(new double[channels], new double[channels]);
    for (int i = 0; i < channels; i++) {
      affine.scale[i] = gain.get(i) / Math.sqrt(variance.get(i) + EPSILON);
      affine.shift[i] = bias.get(i) - mean.get(i) * affine.scale[i];
    }
    return affine;
  }

  private static final class Affine {

    final double[] scale;
    final double[] shift;

    Affine(double[] scale, double[] shift) {
      this.scale = scale;
      this.shift = shift;
    }

    FloatTensor scaled(FloatTensor weight, IntUnaryOperator channelOf) {
      FloatTensor out = FloatTensor.allocate(weight.shape());
      for (int i = 0; i < out.count(); i++) {
        out.set(i, (float) (weight.get(i) * scale[channelOf.applyAsInt(i)]));
      }
      return out;
    }

    FloatTensor bias() {
      FloatTensor out = FloatTensor.allocate(shift.length);
      for (int i = 0; i < shift.length; i++) {
        out.set(i, (float) shift[i]);
      }
      return out;
    }
  }
}
