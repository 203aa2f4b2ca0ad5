package io.makebeliv.preset;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Which voice a preset asks for: a model, or one that needs none.
 *
 * @param backend the id of the voice that needs no model; empty for the best there is, and where a
 *     model is named
 * @param settings how that voice is to be made, a record of the kind that its provider has; empty
 *     for as usual
 * @param model the model file or folder
 */
public record VoiceChoice(
    Optional<String> backend, Optional<Record> settings, Optional<Path> model) {

  /**
   * Checks that it is one or the other.
   *
   * @param backend the id of a voice that needs no model
   * @param settings how that voice is to be made
   * @param model a model file or folder
   * @throws IllegalArgumentException if a model is named beside a backend, or settings without one
   */
  public VoiceChoice {
    if (model.isPresent() && backend.isPresent()) {
      throw new IllegalArgumentException(
          "a voice has a model or a backend that needs none, not both, were %s and %s"
              .formatted(model.get(), backend.get()));
    }
    if (settings.isPresent() && backend.isEmpty()) {
      throw new IllegalArgumentException("settings are those of a backend; name it");
    }
  }

  /**
   * Chooses the best voice that needs no model.
   *
   * @return the choice
   */
  public static VoiceChoice best() {
    return new VoiceChoice(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Chooses a voice that needs no model.
   *
   * @param backend its provider's id
   * @return the choice
   */
  public static VoiceChoice modelFree(String backend) {
    return new VoiceChoice(Optional.of(backend), Optional.empty(), Optional.empty());
  }

  /**
   * Chooses a voice that needs no model, and how it is made.
   *
   * @param backend its provider's id
   * @param settings a record of the provider's kind
   * @return the choice
   */
  public static VoiceChoice modelFree(String backend, Record settings) {
    return new VoiceChoice(Optional.of(backend), Optional.of(settings), Optional.empty());
  }

  /**
   * Chooses a model.
   *
   * @param model a file or folder
   * @return the choice
   */
  public static VoiceChoice model(Path model) {
    return new VoiceChoice(
        Optional.empty(), Optional.empty(), Optional.of(Objects.requireNonNull(model, "model")));
  }
}
