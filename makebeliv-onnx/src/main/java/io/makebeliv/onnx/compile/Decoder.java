package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RVC's decoder, HiFi-GAN's generator (Kong et al., 2020) driven by a sine: stages that each
 * upsample, add the source, and take the mean of residual blocks of several widths.
 */
final class Decoder {

  private static final float SLOPE = 0.1f;
  private static final float LAST_SLOPE = 0.01f;
  private static final int EDGE_WIDTH = 7;

  private final SynthesizerConfig config;
  private final Layers layers;
  private final Graph graph;
  private final TimeAxis axis;
  private final Value speaker;

  /**
   * Prepares a decoder.
   *
   * @param speaker embedding [1, channels]
   */
  Decoder(SynthesizerConfig config, Layers layers, TimeAxis axis, Value speaker) {
    this.config = config;
    this.layers = layers;
    this.graph = layers.graph();
    this.axis = axis;
    this.speaker = speaker;
  }

  /**
   * Decodes.
   *
   * @param latent one sample a frame
   * @param source not later than the latent; null for a voice without pitch
   * @return audio, one channel
   */
  Signal decode(Signal latent, @Nullable Signal source) {
    int channels = config.decoderChannels();
    Signal x =
        // Exactly: it costs next to nothing, and what is lost here is heard in all that follows.
        axis.conv(latent, layers.exactly("dec.conv_pre", config.inter(), channels, EDGE_WIDTH));
    Value condition = layers.condition(speaker, "dec.cond", config.speakerChannels(), channels);
    x = x.with(axis.read(x).plus(condition), channels);
    int remaining = config.samplesPerFrame();
    if (source != null) {
      axis.keep(source, pastOfSource(latent.delay()));
    }
    for (int stage = 0; stage < config.rates().size(); stage++) {
      int rate = config.rates().get(stage);
      remaining /= rate;
      String name = "dec.ups." + stage;
      Kernel up =
          layers.upsampling(name, channels, channels / 2, config.rateWidths().get(stage), rate);
      x = axis.upsampled(x, up, rate, Decoder::sloped);
      channels /= 2;
      if (source != null) {
        x = axis.sum(x, injected(source, stage, channels, remaining, x.delay()));
      }
      x = blocks(x, stage, channels);
    }
    String last = "dec.conv_post";
    Kernel post =
        layers.exactly(
            last, layers.parameters().take(last + ".weight", 1, channels, EDGE_WIDTH), null);
    Signal audio = axis.conv(x, post, v -> v.leakyRelu(LAST_SLOPE));
    return audio.with(axis.read(audio).tanh(), 1);
  }

  /** The source at the rate of a stage. */
  private Signal injected(Signal source, int stage, int channels, int every, int delay) {
    boolean fullRate = stage == config.rates().size() - 1;
    Kernel kernel =
        layers.exactly("dec.noise_convs." + stage, 1, channels, fullRate ? 1 : 2 * every);
    return axis.downsampled(source, kernel, every, fullRate ? 0 : every / 2, delay);
  }

  /** The mean of a stage's residual blocks, all as late as the widest. */
  private Signal blocks(Signal x, int stage, int channels) {
    int count = config.blockWidths().size();
    int longest = 0;
    for (int i = 0; i < count; i++) {
      longest = Math.max(longest, ahead(i));
    }
    int past = 0;
    for (int i = 0; i < count; i++) {
      int span = (config.blockWidths().get(i) - 1) * config.blockDilations().get(i).get(0);
      past = Math.max(past, axis.lateness(longest - ahead(i)) + span);
    }
    axis.keep(x, past);
    @Nullable Signal sum = null;
    for (int i = 0; i < count; i++) {
      Signal start = x.at(x.delay() + axis.lateness(longest - ahead(i)));
      Signal y = residual(start, stage * count + i, i, channels);
      sum = sum == null ? y : axis.sum(sum, y);
    }
    if (sum == null) {
      throw new IllegalArgumentException("a decoder without residual blocks");
    }
    return sum.with(axis.read(sum).times(graph.constant(1f / count)), channels);
  }

  private Signal residual(Signal start, int block, int kind, int channels) {
    int width = config.blockWidths().get(kind);
    List<Integer> dilations = config.blockDilations().get(kind);
    Signal x = start;
    for (int i = 0; i < dilations.size(); i++) {
      String name = "dec.resblocks." + block + ".convs";
      Kernel first =
          layers.kernel(name + "1." + i, channels, channels, width).dilated(dilations.get(i));
      Kernel second = layers.kernel(name + "2." + i, channels, channels, width);
      Signal y = axis.conv(axis.conv(x, first, Decoder::sloped), second, Decoder::sloped);
      x = axis.sum(x, y);
    }
    return x;
  }

  /** How far a residual block looks ahead, in samples of its stage. */
  private int ahead(int kind) {
    int half = (config.blockWidths().get(kind) - 1) / 2;
    return config.blockDilations().get(kind).stream().mapToInt(d -> half * d + half).sum();
  }

  /** The oldest sample of the source that any stage asks for, for a latent so late. */
  private int pastOfSource(int latentDelay) {
    int longest = 0;
    for (int i = 0; i < config.blockWidths().size(); i++) {
      longest = Math.max(longest, ahead(i));
    }
    int remaining = config.samplesPerFrame();
    int delay = latentDelay + EDGE_WIDTH / 2;
    int past = 0;
    for (int stage = 0; stage < config.rates().size(); stage++) {
      int rate = config.rates().get(stage);
      int cut = (config.rateWidths().get(stage) - rate) / 2;
      remaining /= rate;
      delay = delay * rate + cut;
      past = Math.max(past, delay * remaining + remaining / 2);
      delay += longest;
    }
    return past;
  }

  private static Value sloped(Value value) {
    return value.leakyRelu(SLOPE);
  }
}
