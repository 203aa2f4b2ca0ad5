package io.makebeliv.examples;

import io.makebeliv.Backends;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.ModelStore;
import io.makebeliv.onnx.RvcSettings;
import io.makebeliv.onnx.RvcVoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which model speaks, and how a voice of RVC is run. */
final class ModelOptions {

  private static final String TUNING =
      "--chunk, --context, --look-ahead, --speaker and --index-rate";

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
      paramLabel = "MS",
      description = "RVC: how much is converted at a time, 20 to 1000 ms.")
  private @Nullable Integer chunk;

  @Option(
      names = "--context",
      paramLabel = "MS",
      description = "RVC: how much of the past is heard again, 300 to 3000 ms.")
  private @Nullable Integer context;

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
      names = "--index-rate",
      paramLabel = "X",
      converter = VoiceOptions.PlainNumber.class,
      description = "RVC: how much is taken from the voice's index, 0 to 1.")
  private @Nullable Double indexRate;

  /** Whether a model was asked for. */
  boolean given() {
    return model != null;
  }

  /**
   * Loads the model that was asked for.
   *
   * @return empty if none was
   * @throws ModelException if it cannot be used
   * @throws ParameterException if there is none of this name, or it takes no such options
   */
  Optional<InferenceBackend> open() {
    String wanted = model;
    if (wanted == null) {
      if (isTuned()) {
        throw bad(TUNING + " are for --model; give one.");
      }
      return Optional.empty();
    }
    InferenceBackend backend = load(wanted);
    try {
      return Optional.of(tuned(backend));
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
  }

  private InferenceBackend load(String wanted) {
    if (Files.isDirectory(models)) {
      ModelStore store = ModelStore.open(models);
      if (store.find(wanted).isPresent()) {
        return store.load(wanted);
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
    return Backends.load(Path.of(wanted));
  }

  private boolean isTuned() {
    return chunk != null
        || context != null
        || lookAhead != null
        || speaker != null
        || indexRate != null;
  }

  private InferenceBackend tuned(InferenceBackend backend) {
    if (!isTuned()) {
      return backend;
    }
    if (!(backend instanceof RvcVoice rvc)) {
      throw bad(TUNING + " are for voices of RVC; " + backend.description() + " is none.");
    }
    try {
      RvcSettings settings = rvc.settings();
      settings = chunk == null ? settings : settings.chunk(chunk);
      settings = context == null ? settings : settings.context(context);
      settings = lookAhead == null ? settings : settings.lookAhead(lookAhead);
      settings = speaker == null ? settings : settings.speaker(speaker);
      settings = indexRate == null ? settings : settings.indexRate(indexRate);
      return rvc.with(settings);
    } catch (IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException bad(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
