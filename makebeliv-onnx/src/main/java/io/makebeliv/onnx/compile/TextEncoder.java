package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * RVC's prior encoder: content and pitch to hidden rows [frames, hidden], by attention that knows
 * how far apart two frames are (Shaw et al., "Self-attention with relative position
 * representations", 2018).
 */
final class TextEncoder {

  private static final String ROOT = "enc_p.encoder.";
  private static final float SLOPE = 0.1f;
  private static final float FORBIDDEN = -1e4f;

  private final SynthesizerConfig config;
  private final Layers layers;
  private final Graph graph;
  private final TimeAxis window = new WholeWindow();

  TextEncoder(SynthesizerConfig config, Layers layers) {
    this.config = config;
    this.layers = layers;
    this.graph = layers.graph();
  }

  /**
   * Encodes a window.
   *
   * @param phone content [1, frames, channels]
   * @param pitch coarse pitch [1, frames]; null for a voice without
   * @param mask 1 for each valid frame, [1, 1, 1, frames]; null if all are valid
   */
  Value encode(Value phone, @Nullable Value pitch, @Nullable Value mask) {
    int hidden = config.hidden();
    Value rows =
        layers.linear(phone.squeeze(0), "enc_p.emb_phone", config.contentChannels(), hidden);
    if (pitch != null) {
      Value table = layers.weight("enc_p.emb_pitch.weight", 256, hidden);
      rows = rows.plus(table.gather(pitch.squeeze(0)));
    }
    rows = rows.times(graph.constant((float) Math.sqrt(hidden))).leakyRelu(SLOPE);
    @Nullable Value valid = mask == null ? null : mask.reshape(-1, 1);
    rows = masked(rows, valid);
    // What attention adds to the scores of frames that are not there.
    @Nullable Value bias =
        mask == null
            ? null
            : mask.squeeze(0).minus(graph.constant(1f)).times(graph.constant(-FORBIDDEN));
    Value frames = rows.size(0);
    for (int i = 0; i < config.layers(); i++) {
      rows = normed(rows.plus(attend(rows, i, frames, bias)), "norm_layers_1." + i);
      rows = normed(rows.plus(feedForward(rows, i, mask)), "norm_layers_2." + i);
    }
    return masked(rows, valid);
  }

  /** Mean and log deviation [1, 2·inter, 1, frames] of the latent, of encoded rows. */
  Value statistics(Value rows) {
    Value statistics = layers.pointwise(rows, "enc_p.proj", config.hidden(), 2 * config.inter());
    return statistics.transpose(1, 0).unsqueeze(0, 2);
  }

  private Value normed(Value rows, String name) {
    return layers.layerNorm(rows, ROOT + name + ".gamma", ROOT + name + ".beta", config.hidden());
  }

  private Value attend(Value rows, int layer, Value frames, @Nullable Value bias) {
    String name = ROOT + "attn_layers." + layer + ".";
    int hidden = config.hidden();
    int width = hidden / config.heads();
    int distances = 2 * config.attentionReach() + 1;
    Value scale = graph.constant((float) (1 / Math.sqrt(width)));
    Value query = heads(layers.pointwise(rows, name + "conv_q", hidden, hidden)).times(scale);
    Value key = heads(layers.pointwise(rows, name + "conv_k", hidden, hidden));
    Value value = heads(layers.pointwise(rows, name + "conv_v", hidden, hidden));
    Value keyDistance = layers.weight(name + "emb_rel_k", 1, distances, width);
    Value valueDistance = layers.weight(name + "emb_rel_v", 1, distances, width);

    Value near = query.matMul(keyDistance.transpose(0, 2, 1));
    Value scores = query.matMul(key.transpose(0, 2, 1)).plus(byPosition(near, frames));
    Value shares = (bias == null ? scores : scores.plus(bias)).softmax(-1);
    Value seen = shares.matMul(value).plus(byDistance(shares, frames).matMul(valueDistance));
    return layers.pointwise(
        seen.transpose(1, 0, 2).reshape(0, -1), name + "conv_o", hidden, hidden);
  }

  private Value heads(Value rows) {
    return rows.reshape(0, config.heads(), -1).transpose(1, 0, 2);
  }

  /**
   * From [heads, frames, distances] to [heads, frames, frames]. Row i is to be moved right by i:
   * with one zero more per row than the result has columns, reading the rows as one line and
   * breaking it one earlier each time does that.
   */
  private Value byPosition(Value near, Value frames) {
    long reach = config.attentionReach();
    Value line = near.pad(graph.concat(0, graph.constants(0, 0, 0, 0, 0), frames)).reshape(0, -1);
    return line.slice(1, graph.constants(0), graph.constants(0).minus(frames))
        .reshape(graph.concat(0, graph.constants(0), frames, graph.constants(-1)))
        .slice(2, reach, -reach);
  }

  /** The way back, from [heads, frames, frames] to [heads, frames, distances]. */
  private Value byDistance(Value shares, Value frames) {
    long reach = config.attentionReach();
    Value line = shares.pad(graph.constants(0, 0, reach, 0, 0, reach)).reshape(0, -1);
    return line.pad(graph.concat(0, graph.constants(0, 0, 0), frames))
        .reshape(graph.concat(0, graph.constants(0), frames, graph.constants(-1)))
        .slice(2, 0, 2 * reach + 1);
  }

  private Value feedForward(Value rows, int layer, @Nullable Value mask) {
    String name = ROOT + "ffn_layers." + layer + ".";
    int hidden = config.hidden();
    int width = config.filterWidth();
    Kernel first = layers.kernel(name + "conv_1", hidden, config.filter(), width);
    Kernel second = layers.kernel(name + "conv_2", config.filter(), hidden, width);
    Plane plane = layers.plane();
    @Nullable Value valid = mask == null ? null : plane.ofImage(mask);
    Value in = masked(plane.ofRows(rows), valid);
    Signal inner = window.conv(Signal.of(in, hidden, 1), first);
    Value between = masked(window.read(inner).relu(), valid);
    Value out = window.read(window.conv(Signal.of(between, config.filter(), 1), second));
    return plane.toRows(masked(out, valid));
  }

  private static Value masked(Value value, @Nullable Value mask) {
    return mask == null ? value : value.times(mask);
  }

  /** Which of so many frames are valid, [1, 1, 1, frames]. */
  static Value mask(Value phone, Value validFrames) {
    Value positions = phone.graph().range(phone.size(1).squeeze(0));
    return positions.lessThan(validFrames).cast(ElementType.FLOAT).unsqueeze(0, 1, 2);
  }
}
