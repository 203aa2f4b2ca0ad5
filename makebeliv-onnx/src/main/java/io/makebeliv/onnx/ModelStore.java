package io.makebeliv.onnx;

import io.makebeliv.inference.ModelException;
import io.makebeliv.json.Suggestion;
import io.makebeliv.onnx.store.Shelf;
import io.makebeliv.onnx.store.StoredVoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A folder of voice models:
 *
 * <pre>
 *   models/
 *     vec-768-layer-12.onnx     a content encoder, shared by all voices of RVC
 *     rmvpe.onnx                a pitch model, likewise
 *     anna/
 *       anna.onnx               the voice
 *       added_anna.index        its index, if it has one
 *       voice.json              how it is run, if not as usual
 *     llvc.onnx                 a voice may also lie in the folder itself
 * </pre>
 *
 * <p>Listing reads what files say of themselves and none of their weights. Nothing is kept: what
 * changes in the folder is seen by the next call. Safe for any number of threads.
 *
 * <pre>{@code
 * ModelStore store = ModelStore.open(Path.of("models"));
 * List<ModelEntry> voices = store.list(); // each with what is missing to use it
 * OnnxVoice voice = store.load("anna");
 * }</pre>
 */
public final class ModelStore {

  private final Path folder;

  private ModelStore(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens a folder.
   *
   * @param folder an existing folder
   * @return its store
   * @throws ModelException if there is no such folder
   */
  public static ModelStore open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ModelException(
          "There is no folder of models at %s; make it and put voices into it.".formatted(folder));
    }
    return new ModelStore(folder.toAbsolutePath().normalize());
  }

  /**
   * Returns where it is.
   *
   * @return an absolute path
   */
  public Path folder() {
    return folder;
  }

  /**
   * Lists the voices, broken ones as well.
   *
   * @return an entry for each, by name
   * @throws ModelException if the folder itself cannot be read
   */
  public List<ModelEntry> list() {
    return StoredVoice.in(folder).stream().map(StoredVoice::entry).toList();
  }

  /**
   * Lists what voices share: content encoders and pitch models.
   *
   * @return those that lie in the folder itself, by file name
   * @throws ModelException if the folder cannot be read
   */
  public List<SharedModel> shared() {
    return Shelf.of(folder).shared();
  }

  /**
   * Looks a voice up.
   *
   * @param name a name that {@link #list} gives
   * @return its entry, or empty if there is none
   * @throws ModelException if the folder itself cannot be read
   */
  public Optional<ModelEntry> find(String name) {
    return list().stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /**
   * Loads a voice as usual.
   *
   * @param name a name that {@link #list} gives
   * @return a new voice, owned by the caller
   * @throws ModelException if there is none of that name, or it cannot be used; the message says
   *     why, and what to do
   */
  public OnnxVoice load(String name) {
    return load(name, OnnxOptions.defaults());
  }

  /**
   * Loads a voice.
   *
   * @param name a name that {@link #list} gives
   * @param options how graphs are run
   * @return a new voice, owned by the caller
   * @throws ModelException if there is none of that name, or it cannot be used; the message says
   *     why, and what to do
   */
  public OnnxVoice load(String name, OnnxOptions options) {
    for (StoredVoice voice : StoredVoice.in(folder)) {
      if (voice.name().equals(name)) {
        return VoiceOpener.open(voice.place(), options);
      }
    }
    throw new ModelException(unknown(name));
  }

  /**
   * Says that a name is not known, and which one is near.
   *
   * @param name a name that {@link #find} does not find
   * @return a message
   */
  public String unknown(String name) {
    List<String> names = StoredVoice.in(folder).stream().map(StoredVoice::name).toList();
    return "There is no voice '%s' in %s. %s"
        .formatted(
            name, folder, names.isEmpty() ? "There is none at all." : Suggestion.of(name, names));
  }
}
