package io.makebeliv.onnx.store;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.ModelEntry;
import io.makebeliv.onnx.ModelKind;
import io.makebeliv.onnx.index.FeatureIndex;
import io.makebeliv.onnx.streaming.StreamingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A voice in a store.
 *
 * @param name what it is called there
 * @param place where it is
 */
public record StoredVoice(String name, Place place) {

  /**
   * Finds those in a folder.
   *
   * @throws ModelException if it cannot be read
   */
  public static List<StoredVoice> in(Path folder) {
    Shelf root = Shelf.of(folder);
    Map<String, StoredVoice> voices = new LinkedHashMap<>();
    for (Path path : Folders.list(folder)) {
      boolean candidate = Files.isDirectory(path) || Folders.ends(path, ".onnx", ".pth");
      if (candidate) {
        place(root, path).filter(Place::holdsVoice).ifPresent(place -> put(voices, path, place));
      }
    }
    return List.copyOf(voices.values());
  }

  /** A folder that cannot be read is not ours. */
  private static Optional<Place> place(Shelf root, Path path) {
    try {
      return Optional.of(Place.in(root, path));
    } catch (ModelException e) {
      return Optional.empty();
    }
  }

  private static void put(Map<String, StoredVoice> voices, Path path, Place place) {
    String stem = Folders.stem(path);
    // A folder and a file, or files with different endings, may have the same stem.
    String name = voices.containsKey(stem) ? String.valueOf(path.getFileName()) : stem;
    voices.put(name, new StoredVoice(name, place));
  }

  /** What its files say. */
  public ModelEntry entry() {
    List<String> problems = new ArrayList<>();
    Optional<ModelKind> kind = attempt(problems, place::kind);
    return switch (kind.orElse(ModelKind.UNKNOWN)) {
      case RVC -> rvc(ModelKind.RVC, place::rvc, problems);
      case STREAMING -> streaming(problems);
      case CHECKPOINT -> rvc(ModelKind.CHECKPOINT, place::checkpoint, problems);
      case UNKNOWN -> plain(ModelKind.UNKNOWN, file(".onnx"), problems);
    };
  }

  private ModelEntry rvc(ModelKind kind, Supplier<RvcFiles> look, List<String> problems) {
    Optional<RvcFiles> found = attempt(problems, look);
    if (found.isEmpty()) {
      return plain(kind, place.path(), problems);
    }
    RvcFiles files = found.get();
    Optional<VoiceFacts> looked = attempt(problems, files::facts);
    if (looked.isEmpty()) {
      return plain(kind, files.voice(), problems);
    }
    VoiceFacts facts = looked.get();
    Optional<List<Path>> encoders = attempt(problems, files::encoders);
    Optional<Optional<Path>> pitch = attempt(problems, files::pitchModel);
    Optional<Optional<Path>> index = attempt(problems, files::index);
    compare(problems, index, facts.channels());
    return new ModelEntry(
        name,
        files.voice(),
        kind,
        facts.layout(),
        facts.sampleRate(),
        facts.version(),
        facts.pitched(),
        facts.speakers(),
        encoders.map(all -> fileName(all.get(0))).orElse(""),
        !facts.pitched() || pitch.isEmpty()
            ? ""
            : pitch.get().map(StoredVoice::fileName).orElse(RvcNotes.OWN_PITCH),
        index.flatMap(file -> file).map(StoredVoice::fileName).orElse(""),
        bytes(files.voice()),
        problems);
  }

  /** An index must be of the voice's width, as far as this is known. */
  private static void compare(List<String> problems, Optional<Optional<Path>> index, int channels) {
    index
        .flatMap(file -> file)
        .ifPresent(file -> attempt(problems, () -> FeatureIndex.check(file, channels)));
  }

  private ModelEntry streaming(List<String> problems) {
    Optional<StreamingModel> model = attempt(problems, () -> StreamingModel.at(place.path()));
    if (model.isEmpty()) {
      boolean described = Files.isRegularFile(place.own().folder().resolve(RvcNotes.FILE));
      ModelKind kind = described ? ModelKind.STREAMING : ModelKind.UNKNOWN;
      return plain(kind, file(".onnx"), problems);
    }
    List<Path> paths = model.get().paths();
    paths.stream()
        .map(GraphFile::of)
        .map(GraphFile::problem)
        .forEach(
            problem -> {
              if (!problem.isEmpty()) {
                problems.add(problem);
              }
            });
    return new ModelEntry(
        name,
        paths.get(0),
        ModelKind.STREAMING,
        paths.size() == 1 ? "one graph" : paths.size() + " graphs",
        attempt(problems, model.get()::settle).orElse(0),
        "",
        false,
        1,
        "",
        "",
        "",
        paths.stream().mapToLong(StoredVoice::bytes).sum(),
        problems);
  }

  private ModelEntry plain(ModelKind kind, Path file, List<String> problems) {
    return new ModelEntry(name, file, kind, "", 0, "", false, 0, "", "", "", bytes(file), problems);
  }

  /** The one file with this ending, or the place itself. */
  private Path file(String ending) {
    if (!Files.isDirectory(place.path())) {
      return place.path();
    }
    List<Path> files = Folders.files(place.path(), ending);
    return files.size() == 1 ? files.get(0) : place.path();
  }

  private static <T> Optional<T> attempt(List<String> problems, Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (ModelException e) {
      problems.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static String fileName(Path file) {
    return String.valueOf(file.getFileName());
  }

  static long bytes(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
