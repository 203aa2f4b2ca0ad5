package io.makebeliv.onnx.store;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.SharedModel;
import io.makebeliv.onnx.compile.Trained;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The networks of one folder. Graphs are looked at at once, checkpoints when somebody asks for
 * them, and each once, however many voices ask. For one thread.
 */
public final class Shelf {

  private final Path folder;
  private final List<GraphFile> graphs;
  private @Nullable List<CheckpointFile> checkpoints;

  private Shelf(Path folder, List<GraphFile> graphs) {
    this.folder = folder;
    this.graphs = graphs;
  }

  /**
   * Looks at a folder.
   *
   * @throws ModelException if it cannot be read
   */
  public static Shelf of(Path folder) {
    return new Shelf(folder, Folders.files(folder, ".onnx").stream().map(GraphFile::of).toList());
  }

  /** A folder in which nothing is of use. */
  static Shelf empty(Path folder) {
    Shelf shelf = new Shelf(folder, List.of());
    shelf.checkpoints = List.of();
    return shelf;
  }

  /** Where it is. */
  Path folder() {
    return folder;
  }

  /** The graphs, by name. */
  List<GraphFile> graphs() {
    return graphs;
  }

  /** The graphs for one use. */
  List<GraphFile> of(GraphFile.Use use) {
    return graphs.stream().filter(graph -> graph.use() == use).toList();
  }

  /** The checkpoints for one use. */
  List<CheckpointFile> checkpoints(GraphFile.Use use) {
    return checkpoints().stream().filter(checkpoint -> checkpoint.use() == use).toList();
  }

  private List<CheckpointFile> checkpoints() {
    List<CheckpointFile> known = checkpoints;
    if (known == null) {
      known =
          Folders.files(folder, "").stream()
              .filter(Trained::isNamedSo)
              .map(CheckpointFile::of)
              .toList();
      checkpoints = known;
    }
    return known;
  }

  /** How many voices of RVC lie here, of either kind. */
  int voices() {
    return of(GraphFile.Use.SYNTHESIZER).size() + checkpoints(GraphFile.Use.SYNTHESIZER).size();
  }

  /** What is of use to voices, by file name. */
  public List<SharedModel> shared() {
    return Stream.concat(
            graphs.stream().flatMap(graph -> graph.shared().stream()),
            checkpoints().stream().flatMap(checkpoint -> checkpoint.shared().stream()))
        .sorted(Comparator.comparing(SharedModel::file))
        .toList();
  }
}
