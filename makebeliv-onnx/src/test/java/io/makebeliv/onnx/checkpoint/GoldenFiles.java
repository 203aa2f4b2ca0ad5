package io.makebeliv.onnx.checkpoint;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Finds the files of the test resources. */
final class GoldenFiles {

  private GoldenFiles() {}

  static Path golden(String name) {
    return resource("/golden/" + name);
  }

  static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(GoldenFiles.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
