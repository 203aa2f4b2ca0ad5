package io.makebeliv.examples;

import io.makebeliv.Backends;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.ModelStore;
import io.makebeliv.onnx.OnnxOptions;
import io.makebeliv.onnx.OnnxProvider;
import io.makebeliv.onnx.RvcCalibration;
import io.makebeliv.onnx.RvcPace;
import io.makebeliv.onnx.RvcSettings;
import io.makebeliv.onnx.RvcVoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that say which model speaks, and how a voice of RVC is run. */
final class ModelOptions {

  private static final String TUNING =
      "--chunk, --context, --look-ahead, --speaker, --index-rate and --numbers";

  /** A recording waits for nothing, and longer chunks cost less. */
  private static final int RECORDED_MS = 500;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "VOICE",
      description =
          "A voice of --models by its name, or the path of a model (without it, a voice that needs"
              + " no model).")
  private @Nullable String model;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      defaultValue = "models",
      description = "Where voices are looked up (${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private Path models;

  @Option(
      names = "--chunk",
      paramLabel = "MS|auto",
      converter = PaceConverter.class,
      description =
          "RVC: how much is converted at a time, 20 to 1000 ms; auto, as live voices have it"
              + " without this, takes what this machine is fast enough for (recordings without this:"
              + " 500).")
  private @Nullable Pace chunk;

  @Option(
      names = "--context",
      paramLabel = "MS|auto",
      converter = PaceConverter.class,
      description = "RVC: how much of the past is heard again, 300 to 3000 ms; auto likewise.")
  private @Nullable Pace context;

  @Option(
      names = "--look-ahead",
      paramLabel = "FRAMES",
      description =
          "RVC, checkpoints and what export makes of them: how much of what follows a chunk is"
              + " heard first, 0 to 100 frames of 10 ms.")
  private @Nullable Integer lookAhead;

  @Option(
      names = "--speaker",
      paramLabel = "N",
      description = "RVC: which voice of a model that holds several, from 0.")
  private @Nullable Integer speaker;

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      split = ",",
      description =
          "What computes a model, in the order in which it is tried: cuda, tensorrt, coreml,"
              + " directml, xnnpack, cpu (without it, cpu).")
  private @Nullable List<String> providers;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads compute a model, 1 to 256 (without it, 1).")
  private @Nullable Integer threads;

  @Option(
      names = "--numbers",
      paramLabel = "KIND",
      description =
          "RVC, checkpoints: what their networks compute with, fp32 or int8, which costs less on"
              + " processors that multiply bytes, and is a little noisier (without it, fp32).")
  private @Nullable String numbers;

  @Option(
      names = "--index-rate",
      paramLabel = "X",
      converter = VoiceOptions.PlainNumber.class,
      description = "RVC: how much is taken from the voice's index, 0 to 1.")
  private @Nullable Double indexRate;

  /** The model that was asked for. */
  Optional<String> wanted() {
    return Optional.ofNullable(model);
  }

  private @Nullable RvcPace pace;

  /**
   * Loads the model that was asked for.
   *
   * @param live whether it has to keep up with a speaker
   * @param formant where the formants of an RVC voice go, if that was said
   * @return empty if none was
   * @throws ModelException if it cannot be used
   * @throws ParameterException if there is none of this name, or it takes no such options
   */
  Optional<InferenceBackend> open(boolean live, OptionalDouble formant) {
    String wanted = model;
    if (wanted == null) {
      if (isTuned() || providers != null || threads != null) {
        throw bad(TUNING + ", and --provider and --threads, are for --model; give one.");
      }
      return Optional.empty();
    }
    return Optional.of(tunedOrClosed(load(wanted, onnx()), live, formant));
  }

  /**
   * Runs a voice that the command itself has chosen as the options say.
   *
   * @param chosen makes it
   * @param live whether it has to keep up with a speaker
   * @param formant where the formants of an RVC voice go, if that was said
   */
  InferenceBackend open(
      Function<OnnxOptions, ? extends InferenceBackend> chosen,
      boolean live,
      OptionalDouble formant) {
    return tunedOrClosed(chosen.apply(onnx()), live, formant);
  }

  /** How fast the voice runs here, where that was measured. */
  Optional<RvcPace> pace() {
    return Optional.ofNullable(pace);
  }

  private OnnxOptions onnx() {
    try {
      OnnxOptions options = OnnxOptions.defaults();
      options = providers == null ? options : options.providers(providers.toArray(String[]::new));
      options = threads == null ? options : options.threads(threads);
      return numbers == null ? options : options.numbers(numbers);
    } catch (IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  private InferenceBackend load(String wanted, OnnxOptions options) {
    if (Files.isDirectory(models)) {
      ModelStore store = ModelStore.open(models);
      if (store.find(wanted).isPresent()) {
        return store.load(wanted, options);
      }
      if (!Files.exists(Path.of(wanted))) {
        throw bad(store.unknown(wanted));
      }
    }
    if (!Files.exists(Path.of(wanted))) {
      throw bad(
          "There is no model at '%s', and no folder of models at '%s' to look it up in."
              .formatted(wanted, models));
    }
    Path path = Path.of(wanted);
    OnnxProvider onnx = new OnnxProvider();
    return onnx.opens(path) ? onnx.open(path, options) : Backends.load(path);
  }

  private boolean isTuned() {
    return chunk != null
        || context != null
        || lookAhead != null
        || speaker != null
        || indexRate != null
        || numbers != null;
  }

  private InferenceBackend tunedOrClosed(
      InferenceBackend backend, boolean live, OptionalDouble formant) {
    try {
      return tuned(backend, live, formant);
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
  }

  private InferenceBackend tuned(InferenceBackend backend, boolean live, OptionalDouble formant) {
    if (backend instanceof RvcVoice rvc) {
      return paced(tuned(rvc, live, formant), live);
    }
    if (isTuned()) {
      throw bad(TUNING + " are for voices of RVC; " + backend.description() + " is none.");
    }
    return backend;
  }

  private RvcVoice tuned(RvcVoice rvc, boolean live, OptionalDouble formant) {
    try {
      RvcSettings settings = rvc.settings();
      if (chunk == null && !live) {
        settings = settings.chunk(Math.max(RECORDED_MS, settings.chunkMs()));
      }
      settings = chunk == null || chunk.isAuto() ? settings : settings.chunk(chunk.ms());
      settings = context == null || context.isAuto() ? settings : settings.context(context.ms());
      settings = lookAhead == null ? settings : settings.lookAhead(lookAhead);
      settings = speaker == null ? settings : settings.speaker(speaker);
      settings = indexRate == null ? settings : settings.indexRate(indexRate);
      settings = formant.isEmpty() ? settings : settings.formant(formant.getAsDouble());
      return rvc.with(settings);
    } catch (IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  /** What was given stays; a live voice is measured all the same, to say so if it is too slow. */
  private RvcVoice paced(RvcVoice rvc, boolean live) {
    if (!live && !isAuto(chunk) && !isAuto(context)) {
      return rvc;
    }
    RvcCalibration calibration = RvcCalibration.of(rvc);
    calibration = isOpen(chunk, live) ? calibration : calibration.keepChunk();
    calibration = isOpen(context, live) ? calibration : calibration.keepContext();
    RvcPace found = calibration.run();
    pace = found;
    return rvc.with(found.settings());
  }

  private static boolean isAuto(@Nullable Pace given) {
    return given != null && given.isAuto();
  }

  private static boolean isOpen(@Nullable Pace given, boolean live) {
    return given == null ? live : given.isAuto();
  }

  private ParameterException bad(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /**
   * A time that the user sets, or has found.
   *
   * @param ms milliseconds, or 0 to have it found
   */
  record Pace(int ms) {

    boolean isAuto() {
      return ms == 0;
    }
  }

  static final class PaceConverter implements ITypeConverter<Pace> {
    @Override
    public Pace convert(String text) {
      if (text.equals("auto")) {
        return new Pace(0);
      }
      try {
        // What is out of range is the voice's to say.
        int ms = Integer.parseInt(text);
        return new Pace(ms == 0 ? -1 : ms);
      } catch (NumberFormatException e) {
        throw new TypeConversionException(
            "'" + text + "' is no time (write milliseconds like 100, or auto)");
      }
    }
  }
}
