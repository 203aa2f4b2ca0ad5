package io.makebeliv.onnx.compile;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.graph.Weights;

/**
 * The sizes of an RMVPE network.
 *
 * @param levels how often the encoder halves time and frequency
 * @param blocks residual blocks of each level
 * @param middleLayers layers between encoder and decoder
 * @param firstChannels channels of the first level; each level doubles them
 * @param lastChannels channels of the convolution before the recurrent part
 * @param melBins rows of the log-mel spectrogram
 * @param hidden channels of each direction of the recurrent part
 * @param recurrentLayers layers of it
 * @param bins pitches it tells apart
 */
public record RmvpeConfig(
    int levels,
    int blocks,
    int middleLayers,
    int firstChannels,
    int lastChannels,
    int melBins,
    int hidden,
    int recurrentLayers,
    int bins) {

  /** The one size that is in use. */
  public static RmvpeConfig standard() {
    return new RmvpeConfig(5, 4, 4, 16, 3, 128, 256, 1, 360);
  }

  /**
   * Reads all sizes from the weights.
   *
   * @throws ModelException if these are not the weights of such a network
   */
  public static RmvpeConfig of(Weights weights) {
    String encoder = "unet.encoder.layers.";
    long[] first = CheckpointParameters.shape(weights, encoder + "0.conv.0.conv.0.weight");
    long[] last = CheckpointParameters.shape(weights, "cnn.weight");
    long[] input = CheckpointParameters.shape(weights, "fc.0.gru.weight_ih_l0");
    return new RmvpeConfig(
        CheckpointParameters.count(weights, encoder + "%d.conv.0.conv.0.weight"),
        CheckpointParameters.count(weights, encoder + "0.conv.%d.conv.0.weight"),
        CheckpointParameters.count(weights, "unet.intermediate.layers.%d.conv.0.conv.0.weight"),
        (int) first[0],
        (int) last[0],
        (int) (input[1] / last[0]),
        (int) (input[0] / 3),
        CheckpointParameters.count(weights, "fc.0.gru.weight_ih_l%d"),
        (int) CheckpointParameters.shape(weights, "fc.1.weight")[0]);
  }

  /** A window's frames must be a multiple of this. */
  public int frameMultiple() {
    return 1 << levels;
  }
}
