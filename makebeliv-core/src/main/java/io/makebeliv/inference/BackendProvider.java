package io.makebeliv.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;

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

  /**
   * Returns how its voice that needs no model is made as usual.
   *
   * @return a public record, whose components a preset file can set by their names; empty if there
   *     is nothing to set
   */
  default Optional<Record> settings() {
    return Optional.empty();
  }

  /**
   * Makes this provider's voice that needs no model, as settings say.
   *
   * @param settings a record of the class that {@link #settings()} returns
   * @return a new backend, owned by the caller
   * @throws IllegalArgumentException if there is nothing to set
   */
  default InferenceBackend modelFree(Record settings) {
    throw new IllegalArgumentException(id() + " has no settings, was given " + settings);
  }

  /**
   * Lists every provider on the class path.
   *
   * @return providers by rank, available or not
   */
  static List<BackendProvider> installed() {
    List<BackendProvider> providers = new ArrayList<>();
    Iterator<BackendProvider> found = ServiceLoader.load(BackendProvider.class).iterator();
    // One that is named and not there, or that cannot be made, must not take the others away. The
    // loader goes on behind it; the bound is for one that does not.
    int mostBroken = 100;
    for (int broken = 0; broken < mostBroken; ) {
      try {
        if (!found.hasNext()) {
          break;
        }
        providers.add(found.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        broken++;
        LoggerFactory.getLogger(BackendProvider.class)
            .warn("A backend provider does not work here.", e);
      }
    }
    return providers.stream()
        .sorted(Comparator.comparingInt(BackendProvider::rank).thenComparing(BackendProvider::id))
        .toList();
  }
}
