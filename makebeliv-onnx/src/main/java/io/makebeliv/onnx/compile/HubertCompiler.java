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

/**
 * Writes HuBERT (Hsu et al., 2021) and its descendant ContentVec as graphs: {@code source} [1,
 * samples] at 16 kHz goes in, {@code features} [1, frames, channels] at 50 Hz come out. Layers
 * behind the one that is asked for are left out. Immutable.
 */
public final class HubertCompiler {

  private static final float EPSILON = 1e-5f;

  private final HubertConfig config;
  private final Parameters parameters;
  private final Numbers numbers;

  /** A compiler for weights that go by Hugging Face's names. */
  public HubertCompiler(HubertConfig config, Parameters parameters) {
    this(config, parameters, Numbers.FP32);
  }

  private HubertCompiler(HubertConfig config, Parameters parameters, Numbers numbers) {
    this.config = config;
    this.parameters = parameters;
    this.numbers = numbers;
  }

  /** The same that computes with other numbers; {@link Numbers#FP32} if nothing is said. */
  public HubertCompiler numbers(Numbers kind) {
    return new HubertCompiler(config, parameters, kind);
  }

  /** A compiler for a checkpoint with Hugging Face's names or with fairseq's. */
  public static HubertCompiler of(Weights weights, int heads) {
    return new HubertCompiler(
        HubertConfig.of(weights, heads), Parameters.of(HubertNames.huggingFace(weights)));
  }

  /**
   * The content features of one layer.
   *
   * @param layer 1 up to the number of layers: 9 for RVC v1, 12 for v2
   * @param projected whether {@code final_proj} follows, as RVC v1 wants it
   * @param samples length of a window; 0 leaves it to each run
   */
  public Model features(int layer, boolean projected, int samples) {
    if (layer < 1 || layer > config.layers()) {
      throw new IllegalArgumentException(
          "layer must be from 1 to %d, was %d".formatted(config.layers(), layer));
    }
    if (projected && config.projection() == 0) {
      throw new IllegalArgumentException(
          "this HuBERT has no final_proj, which voices of version v1 need");
    }
    Graph graph = new Graph("hubert");
    Layers layers = new Layers(graph, parameters, numbers);
    Dim length = samples == 0 ? Dim.named("samples") : Dim.of(samples);
    Value wave = graph.input("source", ElementType.FLOAT, Dim.of(1), length);
    Value rows = encoded(layers, projectedConvolutions(layers, wave), layer);
    int channels = config.hidden();
    if (projected) {
      rows = layers.linear(rows, "final_proj", channels, config.projection());
      channels = config.projection();
    }
    graph.output("features", rows.unsqueeze(0), Dim.of(1), Dim.named("frames"), Dim.of(channels));
    return graph.build();
  }

  /** The waveform through the feature extractor, as rows [frames, hidden]. */
  private Value projectedConvolutions(Layers layers, Value wave) {
    Value x = wave.unsqueeze(1, 2);
    int in = 1;
    for (int i = 0; i < config.convChannels().size(); i++) {
      String name = "feature_extractor.conv_layers." + i + ".";
      int out = config.convChannels().get(i);
      int width = config.convWidths().get(i);
      Convolution walk = Convolution.overFlatTime().strided(HubertConfig.STRIDES.get(i));
      FloatTensor weight = parameters.take(name + "conv.weight", out, in, width);
      if (i == 0) {
        Value taps =
            layers.graph().weight(name + "conv.weight", weight.reshaped(out, in, 1, width));
        // As many groups as channels: each is normalised by itself.
        x =
            x.conv(walk, taps, null)
                .instanceNorm(
                    layers.weight(name + "layer_norm.weight", out),
                    layers.weight(name + "layer_norm.bias", out),
                    EPSILON);
        x = layers.plane().ofImage(x.gelu());
      } else {
        x = layers.kernel(name + "conv", weight, null).over(x, walk).gelu();
      }
      in = out;
    }
    Value rows = normed(layers, layers.plane().toRows(x), "feature_projection.layer_norm", in);
    return layers.linear(rows, "feature_projection.projection", in, config.hidden());
  }

  private Value encoded(Layers layers, Value features, int last) {
    Value rows = features.plus(position(layers, features));
    rows = normed(layers, rows, "encoder.layer_norm", config.hidden());
    for (int i = 0; i < last; i++) {
      String name = "encoder.layers." + i + ".";
      rows = rows.plus(attended(layers, rows, name + "attention."));
      rows = normed(layers, rows, name + "layer_norm", config.hidden());
      Value inner =
          layers
              .linear(
                  rows, name + "feed_forward.intermediate_dense", config.hidden(), config.filter())
              .gelu();
      rows =
          rows.plus(
              layers.linear(
                  inner, name + "feed_forward.output_dense", config.filter(), config.hidden()));
      rows = normed(layers, rows, name + "final_layer_norm", config.hidden());
    }
    return rows;
  }

  private Value position(Layers layers, Value rows) {
    int width = config.positionWidth();
    String name = "encoder.pos_conv_embed.conv";
    Convolution shape =
        Convolution.overFlatTime()
            .grouped(config.positionGroups())
            .padded(width / 2, (width - 1) / 2);
    int hidden = config.hidden();
    FloatTensor weight =
        parameters.take(name + ".weight", hidden, hidden / config.positionGroups(), width);
    Value taps =
        layers.graph().weight(name + ".weight", weight.reshaped(hidden, weight.size(1), 1, width));
    Value x = rows.transpose(1, 0).unsqueeze(0, 2);
    return x.conv(shape, taps, layers.weight(name + ".bias", hidden))
        .gelu()
        .squeeze(0, 2)
        .transpose(1, 0);
  }

  private Value attended(Layers layers, Value rows, String name) {
    int hidden = config.hidden();
    int width = hidden / config.heads();
    float scale = (float) (1 / Math.sqrt(width));
    Value query = heads(layers.linear(rows, name + "q_proj", hidden, hidden));
    Value key = heads(layers.linear(rows, name + "k_proj", hidden, hidden));
    Value value = heads(layers.linear(rows, name + "v_proj", hidden, hidden));
    Value shares =
        query.times(rows.graph().constant(scale)).matMul(key.transpose(0, 2, 1)).softmax(-1);
    Value seen = shares.matMul(value).transpose(1, 0, 2).reshape(0, -1);
    return layers.linear(seen, name + "out_proj", hidden, hidden);
  }

  private Value heads(Value rows) {
    return rows.reshape(0, config.heads(), -1).transpose(1, 0, 2);
  }

  private static Value normed(Layers layers, Value rows, String name, int width) {
    return layers.layerNorm(rows, name + ".weight", name + ".bias", width);
  }
}
