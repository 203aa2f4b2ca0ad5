package io.makebeliv.onnx.store;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.RvcSettings;
import io.makebeliv.onnx.compile.Trained;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checkpoint of an RVC voice, and what it needs, which lies beside it or in the root folder
 * that it shares with other voices: checkpoints before ONNX files.
 */
public final class CheckpointFiles {

  private final Path voice;
  private final RvcNotes notes;
  private final Shelf own;
  private final Shelf root;

  CheckpointFiles(Path voice, RvcNotes notes, Shelf own, Shelf root) {
    this.voice = voice;
    this.notes = notes;
    this.own = own;
    this.root = root;
  }

  /** The voice's own file. */
  public Path voice() {
    return voice;
  }

  /** What a person calls it, if anybody says so. */
  public Optional<String> name() {
    return notes.name();
  }

  /** How it is to be run. */
  public RvcSettings settings() {
    return notes.settings();
  }

  /**
   * What its file says.
   *
   * @throws ModelException if it is broken, or no voice
   */
  public Trained.Voice trained() {
    Trained trained = Trained.open(voice);
    if (trained instanceof Trained.Voice speaking) {
      return speaking;
    }
    throw new ModelException("%s is %s, not a voice.".formatted(voice, trained.describe()));
  }

  /**
   * The encoder.
   *
   * @throws ModelException if there is none
   */
  public Path encoder() {
    Optional<Path> named = notes.encoder().map(name -> named("encoder", name));
    return named
        .or(() -> beside(Trained.Encoder.class))
        .or(() -> asGraph(GraphFile.Use.ENCODER))
        .orElseThrow(
            () ->
                new ModelException(
                    "%s needs a content encoder (hubert_base.pt, a ContentVec pytorch_model.bin, or one as an ONNX file): put it into %s."
                        .formatted(voice, root.folder())));
  }

  /** The pitch model, or empty where makebeliv's own tracker is to find the pitch. */
  public Optional<Path> pitchModel() {
    if (notes.pitchModel().isPresent()) {
      String wanted = notes.pitchModel().get();
      return wanted.equals(RvcNotes.OWN_PITCH)
          ? Optional.empty()
          : Optional.of(named("pitchModel", wanted));
    }
    return beside(Trained.Pitch.class).or(() -> asGraph(GraphFile.Use.PITCH));
  }

  /** The index of the voice's recordings, which lies in its own folder. */
  public Optional<Path> index() {
    GraphFile asGraph = new GraphFile(voice, GraphFile.Use.OTHER, Optional.empty(), "");
    return new RvcFiles(asGraph, notes, own, root).index();
  }

  private Path named(String key, String name) {
    return RvcFiles.inside(own.folder(), root.folder(), key, name);
  }

  private Optional<Path> beside(Class<? extends Trained> kind) {
    List<Path> files = new ArrayList<>(Folders.files(own.folder(), ""));
    if (!own.folder().equals(root.folder())) {
      files.addAll(Folders.files(root.folder(), ""));
    }
    return files.stream()
        .filter(file -> Trained.isNamedSo(file) && !file.equals(voice))
        .filter(file -> is(file, kind))
        .findFirst();
  }

  private static boolean is(Path file, Class<? extends Trained> kind) {
    try {
      return kind.isInstance(Trained.open(file));
    } catch (ModelException e) {
      // Not ours to complain about.
      return false;
    }
  }

  private Optional<Path> asGraph(GraphFile.Use use) {
    return Stream.concat(own.of(use).stream(), root.of(use).stream())
        .filter(graph -> graph.problem().isEmpty())
        .map(GraphFile::path)
        .findFirst();
  }
}
