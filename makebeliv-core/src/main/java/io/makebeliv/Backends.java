package io.makebeliv;

import io.makebeliv.inference.BackendProvider;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.preset.VoiceChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds and opens voices: model files, and voices that need no model. */
public final class Backends {

  private static final Logger log = LoggerFactory.getLogger(Backends.class);

  private Backends() {}

  /**
   * Lists every provider on the class path.
   *
   * @return providers by rank, available or not
   */
  public static List<BackendProvider> providers() {
    return BackendProvider.installed();
  }

  /**
   * Loads a voice model with the first available provider that knows such files.
   *
   * @param model a model file or folder
   * @return a new backend, owned by the caller
   * @throws ModelException if the file is missing, of no known kind, broken, or cannot be used here
   */
  public static InferenceBackend load(Path model) {
    if (!Files.exists(model)) {
      throw new ModelException(
          "No such voice model: " + model + ". Give the path of a model file.");
    }
    List<BackendProvider> candidates =
        providers().stream().filter(provider -> provider.opens(model)).toList();
    for (BackendProvider provider : candidates) {
      if (provider.availability().available()) {
        return open(provider, model);
      }
    }
    if (candidates.isEmpty()) {
      throw new ModelException(
          "No backend on the class path opens %s; there are: %s. Add the module for this kind of model."
              .formatted(model, ids(providers())));
    }
    throw new ModelException(
        candidates.stream()
            .map(provider -> provider.id() + ": " + provider.availability().reason())
            .collect(
                Collectors.joining("; ", "Nothing that opens " + model + " can run here: ", ".")));
  }

  private static InferenceBackend open(BackendProvider provider, Path model) {
    try {
      return provider.open(model);
    } catch (ModelException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new ModelException(
          "%s could not open %s: %s.".formatted(provider.id(), model, e.getMessage()), e);
    }
  }

  /**
   * Loads a voice model, or, where that fails, warns and takes the model-free voice. That voice
   * always changes the speaker's.
   *
   * @param model a model file or folder
   * @return a new backend, owned by the caller
   */
  public static InferenceBackend loadOrDemo(Path model) {
    try {
      return load(model);
    } catch (ModelException e) {
      log.warn("{} Using the model-free voice instead.", e.getMessage());
      return modelFree();
    }
  }

  /**
   * Opens the voice that a preset asks for.
   *
   * @param choice which one
   * @return a new backend, owned by the caller
   * @throws ModelException if it cannot be opened; the message says why
   */
  public static InferenceBackend open(VoiceChoice choice) {
    if (choice.model().isPresent()) {
      return load(choice.model().get());
    }
    if (choice.backend().isEmpty()) {
      return modelFree();
    }
    String id = choice.backend().get();
    return choice.settings().isPresent() ? modelFree(id, choice.settings().get()) : modelFree(id);
  }

  /**
   * Makes the best available voice that needs no model.
   *
   * @return a new backend, owned by the caller
   */
  public static InferenceBackend modelFree() {
    return providers().stream()
        .filter(provider -> provider.availability().available())
        .flatMap(provider -> provider.modelFree().stream())
        .findFirst()
        .orElseThrow(() -> new ModelException("There is no model-free voice on the class path."));
  }

  /**
   * Makes the model-free voice of one provider.
   *
   * @param id the provider's id, for example {@code pitchshift}
   * @return a new backend, owned by the caller
   * @throws ModelException if there is no such provider, it cannot run here, or it needs a model
   */
  public static InferenceBackend modelFree(String id) {
    return provider(id)
        .modelFree()
        .orElseThrow(() -> new ModelException(id + " needs a model; give a model file."));
  }

  /**
   * Makes the model-free voice of one provider, as settings say.
   *
   * @param id the provider's id, for example {@code mcadams}
   * @param settings a record of the class that the provider's {@link BackendProvider#settings()}
   *     has
   * @return a new backend, owned by the caller
   * @throws ModelException if there is no such provider, or it cannot run here
   * @throws IllegalArgumentException if it has no such settings
   */
  public static InferenceBackend modelFree(String id, Record settings) {
    return provider(id).modelFree(settings);
  }

  private static BackendProvider provider(String id) {
    BackendProvider provider =
        providers().stream()
            .filter(candidate -> candidate.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    new ModelException(
                        "No backend is called '%s'; there are: %s."
                            .formatted(id, ids(providers()))));
    if (!provider.availability().available()) {
      throw new ModelException(id + " cannot run here: " + provider.availability().reason());
    }
    return provider;
  }

  private static String ids(List<BackendProvider> providers) {
    return providers.stream().map(BackendProvider::id).collect(Collectors.joining(", "));
  }
}
