package io.makebeliv.onnx.runtime;

import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.ExecutionProvider;
import io.makebeliv.onnx.OnnxOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads one graph, from a file or from memory. Used once, on one thread. */
public final class GraphLoader {

  private static final Logger log = LoggerFactory.getLogger(GraphLoader.class);

  private final @Nullable Path file;
  private final byte[] bytes;
  private final String name;
  private @Nullable Path source;
  private OnnxOptions options = OnnxOptions.defaults();
  private final Map<String, Long> frozen = new LinkedHashMap<>();
  private final Map<String, Tensor> weights = new LinkedHashMap<>();
  private boolean used;

  private GraphLoader(@Nullable Path file, byte[] bytes, String name) {
    this.file = file;
    this.bytes = bytes;
    this.name = name;
    source = file;
  }

  /** Loads a file. Weights beside it, in its folder, are loaded as well. */
  public static GraphLoader file(Path file) {
    return new GraphLoader(file, new byte[0], file.toString());
  }

  /**
   * Loads a model in memory.
   *
   * @param name what to call it in messages
   * @param model a serialised {@code ModelProto}
   */
  public static GraphLoader bytes(String name, byte[] model) {
    return new GraphLoader(null, model, name);
  }

  /** Sets how the graph is run. */
  public GraphLoader options(OnnxOptions options) {
    this.options = options;
    return this;
  }

  /** Sets a dimension that the graph leaves open under this symbol. */
  public GraphLoader freeze(String symbol, long value) {
    frozen.put(symbol, value);
    return this;
  }

  /**
   * Gives the values of an initialiser that the model marks as external data, without copying them.
   * The tensor becomes the graph's, which closes it; so does a load that fails.
   */
  public GraphLoader weight(String initialiser, Tensor values) {
    weights.put(initialiser, values);
    return this;
  }

  /**
   * Says which file the weights were read from, so that an optimised copy of what was made of it
   * can be found again.
   */
  public GraphLoader madeOf(Path checkpoint) {
    source = checkpoint;
    return this;
  }

  /**
   * Loads it.
   *
   * @throws ModelException if it cannot be loaded; the message names the file and says why
   */
  public LoadedGraph load() {
    used = true;
    try {
      // Reads no weights: what is wrong with the file is said in our words, and before the
      // runtime opens any file that the model names.
      ModelFile model = file == null ? ModelFile.read(name, bytes) : ModelFile.read(file);
      check(model);
      return OrtRuntime.onItsOwnThread(() -> open(model));
    } catch (ModelException | LinkageError | StackOverflowError e) {
      weights.values().forEach(Tensor::close);
      throw e;
    } catch (Exception | OutOfMemoryError e) {
      weights.values().forEach(Tensor::close);
      throw new ModelException("%s could not be loaded: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Frees the weights that were given, where the loader is not to be used any more. */
  public void discard() {
    if (!used) {
      weights.values().forEach(Tensor::close);
    }
  }

  private void check(ModelFile model) {
    if (file != null) {
      Path folder = file.toAbsolutePath().getParent();
      model.check(folder == null ? file.toAbsolutePath() : folder);
    } else {
      model.checkDomains();
      if (weights.isEmpty() && !model.externalData().isEmpty()) {
        throw new ModelException(
            "%s keeps weights in %s, but was given without a folder."
                .formatted(name, model.externalData()));
      }
    }
  }

  private LoadedGraph open(ModelFile model) {
    OrtEnvironment environment = OrtRuntime.environment();
    List<String> passedOver = new ArrayList<>();
    for (ExecutionProvider wished : options.providers()) {
      if (wished == ExecutionProvider.CPU) {
        break;
      }
      if (!OrtRuntime.isBuiltWith(wished)) {
        passedOver.add(wished + " is not in this build of ONNX Runtime");
        continue;
      }
      try {
        return logged(open(environment, model, wished), passedOver);
      } catch (OrtException | LinkageError e) {
        passedOver.add("%s did not work: %s".formatted(wished, e.getMessage()));
      }
    }
    try {
      return logged(open(environment, model, ExecutionProvider.CPU), passedOver);
    } catch (OrtException e) {
      throw new ModelException(
          "%s could not be loaded (IR version %d, opset %d): %s"
              .formatted(name, model.irVersion(), model.opset(), e.getMessage()),
          e);
    }
  }

  private LoadedGraph logged(LoadedGraph graph, List<String> passedOver) {
    if (passedOver.isEmpty()) {
      log.info("{} runs on {}.", name, graph.provider());
    } else {
      log.warn("{} runs on {}: {}.", name, graph.provider(), String.join("; ", passedOver));
    }
    return graph;
  }

  private LoadedGraph open(OrtEnvironment environment, ModelFile model, ExecutionProvider provider)
      throws OrtException {
    Optional<OptimisedCopy> copy = copy(model, provider);
    try {
      if (copy.isPresent() && copy.get().exists()) {
        try {
          return create(environment, model, provider, copy.get().file(), null);
        } catch (OrtException e) {
          log.warn("{} is of no use and will be made anew: {}", copy.get().file(), e.getMessage());
          copy.get().discard();
        }
      }
      LoadedGraph graph =
          create(environment, model, provider, null, copy.map(OptimisedCopy::draft).orElse(null));
      copy.ifPresent(OptimisedCopy::keep);
      return graph;
    } finally {
      copy.ifPresent(OptimisedCopy::tidy);
    }
  }

  private Optional<OptimisedCopy> copy(ModelFile model, ExecutionProvider provider) {
    Path from = source;
    boolean elsewhere = file != null && !model.externalData().isEmpty();
    return from == null || elsewhere || provider != ExecutionProvider.CPU
        ? Optional.empty()
        : OptimisedCopy.of(from, bytes, options, frozen);
  }

  private LoadedGraph create(
      OrtEnvironment environment,
      ModelFile model,
      ExecutionProvider provider,
      @Nullable Path optimised,
      @Nullable Path draft)
      throws OrtException {
    SessionOptions settings = new SessionOptions();
    OrtSession session = null;
    try {
      set(settings, provider, optimised != null, draft);
      if (optimised != null) {
        session = environment.createSession(optimised.toString(), settings);
      } else if (file != null) {
        session = environment.createSession(file.toString(), settings);
      } else {
        session = environment.createSession(bytes, settings);
      }
      return new LoadedGraph(
          name, session, settings, provider, List.copyOf(weights.values()), model.metadata());
    } catch (OrtException | RuntimeException | LinkageError e) {
      if (session != null) {
        session.close();
      }
      settings.close();
      throw e;
    }
  }

  private void set(
      SessionOptions settings, ExecutionProvider provider, boolean optimised, @Nullable Path draft)
      throws OrtException {
    settings.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
    settings.setInterOpNumThreads(1);
    settings.setIntraOpNumThreads(options.threads());
    settings.addConfigEntry("session.intra_op.allow_spinning", options.spinning() ? "1" : "0");
    // Between steps nobody waits for work.
    settings.addConfigEntry("session.force_spinning_stop", "1");
    settings.addConfigEntry("session.inter_op.allow_spinning", "0");
    // Holds for the threads of the pool only; a caller's arithmetic is not ours to change.
    settings.addConfigEntry("session.set_denormal_as_zero", "1");
    // What goes wrong comes back as an exception; a library does not print.
    settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    settings.setOptimizationLevel(optimised ? SessionOptions.OptLevel.NO_OPT : level(options));
    if (draft != null) {
      settings.setOptimizedModelFilePath(draft.toString());
    }
    for (Map.Entry<String, Long> dimension : frozen.entrySet()) {
      settings.setSymbolicDimensionValue(dimension.getKey(), dimension.getValue());
    }
    if (!weights.isEmpty() && !optimised) {
      Map<String, OnnxTensorLike> values = new LinkedHashMap<>();
      weights.forEach((initialiser, tensor) -> values.put(initialiser, tensor.ort()));
      settings.addExternalInitializers(values);
    }
    switch (provider) {
      case CUDA -> settings.addCUDA();
      case TENSORRT -> settings.addTensorrt(0);
      case COREML -> settings.addCoreML();
      case DIRECTML -> settings.addDirectML(0);
      case XNNPACK -> settings.addXnnpack(Map.of());
      case CPU -> {}
    }
  }

  private static SessionOptions.OptLevel level(OnnxOptions options) {
    return switch (options.optimisation()) {
      case NONE -> SessionOptions.OptLevel.NO_OPT;
      case BASIC -> SessionOptions.OptLevel.BASIC_OPT;
      case EXTENDED -> SessionOptions.OptLevel.EXTENDED_OPT;
      case ALL -> SessionOptions.OptLevel.ALL_OPT;
    };
  }

  static OrtProvider ort(ExecutionProvider provider) {
    return switch (provider) {
      case CUDA -> OrtProvider.CUDA;
      case TENSORRT -> OrtProvider.TENSOR_RT;
      case COREML -> OrtProvider.CORE_ML;
      case DIRECTML -> OrtProvider.DIRECT_ML;
      case XNNPACK -> OrtProvider.XNNPACK;
      case CPU -> OrtProvider.CPU;
    };
  }
}
