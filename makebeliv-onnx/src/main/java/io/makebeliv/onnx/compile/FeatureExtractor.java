package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Convolution;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Value;

/**
 * HuBERT's ears: samples [1, n] through convolutions, to a row [hidden] for every 320 of them. A
 * row sees 400 samples. Over time only the first convolution is normalised: that alone makes a row
 * depend on what lies further away.
 */
final class FeatureExtractor {

  private static final String ROOT = "feature_extractor.conv_layers.";

  private final HubertConfig config;
  private final Layers layers;
  private final Value taps;
  private final Value gain;
  private final Value shift;

  FeatureExtractor(HubertConfig config, Layers layers) {
    this.config = config;
    this.layers = layers;
    int out = config.convChannels().get(0);
    int width = config.convWidths().get(0);
    FloatTensor weight = layers.parameters().take(ROOT + "0.conv.weight", out, 1, width);
    taps = layers.graph().weight(ROOT + "0.conv.weight", weight.reshaped(out, 1, 1, width));
    gain = layers.weight(ROOT + "0.layer_norm.weight", out);
    shift = layers.weight(ROOT + "0.layer_norm.bias", out);
  }

  /** The rows of a window, normalised over all of it. */
  Value heard(Value wave) {
    // As many groups as channels: each is normalised by itself.
    return rows(first(wave).instanceNorm(gain, shift, HubertCompiler.EPSILON));
  }

  /** The rows of a piece of a stream, normalised over what was heard so far. */
  Value heard(Value wave, RunningNorm norm) {
    return rows(norm.of(first(wave), taps, gain, shift));
  }

  private Value first(Value wave) {
    return wave.unsqueeze(1, 2)
        .conv(Convolution.overFlatTime().strided(HubertConfig.STRIDES.get(0)), taps, null);
  }

  private Value rows(Value normed) {
    Value x = layers.plane().ofImage(normed.gelu());
    int in = config.convChannels().get(0);
    for (int i = 1; i < config.convChannels().size(); i++) {
      int out = config.convChannels().get(i);
      String name = ROOT + i + ".conv";
      FloatTensor weight =
          layers.parameters().take(name + ".weight", out, in, config.convWidths().get(i));
      Convolution walk = Convolution.overFlatTime().strided(HubertConfig.STRIDES.get(i));
      x = layers.kernel(name, weight, null).over(x, walk).gelu();
      in = out;
    }
    String name = "feature_projection.layer_norm";
    Value rows = layers.layerNorm(layers.plane().toRows(x), name + ".weight", name + ".bias", in);
    return layers.linear(rows, "feature_projection.projection", in, config.hidden());
  }
}
