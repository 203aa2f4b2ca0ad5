package io.makebeliv.onnx.store;

import io.makebeliv.inference.ModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What lies in folders. */
public final class Folders {

  private Folders() {}

  /** The folder that a file lies in, or the one above a folder. */
  public static Path of(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    return parent == null ? absolute : parent;
  }

  /**
   * Lists what is not hidden, by name.
   *
   * @throws ModelException if the folder cannot be read
   */
  public static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !String.valueOf(entry.getFileName()).startsWith("."))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new ModelException("%s cannot be read: %s".formatted(folder, e), e);
    }
  }

  /** Lists the files with one of these endings, by name. */
  public static List<Path> files(Path folder, String... endings) {
    return list(folder).stream()
        .filter(Files::isRegularFile)
        .filter(file -> ends(file, endings))
        .toList();
  }

  /** Whether a file's name ends so, in small letters or capitals. */
  public static boolean ends(Path file, String... endings) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return Stream.of(endings).anyMatch(name::endsWith);
  }

  /** A file's name without its ending; a folder's as it is. */
  public static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot <= 0 || Files.isDirectory(file) ? name : name.substring(0, dot);
  }
}
