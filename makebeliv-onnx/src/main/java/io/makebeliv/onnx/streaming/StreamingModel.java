package io.makebeliv.onnx.streaming;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.runtime.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The files of one voice: graphs that run one after the other, and what {@code voice.json} says.
 *
 * @param paths the graphs
 * @param files what they say of themselves
 * @param notes what is said of them
 */
public record StreamingModel(List<Path> paths, List<ModelFile> files, Sidecar notes) {

  private static final String SIDECAR = "voice.json";

  /** Returns whether a folder may hold a voice. */
  public static boolean isFolder(Path folder) {
    return Files.isDirectory(folder)
        && (Files.isRegularFile(folder.resolve(SIDECAR)) || !graphs(folder).isEmpty());
  }

  /**
   * Reads what there is at a path, without loading weights.
   *
   * @param model a graph, or a folder
   * @throws ModelException if files are missing or broken
   */
  public static StreamingModel at(Path model) {
    boolean isFolder = Files.isDirectory(model);
    Path folder = isFolder ? model : model.toAbsolutePath().getParent();
    Sidecar notes = Sidecar.NONE;
    if (folder != null && Files.isRegularFile(folder.resolve(SIDECAR))) {
      notes = SidecarReader.read(folder.resolve(SIDECAR));
    }
    List<Path> paths;
    if (folder != null && !notes.graphs().isEmpty() && (isFolder || speaksOf(notes, model))) {
      paths = notes.graphs().stream().map(folder::resolve).toList();
    } else if (isFolder) {
      paths = List.of(only(model));
    } else {
      // The notes beside it may be about other files.
      notes = notes.graphs().isEmpty() ? notes : Sidecar.NONE;
      paths = List.of(model);
    }
    List<ModelFile> files = paths.stream().map(ModelFile::read).toList();
    if (notes.equals(Sidecar.NONE)) {
      // Before anything is asked of the user about a file that has nothing to do with voices.
      WiringFinder.refuseWhatTakesNoSamples(files.get(0));
    }
    return new StreamingModel(paths, files, notes);
  }

  /**
   * Sees whether it is clear what its inputs and outputs are for.
   *
   * @return the sample rate of what comes out, Hz
   * @throws ModelException if it is not
   */
  public int settle() {
    WiringFinder.of(files, notes, Chunks.inputRate(files.get(0), notes));
    return Chunks.outputRate(files.get(0), notes);
  }

  private static boolean speaksOf(Sidecar notes, Path model) {
    return notes.graphs().contains(String.valueOf(model.getFileName()));
  }

  private static Path only(Path folder) {
    List<Path> graphs = graphs(folder);
    if (graphs.size() != 1) {
      throw new ModelException(
          "%s holds %d ONNX files; give one of them, or list those that belong together under \"graphs\" in its voice.json."
              .formatted(folder, graphs.size()));
    }
    return graphs.get(0);
  }

  private static List<Path> graphs(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx"))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
