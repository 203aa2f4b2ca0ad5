package io.makebeliv.onnx.store;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.OnnxOptions;
import io.makebeliv.onnx.RvcSettings;
import io.makebeliv.onnx.runtime.GraphLoader;
import io.makebeliv.onnx.runtime.ModelFile;
import io.makebeliv.onnx.rvc.ContentEncoder;
import io.makebeliv.onnx.rvc.Signature;
import io.makebeliv.onnx.rvc.VoiceSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of one RVC voice: its own, and those that it needs, which lie beside it or in the root
 * folder that it shares with other voices. Methods that look for a file throw if it is in doubt.
 */
public final class RvcFiles {

  private final GraphFile voice;
  private final RvcNotes notes;
  private final Shelf own;
  private final Shelf root;

  RvcFiles(GraphFile voice, RvcNotes notes, Shelf own, Shelf root) {
    this.voice = voice;
    this.notes = notes;
    this.own = own;
    this.root = root;
  }

  /** The voice's own file. */
  public Path voice() {
    return voice.path();
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
   * @throws ModelException if it is broken, or must not be loaded
   */
  public VoiceSummary summary() {
    return VoiceSummary.of(voice.sound());
  }

  /**
   * The encoder, as far as files tell.
   *
   * @return what fits, the surest first; never empty
   * @throws ModelException if there is none that fits
   */
  public List<Path> encoders() {
    if (notes.encoder().isPresent()) {
      Path named = named("encoder", notes.encoder().get());
      GraphFile.of(named).sound();
      return List.of(named);
    }
    int channels = summary().channels();
    List<GraphFile> all = shared(GraphFile.Use.ENCODER);
    List<GraphFile> fitting = new ArrayList<>();
    for (Signature.Fit fit : List.of(Signature.Fit.SURE, Signature.Fit.PERHAPS)) {
      all.stream().filter(encoder -> fit(encoder, channels) == fit).forEach(fitting::add);
    }
    if (fitting.isEmpty()) {
      throw new ModelException(noEncoder(channels, all));
    }
    if (fit(fitting.get(0), channels) == Signature.Fit.SURE) {
      return List.of(fitting.get(0).path());
    }
    return fitting.stream().map(GraphFile::path).toList();
  }

  private static Signature.Fit fit(GraphFile encoder, int channels) {
    return encoder.model().map(m -> Signature.fit(m, channels)).orElse(Signature.Fit.NO);
  }

  private String noEncoder(int channels, List<GraphFile> others) {
    String there =
        others.isEmpty()
            ? ""
            : others.stream()
                .map(GraphFile::fileName)
                .collect(Collectors.joining(", ", " What is there gives others: ", "."));
    return "%s needs a content encoder with %d features (%s): put one as an ONNX file into %s.%s"
        .formatted(
            voice.path(),
            channels,
            channels == 256
                ? "HuBERT or ContentVec, layer 9, projected"
                : "HuBERT or ContentVec, layer 12",
            places(),
            there);
  }

  private String places() {
    return own.folder().equals(root.folder())
        ? own.folder().toString()
        : own.folder() + " or " + root.folder();
  }

  /**
   * The encoder.
   *
   * @param options how graphs are run; where no file tells its width, they are loaded to see
   * @throws ModelException if there is none that fits
   */
  public Path encoder(OnnxOptions options) {
    List<Path> candidates = encoders();
    int channels = summary().channels();
    for (Path candidate : candidates.subList(0, candidates.size() - 1)) {
      try (ContentEncoder encoder =
          new ContentEncoder(GraphLoader.file(candidate).options(options).load())) {
        encoder.check(channels);
        return candidate;
      } catch (ModelException e) {
        // The next one, then. What is wrong with the last of them is said when it is loaded.
      }
    }
    return candidates.get(candidates.size() - 1);
  }

  /**
   * The pitch model, the best there is.
   *
   * @return empty if the voice has no pitch, or makebeliv's own tracker is to find it
   * @throws ModelException if {@code voice.json} names one that is not there
   */
  public Optional<Path> pitchModel() {
    if (!summary().pitched()) {
      return Optional.empty();
    }
    if (notes.pitchModel().isPresent()) {
      String wanted = notes.pitchModel().get();
      return wanted.equals(RvcNotes.OWN_PITCH)
          ? Optional.empty()
          : Optional.of(named("pitchModel", wanted));
    }
    return shared(GraphFile.Use.PITCH).stream()
        .min(Comparator.comparing(RvcFiles::rank))
        .map(GraphFile::path);
  }

  private static Signature.Pitch rank(GraphFile graph) {
    return graph.model().flatMap(Signature::pitch).orElse(Signature.Pitch.CREPE);
  }

  /**
   * The index of the voice's recordings, which lies in its own folder.
   *
   * @return empty if it has none
   * @throws ModelException if it is in doubt which one is meant, or {@code voice.json} names one
   *     that is not there
   */
  public Optional<Path> index() {
    if (notes.index().isPresent()) {
      return Optional.of(named("index", notes.index().get()));
    }
    List<Path> all =
        Folders.files(own.folder(), ".index").stream()
            // Of what training leaves behind, this one holds no recordings.
            .filter(file -> !String.valueOf(file.getFileName()).startsWith("trained_"))
            .toList();
    if (own.of(GraphFile.Use.SYNTHESIZER).size() > 1) {
      // Other voices' indices lie here as well.
      String stem = Folders.stem(voice.path());
      all = all.stream().filter(f -> String.valueOf(f.getFileName()).contains(stem)).toList();
    } else if (all.isEmpty()) {
      all = Folders.files(own.folder(), "total_fea.npy");
    }
    if (all.size() > 1) {
      throw new ModelException(
          "%s has several indices (%s): name one as \"index\" in its voice.json."
              .formatted(
                  voice.path(),
                  all.stream()
                      .map(file -> String.valueOf(file.getFileName()))
                      .collect(Collectors.joining(", "))));
    }
    return all.stream().findFirst();
  }

  /** Those in the voice's own folder come first. */
  private List<GraphFile> shared(GraphFile.Use use) {
    Stream<GraphFile> all =
        own.folder().equals(root.folder())
            ? own.of(use).stream()
            : Stream.concat(own.of(use).stream(), root.of(use).stream());
    return all.filter(graph -> graph.problem().isEmpty()).toList();
  }

  private Path named(String key, String name) {
    return inside(own.folder(), root.folder(), key, name);
  }

  /** A file that {@code voice.json} names, which must not leave the root. */
  static Path inside(Path folder, Path root, String key, String name) {
    Path sidecar = folder.resolve(RvcNotes.FILE);
    try {
      Path file = folder.resolve(name).normalize();
      if (!file.toAbsolutePath().startsWith(root.toAbsolutePath().normalize())) {
        throw outside(sidecar, key, name, root);
      }
      if (!Files.isRegularFile(file)) {
        throw new ModelException(
            "%s: %s is '%s', which is not there; give the path of a file from %s on."
                .formatted(sidecar, key, name, folder));
      }
      if (!file.toRealPath().startsWith(root.toRealPath())) {
        throw outside(sidecar, key, name, root);
      }
      return file;
    } catch (InvalidPathException | IOException e) {
      throw new ModelException(
          "%s: %s is '%s', which is no path that can be read: %s"
              .formatted(sidecar, key, name, e.getMessage()),
          e);
    }
  }

  private static ModelException outside(Path sidecar, String key, String name, Path root) {
    return new ModelException(
        "%s: %s is '%s', which leaves %s; put the file into that folder."
            .formatted(sidecar, key, name, root));
  }

  /** The voice's own file as it was read, for its size. */
  Optional<ModelFile> model() {
    return voice.model();
  }
}
