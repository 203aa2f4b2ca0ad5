package io.makebeliv.onnx.runtime;

import io.makebeliv.onnx.OnnxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An optimised graph kept for the next load, under a name made of all that it depends on. */
final class OptimisedCopy {

  private static final Logger log = LoggerFactory.getLogger(OptimisedCopy.class);

  /** An optimised graph holds its weights, and no ONNX file holds more than 2 GB. */
  private static final long BIGGEST = 1L << 30;

  private final Path file;
  private final Path draft;

  private OptimisedCopy(Path file, Path draft) {
    this.file = file;
    this.draft = draft;
  }

  /**
   * Returns where the copy is or may be, or empty where none is wanted or possible.
   *
   * @param source the file that the weights are in: the model, or a checkpoint
   * @param graph the graph that was made of a checkpoint; empty where the file holds it as well
   */
  static Optional<OptimisedCopy> of(
      Path source, byte[] graph, OnnxOptions options, Map<String, Long> frozen) {
    if (options.cache().isEmpty()) {
      return Optional.empty();
    }
    Path folder = options.cache().get();
    try {
      if (Files.size(source) > BIGGEST) {
        return Optional.empty();
      }
      Files.createDirectories(folder);
      String key = key(source, graph, options, frozen);
      Path draft = Files.createTempFile(folder, key, ".draft");
      return Optional.of(new OptimisedCopy(folder.resolve(key + ".onnx"), draft));
    } catch (IOException e) {
      log.warn("Optimised graphs cannot be kept in {}: {}", folder, e.toString());
      return Optional.empty();
    }
  }

  private static String key(
      Path source, byte[] graph, OnnxOptions options, Map<String, Long> frozen) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(source), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    digest.update(graph);
    String settings =
        "%s %s %s %s %s %s"
            .formatted(
                OrtRuntime.version(),
                options.optimisation(),
                new TreeMap<>(frozen),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Processor.description());
    digest.update(settings.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  boolean exists() {
    return Files.isRegularFile(file);
  }

  Path file() {
    return file;
  }

  /** Where the runtime is to write it. */
  Path draft() {
    return draft;
  }

  /** Gives the draft its name in one step, so that no one reads half of it. */
  void keep() {
    try {
      if (Files.size(draft) > 0) {
        Files.move(
            draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      log.warn("The optimised graph {} could not be kept: {}", file, e.toString());
    }
  }

  void discard() {
    delete(file);
  }

  /** Leaves nothing lying about, whatever came of it. */
  void tidy() {
    delete(draft);
  }

  private static void delete(Path unwanted) {
    try {
      Files.deleteIfExists(unwanted);
    } catch (IOException e) {
      log.warn("{} could not be deleted: {}", unwanted, e.toString());
    }
  }
}
