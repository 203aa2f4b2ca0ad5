package io.makebeliv.inference;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes backends known to {@code io.makebeliv.Backends}. Found by {@link java.util.ServiceLoader}:
 * name the implementation in {@code META-INF/services/io.makebeliv.inference.BackendProvider}.
 */
public interface BackendProvider {

  /**
   * Returns the id under which applications ask for this kind of backend.
   *
   * @return lower case words joined by hyphens, for example {@code pitchshift}
   */
  String id();

  /**
   * Returns the order among providers that can open the same file.
   *
   * @return the rank; the lowest wins
   */
  int rank();

  /**
   * Says whether the backend can run here. Cheap; loads nothing big.
   *
   * @return yes, or no with the reason
   */
  default Availability availability() {
    return Availability.YES;
  }

  /**
   * Says whether a file looks like one of this provider's models. Looks at the name and the first
   * bytes at most, and throws nothing.
   *
   * @param model an existing file or folder
   * @return whether {@link #open(Path)} is worth trying
   */
  default boolean opens(Path model) {
    return false;
  }

  /**
   * Loads a model.
   *
   * @param model a file or folder for which {@link #opens} is true
   * @return a new backend, owned by the caller
   * @throws ModelException if the file is broken or does not fit; the message says which and why
   */
  default InferenceBackend open(Path model) {
    throw new ModelException(id() + " opens no model files: " + model);
  }

  /**
   * Makes this provider's voice that needs no model, if it has one.
   *
   * @return a new backend, owned by the caller, or empty
   */
  default Optional<InferenceBackend> modelFree() {
    return Optional.empty();
  }
}
