package io.makebeliv.onnx.compile;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.graph.Weights;
import java.util.List;

/**
 * The sizes of an RVC synthesizer.
 *
 * @param version "v1" or "v2"
 * @param f0 whether it is driven by a pitch
 * @param sampleRate of its output, Hz
 * @param contentChannels channels of the content features: 256 for v1, 768 for v2
 * @param inter channels of the latent
 * @param hidden channels of the encoder and of the flow
 * @param filter channels inside the encoder's feed-forward layers
 * @param heads attention heads
 * @param layers encoder layers
 * @param filterWidth taps of the feed-forward convolutions
 * @param attentionReach frames to either side that attention knows the distance of
 * @param blockWidths taps of the decoder's residual blocks
 * @param blockDilations dilations of each of these
 * @param rates upsampling of each decoder stage
 * @param rateWidths taps of each stage's transposed convolution
 * @param decoderChannels channels before the first stage; each stage halves them
 * @param speakers voices in one checkpoint
 * @param speakerChannels channels of a speaker's embedding
 * @param flows couplings of the flow
 * @param flowLayers convolutions in each
 * @param flowWidth taps of these
 */
public record SynthesizerConfig(
    String version,
    boolean f0,
    int sampleRate,
    int contentChannels,
    int inter,
    int hidden,
    int filter,
    int heads,
    int layers,
    int filterWidth,
    int attentionReach,
    List<Integer> blockWidths,
    List<List<Integer>> blockDilations,
    List<Integer> rates,
    List<Integer> rateWidths,
    int decoderChannels,
    int speakers,
    int speakerChannels,
    int flows,
    int flowLayers,
    int flowWidth) {

  /** Frames per second of everything before the decoder. */
  public static final int FRAME_RATE = 100;

  private static final int LIST_LENGTH = 18;

  public SynthesizerConfig {
    blockWidths = List.copyOf(blockWidths);
    blockDilations = blockDilations.stream().map(List::copyOf).toList();
    rates = List.copyOf(rates);
    rateWidths = List.copyOf(rateWidths);
    check(
        rates.size() == rateWidths.size(),
        "%d upsampling rates %s for %d widths %s"
            .formatted(rates.size(), rates, rateWidths.size(), rateWidths));
    check(
        blockWidths.size() == blockDilations.size(),
        "%d block widths %s for %d dilations %s"
            .formatted(blockWidths.size(), blockWidths, blockDilations.size(), blockDilations));
    check(inter % 2 == 0, "an odd number of latent channels, %d".formatted(inter));
    check(hidden % heads == 0, "%d hidden channels for %d heads".formatted(hidden, heads));
    for (int i = 0; i < rates.size(); i++) {
      check(
          rateWidths.get(i) >= rates.get(i) && (rateWidths.get(i) - rates.get(i)) % 2 == 0,
          "a transposed convolution of %d taps for a rate of %d"
              .formatted(rateWidths.get(i), rates.get(i)));
    }
    check(
        decoderChannels % (1 << rates.size()) == 0,
        "%d decoder channels for %d halvings".formatted(decoderChannels, rates.size()));
    int samples = rates.stream().reduce(1, (a, b) -> a * b);
    check(
        samples * FRAME_RATE == sampleRate,
        "%d samples per frame at %d Hz, not 10 ms".formatted(samples, sampleRate));
  }

  /**
   * Reads the list that RVC keeps in a checkpoint, and from the weights what the list does not say.
   *
   * @throws ModelException if this is not a synthesizer that is known here
   */
  public static SynthesizerConfig of(List<?> list, String version, boolean f0, Weights weights) {
    check(
        list.size() == LIST_LENGTH,
        "a configuration of %d entries instead of %d".formatted(list.size(), LIST_LENGTH));
    check(
        "1".equals(String.valueOf(list.get(9))),
        "residual blocks of kind %s".formatted(list.get(9)));
    long[] phone = CheckpointParameters.shape(weights, "enc_p.emb_phone.weight");
    long[] distances = CheckpointParameters.shape(weights, "enc_p.encoder.attn_layers.0.emb_rel_k");
    int flows = 0;
    while (weights.names().contains("flow.flows.%d.pre.weight".formatted(2 * flows))) {
      flows++;
    }
    String inLayer = "flow.flows.0.enc.in_layers.";
    return new SynthesizerConfig(
        version,
        f0,
        rate(list.get(17)),
        (int) phone[1],
        number(list.get(2)),
        number(list.get(3)),
        number(list.get(4)),
        number(list.get(5)),
        number(list.get(6)),
        number(list.get(7)),
        (int) (distances[1] - 1) / 2,
        numbers(list.get(10)),
        ((List<?>) list.get(11)).stream().map(SynthesizerConfig::numbers).toList(),
        numbers(list.get(12)),
        numbers(list.get(14)),
        number(list.get(13)),
        // The list may name the speakers of the model that training began with.
        (int) CheckpointParameters.shape(weights, "emb_g.weight")[0],
        number(list.get(16)),
        flows,
        CheckpointParameters.count(weights, inLayer + "%d.bias"),
        (int) CheckpointParameters.shape(weights, inLayer + "0.weight")[2]);
  }

  /**
   * One of the six sizes that RVC ships for training.
   *
   * @param version "v1" or "v2"
   * @param sampleRate 32000, 40000 or 48000
   * @throws IllegalArgumentException if there is no such size
   */
  public static SynthesizerConfig standard(String version, int sampleRate, boolean f0) {

    boolean second = "v2".equals(version);
    if (!second && !"v1".equals(version)) {
      throw new IllegalArgumentException("RVC has versions v1 and v2, asked was " + version);
    }
    List<Integer> rates;
    List<Integer> widths;
    if (sampleRate == 40_000) {
      rates = List.of(10, 10, 2, 2);
      widths = List.of(16, 16, 4, 4);
    } else if (sampleRate == 32_000) {
      rates = second ? List.of(10, 8, 2, 2) : List.of(10, 4, 2, 2, 2);
      widths = second ? List.of(20, 16, 4, 4) : List.of(16, 16, 4, 4, 4);
    } else if (sampleRate == 48_000) {
      rates = second ? List.of(12, 10, 2, 2) : List.of(10, 6, 2, 2, 2);
      widths = second ? List.of(24, 20, 4, 4) : List.of(16, 16, 4, 4, 4);
    } else {
      throw new IllegalArgumentException(
          "RVC has sizes for 32000, 40000 and 48000 Hz, asked was " + sampleRate);
    }
    List<Integer> dilations = List.of(1, 3, 5);
    return new SynthesizerConfig(
        version,
        f0,
        sampleRate,
        second ? 768 : 256,
        192,
        192,
        768,
        2,
        6,
        3,
        10,
        List.of(3, 7, 11),
        List.of(dilations, dilations, dilations),
        rates,
        widths,
        512,
        109,
        256,
        4,
        3,
        5);
  }

  /** Samples of output per frame. */
  public int samplesPerFrame() {
    return sampleRate / FRAME_RATE;
  }

  /** How many frames to either side the flow sees. */
  public int flowReach() {
    return flows * flowLayers * (flowWidth - 1) / 2;
  }

  private static int rate(Object given) {
    String text = String.valueOf(given);
    return text.matches("\\d{1,3}k")
        ? 1000 * Integer.parseInt(text.substring(0, text.length() - 1))
        : number(given);
  }

  private static int number(Object given) {
    check(given instanceof Number, "%s where a number should be".formatted(given));
    return ((Number) given).intValue();
  }

  private static List<Integer> numbers(Object given) {
    check(given instanceof List, "%s where a list should be".formatted(given));
    return ((List<?>) given).stream().map(SynthesizerConfig::number).toList();
  }

  private static void check(boolean sound, String found) {
    if (!sound) {
      throw new ModelException("not an RVC synthesizer that makebeliv knows: " + found);
    }
  }
}
