package io.makebeliv.onnx;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.onnx.box.VoiceBox;
import io.makebeliv.onnx.compile.Trained;
import io.makebeliv.onnx.index.FeatureIndex;
import io.makebeliv.onnx.runtime.GraphLoader;
import io.makebeliv.onnx.rvc.ContentEncoder;
import io.makebeliv.onnx.rvc.PitchModel;
import io.makebeliv.onnx.rvc.RvcParts;
import io.makebeliv.onnx.rvc.RvcSession;
import io.makebeliv.onnx.rvc.Synthesizer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A voice of RVC (Retrieval-based Voice Conversion): a content encoder hears what is said, a pitch
 * model how high, and the voice's own synthesizer says it again. All of them are the user's files;
 * nothing is ever fetched.
 *
 * <pre>{@code
 * RvcVoice voice = RvcVoice.from(Path.of("voice.pth"))
 *     .encoder(Path.of("hubert_base.pt"))
 *     .pitchModel(Path.of("rmvpe.pt"))
 *     .load();
 * }</pre>
 *
 * <p>Each of them may be an ONNX file, or a checkpoint as training leaves it: {@code .pth}, {@code
 * .pt}, {@code .bin} of PyTorch 1.6 or newer, or {@code .safetensors}. Checkpoints are read without
 * Python, nothing in them is run, and the graph is made of them in memory; {@link RvcExport} writes
 * it to a file. Their weights may stay in the file, which must therefore not be written to or cut
 * short while the voice is loaded; to exchange it, rename another over it.
 *
 * <p>The graphs are loaded once and shared by all streams.
 */
public final class RvcVoice implements OnnxVoice {

  static final String ID = "rvc";

  private static final int TRIAL_RATE = 16_000;
  private static final int LEAST_CONTEXT_MS = 300;

  private final RvcParts parts;
  private final RvcSettings settings;
  private final String description;

  private RvcVoice(RvcParts parts, RvcSettings settings, String name) {
    parts.synthesizer().checkFormant(settings.formant());
    this.parts = parts;
    this.settings = settings;
    description =
        "%s (RVC, %s%s)"
            .formatted(
                name,
                parts.synthesizer().describe(),
                parts.synthesizer().pitched() ? ", pitch by " + parts.describePitch() : "");
  }

  /**
   * Begins to load a voice.
   *
   * @param voice the synthesizer: an ONNX file of any of the known exporters, or the small
   *     checkpoint ({@code .pth}) at the end of a training
   * @return a builder
   */
  public static Builder from(Path voice) {
    return new Builder(voice);
  }

  /**
   * Makes a voice that nobody trained: its networks are arithmetic, made on the spot. It is
   * somebody's whose throat is shorter than the speaker's, and it goes the whole way of an RVC
   * voice. With {@link #inTheBox(RvcSettings)} it is run in other ways.
   *
   * @return a new voice, owned by the caller
   * @throws ModelException if ONNX Runtime does not work here
   */
  public static RvcVoice inTheBox() {
    return inTheBox(RvcSettings.defaults().context(LEAST_CONTEXT_MS));
  }

  /**
   * Makes a voice that nobody trained.
   *
   * @param settings how it is run; context is of no use to it
   * @return a new voice, owned by the caller
   * @throws ModelException if ONNX Runtime does not work here
   */
  public static RvcVoice inTheBox(RvcSettings settings) {
    return inTheBox(settings, OnnxOptions.defaults());
  }

  /**
   * Makes a voice that nobody trained, computed by what is asked for: with it, providers can be
   * tried without a model.
   *
   * @param settings how it is run; context is of no use to it
   * @param options how graphs are run, in floating point
   * @return a new voice, owned by the caller
   * @throws ModelException if ONNX Runtime does not work here, or if other numbers are asked for
   */
  public static RvcVoice inTheBox(RvcSettings settings, OnnxOptions options) {
    Objects.requireNonNull(settings, "settings");
    if (options.numbers() != Numbers.FP32) {
      throw new ModelException(
          "The voice in the box cannot be run with %s: its networks are arithmetic without weights. Leave numbers at fp32, or give a checkpoint."
              .formatted(options.numbers()));
    }
    return load(
        "in the box",
        VoiceBox.synthesizer().options(options),
        VoiceBox.encoder().options(options),
        null,
        settings);
  }

  /** Loads voices with options. For one thread. */
  public static final class Builder {

    private final Path voice;
    private @Nullable Path encoder;
    private @Nullable Path pitchModel;
    private @Nullable Path index;
    private RvcSettings settings = RvcSettings.defaults();
    private OnnxOptions options = OnnxOptions.defaults();

    private Builder(Path voice) {
      this.voice = Objects.requireNonNull(voice, "voice");
    }

    /**
     * Sets the content encoder, which every voice needs: HuBERT or ContentVec.
     *
     * @param file an ONNX file that gives 256 features a row for voices of version 1, 768 for
     *     version 2, or a checkpoint with fairseq's names or Hugging Face's, from which the
     *     features are taken that the voice wants
     * @return this builder
     */
    public Builder encoder(Path file) {
      encoder = Objects.requireNonNull(file, "file");
      return this;
    }

    /**
     * Sets what finds the pitch: RMVPE, FCPE or CREPE. Without it, makebeliv's own tracker does,
     * which costs next to nothing and is less sure in noise.
     *
     * @param file the model as an ONNX file, or a checkpoint of RMVPE
     * @return this builder
     */
    public Builder pitchModel(Path file) {
      pitchModel = Objects.requireNonNull(file, "file");
      return this;
    }

    /**
     * Sets the index of the voice's own recordings.
     *
     * @param file an {@code added_*.index} or a {@code total_fea.npy}
     * @return this builder
     */
    public Builder index(Path file) {
      index = Objects.requireNonNull(file, "file");
      return this;
    }

    /**
     * Sets how the voice is run.
     *
     * @param settings {@link RvcSettings#defaults()} by default
     * @return this builder
     */
    public Builder settings(RvcSettings settings) {
      this.settings = Objects.requireNonNull(settings, "settings");
      return this;
    }

    /**
     * Sets how graphs are run.
     *
     * @param options {@link OnnxOptions#defaults()} by default
     * @return this builder
     */
    public Builder options(OnnxOptions options) {
      this.options = Objects.requireNonNull(options, "options");
      return this;
    }

    /**
     * Loads all files and checks that they fit together.
     *
     * @return a new voice, owned by the caller
     * @throws ModelException if a file is missing, broken, of another kind, or does not fit the
     *     others; the message says which and why
     */
    public RvcVoice load() {
      Path hearing = encoder;
      if (hearing == null) {
        throw new ModelException(
            "%s needs a content encoder (HuBERT or ContentVec) beside it; give one."
                .formatted(voice));
      }
      if (options.numbers() != Numbers.FP32
          && Stream.of(voice, hearing).noneMatch(Trained::isNamedSo)) {
        throw new ModelException(
            "%s cannot be run with %s: its encoder and it are ONNX files, which have numbers of their own. Give checkpoints (.pth, .pt, .bin, .safetensors), or leave numbers at fp32."
                .formatted(voice, options.numbers()));
      }
      Path name = voice.getFileName();
      String title =
          name == null ? voice.toString() : name.toString().replaceFirst("\\.(onnx|pth)$", "");
      Path pitch = pitchModel;
      Path recordings = index;
      if (recordings != null) {
        // What is no index shows before any network is loaded.
        FeatureIndex.check(recordings, 0);
      }
      RvcVoice loaded =
          RvcVoice.load(
              title,
              new NetworkFile(voice, options).voice(settings.formant() != 1),
              channels -> new NetworkFile(hearing, options).encoder(channels),
              pitch == null ? null : () -> new NetworkFile(pitch, options).pitchModel(),
              recordings == null ? null : channels -> indexOf(recordings, channels),
              settings);
      try {
        loaded.tryOut(files(hearing));
        return loaded;
      } catch (RuntimeException | Error e) {
        loaded.close();
        throw e;
      }
    }

    /** Its width is looked at first: opening a table sorts all of it. */
    private static FeatureIndex indexOf(Path file, int channels) {
      FeatureIndex.check(file, channels);
      return FeatureIndex.open(file);
    }

    private String files(Path hearing) {
      return Stream.of(voice, hearing, pitchModel)
          .filter(Objects::nonNull)
          .map(String::valueOf)
          .collect(Collectors.joining(", "));
    }
  }

  /** Loads a voice from graphs; whatever goes wrong, none stays open. */
  static RvcVoice load(
      String name,
      GraphLoader voice,
      GraphLoader encoder,
      @Nullable GraphLoader pitchModel,
      RvcSettings settings) {
    try {
      return load(
          name,
          voice,
          channels -> encoder,
          pitchModel == null ? null : () -> pitchModel,
          null,
          settings);
    } finally {
      // Of no effect on those that were loaded.
      encoder.discard();
      if (pitchModel != null) {
        pitchModel.discard();
      }
    }
  }

  /** The same, where what hears is made for as many features as the voice turns out to take. */
  private static RvcVoice load(
      String name,
      GraphLoader voice,
      IntFunction<GraphLoader> encoder,
      @Nullable Supplier<GraphLoader> pitchModel,
      @Nullable IntFunction<FeatureIndex> index,
      RvcSettings settings) {
    Synthesizer synthesizer = null;
    ContentEncoder hearing = null;
    PitchModel pitch = null;
    try {
      synthesizer = Synthesizer.of(voice.load());
      FeatureIndex recordings = index == null ? null : index.apply(synthesizer.channels());
      hearing = new ContentEncoder(encoder.apply(synthesizer.channels()).load());
      hearing.check(synthesizer.channels());
      if (pitchModel != null && synthesizer.pitched()) {
        pitch = PitchModel.of(pitchModel.get().load());
        pitch.check();
      }
      RvcParts parts = new RvcParts(synthesizer, hearing, pitch, recordings);
      return new RvcVoice(parts, settings, synthesizer.title().orElse(name));
    } catch (RuntimeException | Error e) {
      close(synthesizer);
      close(hearing);
      close(pitch);
      throw e;
    }
  }

  /** A step of a hum: what fails here would fail in front of the user. */
  private void tryOut(String files) {
    try (BackendSession session = openSession(new StreamContext(TRIAL_RATE, 0))) {
      for (float sample : new Hum(session).step()) {
        if (!Float.isFinite(sample)) {
          throw new ModelException(
              "A voice puts out %s instead of samples: the weights of one of its files (%s) are broken. Use another copy."
                  .formatted(sample, files));
        }
      }
    }
  }

  private static void close(@Nullable AutoCloseable part) {
    try {
      if (part != null) {
        part.close();
      }
    } catch (Exception e) {
      throw new ModelException("A part of a voice could not be closed: " + e.getMessage(), e);
    }
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String description() {
    return description;
  }

  /**
   * Returns how it is run.
   *
   * @return the settings it was loaded with
   */
  public RvcSettings settings() {
    return settings;
  }

  /**
   * Returns the same voice, run in another way. It shares the loaded graphs: closing either closes
   * both.
   *
   * @param settings how it is to be run
   * @return a voice for further sessions
   * @throws IllegalArgumentException if formants are to be moved and this voice carries its past,
   *     or was trained without pitch
   */
  public RvcVoice with(RvcSettings settings) {
    return new RvcVoice(parts, settings, description.substring(0, description.indexOf(" (RVC, ")));
  }

  /**
   * Returns the same voice, run in a way that this machine is fast enough for, as {@link
   * RvcCalibration} finds it; a warning is logged if there is none. Shares the graphs, as {@link
   * #with} does.
   *
   * @return a voice for live sessions
   */
  public RvcVoice calibrated() {
    return with(RvcCalibration.of(this).run().settings());
  }

  /** The same voice by another name; shares the graphs, as {@link #with} does. */
  RvcVoice named(String name) {
    return new RvcVoice(parts, settings, name);
  }

  @Override
  public ExecutionProvider provider() {
    return parts.synthesizer().provider();
  }

  @Override
  public VoiceSettings defaults() {
    return new VoiceSettings(0, 1);
  }

  @Override
  public void check(VoiceSettings settings) {
    double formant = settings.formantRatio();
    if (formant != 1 && formant != this.settings.formant()) {
      throw new IllegalArgumentException(
          "the formants of an RVC voice are set when it is opened, these to %s; formant must be that or 1, was %s. Swap to the voice with RvcSettings.formant(%s)."
              .formatted(this.settings.formant(), formant, formant));
    }
    if (parts.synthesizer().pitched()) {
      return;
    }
    refuseTarget(settings);
    if (settings.pitchSemitones() != 0) {
      throw new IllegalArgumentException(
          "this voice was trained without pitch and follows none; pitch must be 0, was "
              + settings.pitchSemitones());
    }
  }

  @Override
  public boolean followsPitch() {
    return parts.synthesizer().pitched();
  }

  @Override
  public BackendSession openSession(StreamContext context) {
    return new RvcSession(parts, settings, context);
  }

  @Override
  public void close() {
    parts.close();
  }
}
