package io.makebeliv.onnx.store;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.ModelKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a voice is: a file, or a folder of its own.
 *
 * @param path the file or folder
 * @param own the graphs in its folder
 * @param root the graphs in the folder that it shares with other voices; nothing outside of it is
 *     used
 */
public record Place(Path path, Shelf own, Shelf root) {

  /**
   * A file or folder that may use what lies in the folder above.
   *
   * @throws ModelException if there is none, or it cannot be read
   */
  public static Place of(Path path) {
    if (!Files.exists(path)) {
      throw new ModelException("No such voice model: %s.".formatted(path));
    }
    Path absolute = path.toAbsolutePath().normalize();
    Path folder = Files.isDirectory(absolute) ? absolute : Folders.of(absolute);
    Path above = Folders.of(folder);
    Shelf own = Shelf.of(folder);
    return new Place(absolute, own, above.equals(folder) ? own : shared(above));
  }

  /** What lies above is of use if it can be read, and no matter otherwise. */
  private static Shelf shared(Path folder) {
    try {
      return Shelf.of(folder);
    } catch (ModelException e) {
      return Shelf.empty(folder);
    }
  }

  /** A file or folder in the root of a store. */
  public static Place in(Shelf root, Path path) {
    return new Place(path, Files.isDirectory(path) ? Shelf.of(path) : root, root);
  }

  /** Whether it is a folder with the checkpoint of a voice. */
  public static boolean isCheckpointFolder(Path path) {
    return Files.isDirectory(path) && !Folders.files(path, ".pth").isEmpty();
  }

  private boolean isFolder() {
    return Files.isDirectory(path);
  }

  /** Whether anything here looks like a voice. */
  public boolean holdsVoice() {
    if (!isFolder()) {
      return Folders.ends(path, ".pth")
          || graph()
              .map(g -> g.use() != GraphFile.Use.ENCODER && g.use() != GraphFile.Use.PITCH)
              .orElse(false);
    }
    return Files.isRegularFile(path.resolve(RvcNotes.FILE))
        || !Folders.files(path, ".pth").isEmpty()
        || own.graphs().stream()
            .anyMatch(g -> g.use() != GraphFile.Use.ENCODER && g.use() != GraphFile.Use.PITCH);
  }

  private Optional<GraphFile> graph() {
    return own.graphs().stream().filter(graph -> graph.path().equals(path)).findFirst();
  }

  /**
   * Says what kind of voice it is.
   *
   * @throws ModelException if it is none
   */
  public ModelKind kind() {
    if (!isFolder()) {
      return fileKind();
    }
    if (RvcNotes.in(path).isPresent() || !own.of(GraphFile.Use.SYNTHESIZER).isEmpty()) {
      return ModelKind.RVC;
    }
    List<GraphFile> others = own.of(GraphFile.Use.OTHER);
    if (!others.isEmpty() || Files.isRegularFile(path.resolve(RvcNotes.FILE))) {
      return ModelKind.STREAMING;
    }
    if (!Folders.files(path, ".pth").isEmpty()) {
      return ModelKind.CHECKPOINT;
    }
    List<GraphFile> broken = own.of(GraphFile.Use.BROKEN);
    if (!broken.isEmpty()) {
      throw new ModelException(broken.get(0).problem());
    }
    throw new ModelException(
        path + " holds no voice: an ONNX file of one, with what it needs beside it.");
  }

  private ModelKind fileKind() {
    if (Folders.ends(path, ".pth")) {
      return ModelKind.CHECKPOINT;
    }
    GraphFile file = graph().orElseGet(() -> GraphFile.of(path));
    return switch (file.use()) {
      case SYNTHESIZER -> ModelKind.RVC;
      case BROKEN -> throw new ModelException(file.problem());
      case ENCODER -> part("content encoder");
      case PITCH -> part("pitch model");
      case OTHER -> ModelKind.STREAMING;
    };
  }

  private ModelKind part(String what) {
    if (isDescribed()) {
      return ModelKind.STREAMING;
    }
    throw new ModelException("%s is a %s, not a voice.".formatted(path, what));
  }

  /** The parts of a chain of graphs may look like anything; its notes tell that they are one. */
  private boolean isDescribed() {
    return Files.isRegularFile(own.folder().resolve(RvcNotes.FILE))
        && RvcNotes.in(own.folder()).isEmpty();
  }

  /**
   * Finds the files of an RVC voice.
   *
   * @throws ModelException if it is in doubt which of several files is meant
   */
  public RvcFiles rvc() {
    Path folder = own.folder();
    Optional<RvcNotes> notes = RvcNotes.in(folder);
    if (!isFolder()) {
      String name = String.valueOf(path.getFileName());
      // The notes beside it may be about another file.
      RvcNotes its =
          notes.filter(n -> n.voice().map(name::equals).orElse(true)).orElse(RvcNotes.NONE);
      return RvcFiles.graph(graph().orElseGet(() -> GraphFile.of(path)), its, own, root);
    }
    Optional<String> named = notes.flatMap(RvcNotes::voice);
    if (named.isPresent()) {
      Path file = Companions.inside(folder, folder, "voice", named.get());
      return RvcFiles.graph(GraphFile.of(file), notes.get(), own, root);
    }
    List<GraphFile> voices = own.of(GraphFile.Use.SYNTHESIZER);
    if (voices.size() == 1) {
      return RvcFiles.graph(voices.get(0), notes.orElse(RvcNotes.NONE), own, root);
    }
    List<GraphFile> broken = own.of(GraphFile.Use.BROKEN);
    if (voices.isEmpty() && broken.size() == 1) {
      throw new ModelException(broken.get(0).problem());
    }
    throw new ModelException(
        voices.isEmpty()
            ? path + " holds no RVC voice: its ONNX file is missing."
            : "%s holds several voices (%s): give the path of one, or name it as \"voice\" in voice.json."
                .formatted(
                    path,
                    voices.stream().map(GraphFile::fileName).collect(Collectors.joining(", "))));
  }

  /**
   * Finds the files of an RVC voice whose own is a checkpoint.
   *
   * @throws ModelException if it is in doubt which of several files is meant
   */
  public RvcFiles checkpoint() {
    RvcNotes notes = RvcNotes.in(own.folder()).orElse(RvcNotes.NONE);
    if (!isFolder()) {
      return RvcFiles.checkpoint(path, notes, own, root);
    }
    List<Path> voices = Folders.files(path, ".pth");
    if (voices.size() > 1) {
      throw new ModelException(
          "%s holds several checkpoints (%s): give the path of one."
              .formatted(
                  path,
                  voices.stream()
                      .map(file -> String.valueOf(file.getFileName()))
                      .collect(Collectors.joining(", "))));
    }
    return RvcFiles.checkpoint(voices.get(0), notes, own, root);
  }
}
