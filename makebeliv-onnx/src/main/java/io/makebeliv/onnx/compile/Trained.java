package io.makebeliv.onnx.compile;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.Numbers;
import io.makebeliv.onnx.checkpoint.Checkpoint;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.graph.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A network as its training left it: a checkpoint of one of the kinds that make up an RVC voice,
 * told apart by the names of its weights. Immutable; the file must not change while one is in use.
 */
public sealed interface Trained {

  /** The decoder that RVC's own voices have. */
  String RVC_VOCODER = "HiFi-GAN";

  /** What a person calls it. */
  String describe();

  /** Says whether a file is named as checkpoints are, and not as ONNX files. */
  static boolean isNamedSo(Path file) {
    Path name = file.getFileName();
    String lower = name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    return List.of(".pth", ".pt", ".bin", ".safetensors").stream().anyMatch(lower::endsWith);
  }

  /**
   * Reads what a file is. Weights are read when a graph is made of them.
   *
   * @throws ModelException if it is none of the kinds, or one that is not run here; the message
   *     says what it is and what to do
   */
  static Trained open(Path file) {
    // Where it is one of them it stays open: its weights are read when they are asked for.
    Checkpoint checkpoint = Checkpoint.open(file);
    try {
      Weights weights = new CheckpointWeights(checkpoint.weights());
      Set<String> names = weights.names();
      if (names.contains("enc_p.emb_phone.weight")) {
        return voice(file, checkpoint, weights);
      }
      if (names.contains("unet.encoder.bn.weight") && names.contains("fc.1.weight")) {
        return new Pitch(RmvpeConfig.of(weights), weights);
      }
      if (names.stream().anyMatch(name -> name.contains("feature_extractor.conv_layers.0."))) {
        return new Encoder(encoderSizes(weights), HubertNames.huggingFace(weights));
      }
      if (names.stream().anyMatch(name -> name.startsWith("discriminators."))) {
        throw refused(
            file,
            "is the discriminator of a training (D_*.pth), which cannot speak; give the voice, which the training wrote to its weights folder");
      }
      throw refused(
          file,
          "holds no network that is known here (RVC voice, HuBERT or ContentVec, RMVPE), but %d weights, '%s' among them"
              .formatted(names.size(), names.iterator().next()));
    } catch (ModelException e) {
      checkpoint.close();
      throw about(file, e);
    } catch (ClassCastException | ArithmeticException | IndexOutOfBoundsException e) {
      checkpoint.close();
      throw new ModelException(
          file + " describes its network in a way that is not known here; is it damaged?", e);
    }
  }

  private static Voice voice(Path file, Checkpoint checkpoint, Weights weights) {
    if (checkpoint.find("weight").isEmpty()) {
      boolean training = checkpoint.find("model").isPresent();
      throw refused(
          file,
          training
              ? "is a checkpoint to go on training from (G_*.pth); give the small one that the training wrote to its weights folder, or let RVC extract it (ckpt processing)"
              : "holds the weights of an RVC voice without its configuration; give the .pth that the training wrote to its weights folder");
    }
    String vocoder = text(checkpoint, "vocoder").orElse(RVC_VOCODER);
    if (!vocoder.equalsIgnoreCase(RVC_VOCODER)) {
      throw refused(
          file,
          "speaks through the vocoder '%s'; makebeliv runs voices with RVC's own, %s"
              .formatted(vocoder, RVC_VOCODER));
    }
    List<?> list =
        checkpoint
            .find("config")
            .filter(List.class::isInstance)
            .map(List.class::cast)
            .orElseThrow(() -> refused(file, "has no list of sizes under 'config'"));
    String version = text(checkpoint, "version").orElse("v1");
    boolean f0 = !Set.of("0", "false").contains(text(checkpoint, "f0").orElse("1"));
    return new Voice(
        text(checkpoint, "model_name").orElse(bareName(file)),
        SynthesizerConfig.of(list, version, f0, weights),
        Parameters.of(weights));
  }

  private static ModelException refused(Path file, String why) {
    return new ModelException("%s %s.".formatted(file, why));
  }

  /** Lets a message that came from deeper down begin with the file. */
  static ModelException about(Path file, ModelException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith(file.toString()) ? e : new ModelException(file + ": " + message, e);
  }

  private static Optional<String> text(Checkpoint checkpoint, String key) {
    return checkpoint
        .find(key)
        .filter(
            value -> value instanceof String || value instanceof Number || value instanceof Boolean)
        .map(value -> String.valueOf(value).strip())
        .filter(value -> !value.isEmpty());
  }

  private static String bareName(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.lastIndexOf('.'));
  }

  private static HubertConfig encoderSizes(Weights weights) {
    // No weight tells the number of heads; in all that are published, each has 64 channels.
    HubertConfig one = HubertConfig.of(weights, 1);
    return HubertConfig.of(weights, Math.max(1, one.hidden() / 64));
  }

  /** A voice of RVC: the small checkpoint at the end of a training. */
  record Voice(String title, SynthesizerConfig config, Parameters parameters) implements Trained {

    @Override
    public String describe() {
      return "an RVC voice of version %s, %d Hz, %s"
          .formatted(
              config.version().replace("v", ""),
              config.sampleRate(),
              config.f0() ? "with pitch" : "without pitch");
    }

    /** As a stream wants it: the end of each window alone is decoded, all chance is given. */
    public Model windowed(Numbers numbers) {
      return compiler(SourceNoise.INPUT).numbers(numbers).windowed();
    }

    /** The same, whose flow and decoder go on from step to step. */
    public Model streaming(Numbers numbers) {
      return compiler(SourceNoise.INPUT).numbers(numbers).streaming();
    }

    /** As RVC's own exporter writes it. */
    public Model webui() {
      return compiler(SourceNoise.DRAWN).webui();
    }

    private SynthesizerCompiler compiler(SourceNoise noise) {
      return new SynthesizerCompiler(config, parameters).title(title).sourceNoise(noise);
    }
  }

  /** HuBERT or ContentVec. */
  record Encoder(HubertConfig config, Weights weights) implements Trained {

    private static final int FIRST_VERSION_LAYER = 9;
    private static final int SECOND_VERSION_LAYER = 12;

    @Override
    public String describe() {
      return "a content encoder (HuBERT or ContentVec) of %d layers".formatted(config.layers());
    }

    /**
     * What voices of RVC want to hear, of windows that have nothing to do with each other.
     *
     * @param version 1 for layer 9, projected; 2 for layer 12
     * @param numbers what it computes with
     * @throws ModelException if it has no such features
     */
    public Model features(int version, Numbers numbers) {
      return compiler(numbers).features(layer(version), version == 1, 0);
    }

    /**
     * The same of a stream, whose windows overlap.
     *
     * @param version 1 for layer 9, projected; 2 for layer 12
     * @param numbers what it computes with
     * @throws ModelException if it has no such features
     */
    public Model streaming(int version, Numbers numbers) {
      return compiler(numbers).streaming(layer(version), version == 1);
    }

    private HubertCompiler compiler(Numbers numbers) {
      return new HubertCompiler(config, Parameters.of(weights)).numbers(numbers);
    }

    private int layer(int version) {
      int layer = version == 1 ? FIRST_VERSION_LAYER : SECOND_VERSION_LAYER;
      if (layer > config.layers() || (version == 1 && config.projection() == 0)) {
        throw new ModelException(
            "This encoder has %d layers and %s projection; voices of version %d want layer %d%s."
                .formatted(
                    config.layers(),
                    config.projection() == 0 ? "no" : "a",
                    version,
                    layer,
                    version == 1 ? " and its projection" : ""));
      }
      return layer;
    }

    /**
     * Says which voices want rows of a width.
     *
     * @param channels 256 in voices of version 1, 768 in those of version 2
     * @return the version
     * @throws ModelException if this encoder has none
     */
    public int versionOf(int channels) {
      if (channels == config.hidden()) {
        return 2;
      }
      if (channels == config.projection()) {
        return 1;
      }
      throw new ModelException(
          "The encoder gives rows of %d features%s, and the voice wants %d: it belongs to voices of another version."
              .formatted(
                  config.hidden(),
                  config.projection() == 0 ? "" : " or, projected, " + config.projection(),
                  channels));
    }
  }

  /** RMVPE. */
  record Pitch(RmvpeConfig config, Weights weights) implements Trained {

    @Override
    public String describe() {
      return "a pitch model (RMVPE)";
    }

    /** From log-mel to saliences, in floating point: bytes would save a quarter of its work. */
    public Model salience() {
      return new RmvpeCompiler(config, Parameters.of(weights)).salience(0);
    }
  }
}
