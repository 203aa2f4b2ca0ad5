package io.makebeliv.onnx.store;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.OnnxOptions;
import io.makebeliv.onnx.compile.Trained;
import io.makebeliv.onnx.runtime.GraphLoader;
import io.makebeliv.onnx.rvc.ContentEncoder;
import io.makebeliv.onnx.rvc.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a voice of RVC needs, which lies beside it or in the root folder that it shares with other
 * voices: first what its notes name, then what is in its own folder. Graphs and checkpoints do
 * equally well; where there are both, the kind that the voice is of comes first.
 *
 * @param voice the voice's own file
 * @param notes what is said of it
 * @param own what lies beside it
 * @param root what it shares
 */
record Companions(Path voice, RvcNotes notes, Shelf own, Shelf root) {

  /** An encoder that may do. */
  private record Candidate(Path path, Signature.Fit fit) {}

  /** A pitch model, and which. */
  private record Follower(Path path, Signature.Pitch kind) {}

  private boolean isGraph() {
    return !Trained.isNamedSo(voice);
  }

  private Stream<Shelf> shelves() {
    return own.folder().equals(root.folder()) ? Stream.of(own) : Stream.of(own, root);
  }

  private <T> Stream<T> both(Stream<T> graphs, Stream<T> checkpoints) {
    return isGraph() ? Stream.concat(graphs, checkpoints) : Stream.concat(checkpoints, graphs);
  }

  private static Stream<GraphFile> sound(Shelf shelf, GraphFile.Use use) {
    return shelf.of(use).stream().filter(graph -> graph.problem().isEmpty());
  }

  /**
   * The encoder, as far as files tell.
   *
   * @param channels how wide the voice's rows are
   * @return what fits, the surest first; never empty
   * @throws ModelException if there is none that fits
   */
  List<Path> encoders(int channels) {
    if (notes.encoder().isPresent()) {
      Path named = named("encoder", notes.encoder().get());
      String problem =
          Trained.isNamedSo(named)
              ? CheckpointFile.of(named).problem()
              : GraphFile.of(named).problem();
      if (!problem.isEmpty()) {
        throw new ModelException(problem);
      }
      return List.of(named);
    }
    List<Candidate> all = shelves().flatMap(shelf -> encodersOn(shelf, channels)).toList();
    Optional<Candidate> sure =
        all.stream().filter(encoder -> encoder.fit == Signature.Fit.SURE).findFirst();
    List<Path> fitting =
        sure.map(Stream::of)
            .orElseGet(() -> all.stream().filter(encoder -> encoder.fit == Signature.Fit.PERHAPS))
            .map(Candidate::path)
            .toList();
    if (fitting.isEmpty()) {
      throw new ModelException(noEncoder(channels, all));
    }
    return fitting;
  }

  private Stream<Candidate> encodersOn(Shelf shelf, int channels) {
    return both(
        sound(shelf, GraphFile.Use.ENCODER)
            .map(graph -> new Candidate(graph.path(), graph.fit(channels))),
        shelf.checkpoints(GraphFile.Use.ENCODER).stream()
            .map(
                checkpoint ->
                    new Candidate(
                        checkpoint.path(),
                        checkpoint.widths().contains(channels)
                            ? Signature.Fit.SURE
                            : Signature.Fit.NO)));
  }

  private String noEncoder(int channels, List<Candidate> others) {
    String there =
        others.isEmpty()
            ? ""
            : others.stream()
                .map(encoder -> String.valueOf(encoder.path.getFileName()))
                .collect(Collectors.joining(", ", " What is there gives others: ", "."));
    return "%s needs a content encoder with %d features (%s): put hubert_base.pt, a ContentVec pytorch_model.bin, or one as an ONNX file into %s.%s"
        .formatted(
            voice,
            channels,
            channels == 256
                ? "HuBERT or ContentVec, layer 9, projected"
                : "HuBERT or ContentVec, layer 12",
            shelves().map(shelf -> shelf.folder().toString()).collect(Collectors.joining(" or ")),
            there);
  }

  /**
   * The encoder.
   *
   * @param channels how wide the voice's rows are
   * @param options how graphs are run; where no file tells its width, they are loaded to see
   * @throws ModelException if there is none that fits
   */
  Path encoder(int channels, OnnxOptions options) {
    List<Path> candidates = encoders(channels);
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
   * @return empty if makebeliv's own tracker is to find it
   * @throws ModelException if {@code voice.json} names one that is not there
   */
  Optional<Path> pitchModel() {
    if (notes.pitchModel().isPresent()) {
      String wanted = notes.pitchModel().get();
      return wanted.equals(RvcNotes.OWN_PITCH)
          ? Optional.empty()
          : Optional.of(named("pitchModel", wanted));
    }
    return shelves()
        .flatMap(this::followersOn)
        .min(Comparator.comparing(Follower::kind))
        .map(Follower::path);
  }

  private Stream<Follower> followersOn(Shelf shelf) {
    return both(
        sound(shelf, GraphFile.Use.PITCH)
            .map(
                graph ->
                    new Follower(
                        graph.path(),
                        graph.model().flatMap(Signature::pitch).orElse(Signature.Pitch.CREPE))),
        shelf.checkpoints(GraphFile.Use.PITCH).stream()
            .map(checkpoint -> new Follower(checkpoint.path(), Signature.Pitch.RMVPE)));
  }

  /**
   * The index of the voice's recordings, which lies in its own folder.
   *
   * @return empty if it has none
   * @throws ModelException if it is in doubt which one is meant, or {@code voice.json} names one
   *     that is not there
   */
  Optional<Path> index() {
    if (notes.index().isPresent()) {
      return Optional.of(named("index", notes.index().get()));
    }
    List<Path> all =
        Folders.files(own.folder(), ".index").stream()
            // Of what training leaves behind, this one holds no recordings.
            .filter(file -> !String.valueOf(file.getFileName()).startsWith("trained_"))
            .toList();
    if (own.voices() > 1) {
      // Other voices' indices lie here as well: only one that bears the voice's whole name is its.
      Pattern its =
          Pattern.compile(
              "(?<![\\p{L}\\p{N}])" + Pattern.quote(Folders.stem(voice)) + "(?![\\p{L}\\p{N}])");
      all = all.stream().filter(f -> its.matcher(String.valueOf(f.getFileName())).find()).toList();
    } else if (all.isEmpty()) {
      all = Folders.files(own.folder(), "total_fea.npy");
    }
    if (all.size() > 1) {
      throw new ModelException(
          "%s has several indices (%s): name one as \"index\" in its voice.json."
              .formatted(
                  voice,
                  all.stream()
                      .map(file -> String.valueOf(file.getFileName()))
                      .collect(Collectors.joining(", "))));
    }
    return all.stream().findFirst();
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
}
