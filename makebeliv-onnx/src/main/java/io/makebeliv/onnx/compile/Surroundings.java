package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Convolution;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Value;

/**
 * HuBERT's positional convolution, 1.28 s to either side: what a row hears of those around it. In a
 * stream each row is given to those around it once, when it is new, and what they were given is
 * carried along.
 */
final class Surroundings {

  private static final String NAME = "encoder.pos_conv_embed.conv";

  private final HubertConfig config;
  private final Layers layers;
  private final FloatTensor weight;
  private final Value bias;

  Surroundings(HubertConfig config, Layers layers) {
    this.config = config;
    this.layers = layers;
    int hidden = config.hidden();
    weight =
        layers
            .parameters()
            .take(
                NAME + ".weight", hidden, hidden / config.positionGroups(), config.positionWidth());
    bias = layers.weight(NAME + ".bias", hidden);
  }

  /** How many rows that are still to come hear a row. */
  static int ahead(HubertConfig config) {
    return config.positionWidth() / 2;
  }

  /** How many rows a row hears that come after it. */
  private static int behind(HubertConfig config) {
    return (config.positionWidth() - 1) / 2;
  }

  /** What the rows [n, hidden] of a window hear of each other, added to each. */
  Value addedTo(Value rows) {
    Convolution shape =
        Convolution.overFlatTime()
            .grouped(config.positionGroups())
            .padded(ahead(config), behind(config));
    Value taps =
        layers
            .graph()
            .weight(
                NAME + ".weight",
                weight.reshaped(weight.size(0), weight.size(1), 1, weight.size(2)));
    return rows.plus(heard(toRows(toImage(rows).conv(shape, taps, null))));
  }

  /** The same, of what rows were given. */
  Value addedTo(Value rows, Value given) {
    return rows.plus(heard(given));
  }

  private Value heard(Value given) {
    return given.plus(bias).gelu();
  }

  /**
   * What new rows [n, hidden] give to those around them: to the {@link #behind} rows before the
   * first, to themselves and to the {@link #ahead} rows after the last.
   */
  Value given(Value rows) {
    Convolution shape = Convolution.overFlatTime().grouped(config.positionGroups());
    Value taps = layers.graph().weight(NAME + ".weight", turned());
    return toRows(toImage(rows).convTranspose(shape, taps, null));
  }

  /** The weight as who gives sees it: [in, out of a group, 1, width], the taps mirrored. */
  private FloatTensor turned() {
    int hidden = config.hidden();
    int group = hidden / config.positionGroups();
    int width = config.positionWidth();
    FloatTensor turned = FloatTensor.allocate(hidden, group, 1, width);
    for (int in = 0; in < hidden; in++) {
      int first = in - in % group;
      for (int out = 0; out < group; out++) {
        int from = ((first + out) * group + in % group) * width;
        int to = (in * group + out) * width;
        for (int tap = 0; tap < width; tap++) {
          turned.set(to + tap, weight.get(from + width - 1 - tap));
        }
      }
    }
    return turned;
  }

  private static Value toImage(Value rows) {
    return rows.transpose(1, 0).unsqueeze(0, 2);
  }

  private static Value toRows(Value image) {
    return image.squeeze(0, 2).transpose(1, 0);
  }
}
