package io.makebeliv.onnx.compile;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.graph.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of a HuBERT or ContentVec network.
 *
 * @param convChannels channels of the feature extractor's convolutions
 * @param convWidths taps of each
 * @param hidden channels of the encoder
 * @param filter channels inside its feed-forward layers
 * @param heads attention heads
 * @param layers encoder layers
 * @param positionWidth taps of the positional convolution
 * @param positionGroups groups of it
 * @param projection channels of {@code final_proj}; 0 if there is none
 */
public record HubertConfig(
    List<Integer> convChannels,
    List<Integer> convWidths,
    int hidden,
    int filter,
    int heads,
    int layers,
    int positionWidth,
    int positionGroups,
    int projection) {

  /** Each convolution's stride: one frame per 320 samples. */
  static final List<Integer> STRIDES = List.of(5, 2, 2, 2, 2, 2, 2);

  public HubertConfig {
    convChannels = List.copyOf(convChannels);
    convWidths = List.copyOf(convWidths);
    if (convChannels.size() != STRIDES.size() || convWidths.size() != STRIDES.size()) {
      throw new IllegalArgumentException(
          "HuBERT has %d convolutions, given were channels %s and widths %s"
              .formatted(STRIDES.size(), convChannels, convWidths));
    }
    if (heads <= 0 || hidden % heads != 0) {
      throw new IllegalArgumentException(
          "%d heads do not divide %d channels".formatted(heads, hidden));
    }
  }

  /** The base size, which ContentVec shares. */
  public static HubertConfig base() {
    return new HubertConfig(
        List.of(512, 512, 512, 512, 512, 512, 512),
        List.of(10, 3, 3, 3, 3, 2, 2),
        768,
        3072,
        12,
        12,
        128,
        16,
        256);
  }

  /**
   * Reads all sizes from the weights, whose names may be Hugging Face's or fairseq's, but the
   * number of heads, which no weight tells.
   *
   * @throws ModelException if these are not the weights of such a network
   */
  public static HubertConfig of(Weights weights, int heads) {
    Weights named = HubertNames.huggingFace(weights);
    List<Integer> channels = new ArrayList<>();
    List<Integer> widths = new ArrayList<>();
    for (int i = 0; i < STRIDES.size(); i++) {
      long[] conv = named.shape("feature_extractor.conv_layers.%d.conv.weight".formatted(i));
      channels.add((int) conv[0]);
      widths.add((int) conv[2]);
    }
    long[] inner = named.shape("encoder.layers.0.feed_forward.intermediate_dense.weight");
    long[] position = CheckpointParameters.shape(named, "encoder.pos_conv_embed.conv.weight");
    boolean projected = named.names().contains("final_proj.weight");
    return new HubertConfig(
        channels,
        widths,
        (int) inner[1],
        (int) inner[0],
        heads,
        CheckpointParameters.count(named, "encoder.layers.%d.layer_norm.weight"),
        (int) position[2],
        (int) (position[0] / position[1]),
        projected ? (int) named.shape("final_proj.weight")[0] : 0);
  }
}
