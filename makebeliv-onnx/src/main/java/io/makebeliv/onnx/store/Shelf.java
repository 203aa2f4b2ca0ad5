package io.makebeliv.onnx.store;

import io.makebeliv.inference.ModelException;
import java.nio.file.Path;
import java.util.List;

/**
 * The graphs of one folder.
 *
 * @param folder where they are
 * @param graphs by name
 */
public record Shelf(Path folder, List<GraphFile> graphs) {

  public Shelf {
    graphs = List.copyOf(graphs);
  }

  /**
   * Looks at a folder.
   *
   * @throws ModelException if it cannot be read
   */
  public static Shelf of(Path folder) {
    return new Shelf(folder, Folders.files(folder, ".onnx").stream().map(GraphFile::of).toList());
  }

  /** Those for one use. */
  public List<GraphFile> of(GraphFile.Use use) {
    return graphs.stream().filter(graph -> graph.use() == use).toList();
  }
}
