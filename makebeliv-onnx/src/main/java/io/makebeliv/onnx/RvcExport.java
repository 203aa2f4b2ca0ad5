package io.makebeliv.onnx;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.compile.Trained;
import io.makebeliv.onnx.graph.Model;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.UUID;
import java.util.function.DoubleConsumer;

/**
 * Writes the networks of RVC voices, from checkpoints as training leaves them, to ONNX files with
 * all weights in them: voices, content encoders (HuBERT, ContentVec) and RMVPE. No Python is
 * needed, and nothing in a checkpoint is run.
 *
 * <pre>{@code
 * RvcExport.of(Path.of("voice.pth")).write(Path.of("voice.onnx"));
 * }</pre>
 *
 * <p>Immutable.
 */
public final class RvcExport {

  /** How a graph is laid out. */
  public enum Layout {
    /** For streams, which go on where they stopped. What makebeliv runs best. */
    STREAMING,
    /** For streams that decode the end of each window anew. */
    WINDOWED,
    /** That of the WebUI's exporter, which other programs know. */
    WEBUI
  }

  private final Path checkpoint;
  private final Trained trained;
  private final Layout layout;
  private final int version;

  private RvcExport(Path checkpoint, Trained trained, Layout layout, int version) {
    this.checkpoint = checkpoint;
    this.trained = trained;
    this.layout = layout;
    this.version = version;
  }

  /**
   * Looks at a checkpoint.
   *
   * @param checkpoint a {@code .pth}, {@code .pt}, {@code .bin} or {@code .safetensors} file, told
   *     apart by content
   * @return an export of it: {@link Layout#STREAMING}, and of an encoder what voices of version 2
   *     want
   * @throws ModelException if it is missing, broken, or none that can be exported; the message says
   *     which and why
   */
  public static RvcExport of(Path checkpoint) {
    return new RvcExport(checkpoint, Trained.open(checkpoint), Layout.STREAMING, 2);
  }

  /**
   * Chooses how the graph of a voice or a content encoder is laid out; of no effect on RMVPE. An
   * encoder that is not {@link Layout#STREAMING} is laid out as other programs know it.
   *
   * @param layout which
   * @return a new export
   */
  public RvcExport layout(Layout layout) {
    return new RvcExport(checkpoint, trained, Objects.requireNonNull(layout, "layout"), version);
  }

  /**
   * Chooses for which voices a content encoder is to be; of no effect on other networks.
   *
   * @param version of RVC: 1 (256 features a row) or 2 (768)
   * @return a new export
   * @throws IllegalArgumentException if it is another number
   */
  public RvcExport version(int version) {
    if (version != 1 && version != 2) {
      throw new IllegalArgumentException("version must be 1 or 2, was " + version);
    }
    return new RvcExport(checkpoint, trained, layout, version);
  }

  /**
   * Says what the checkpoint is.
   *
   * @return for people, for example {@code an RVC voice of version 2, 40000 Hz, with pitch}
   */
  public String describe() {
    return trained.describe();
  }

  /**
   * Writes the file.
   *
   * @param target as {@link #write(Path, DoubleConsumer)} takes it
   * @throws ModelException as {@link #write(Path, DoubleConsumer)} does
   */
  public void write(Path target) {
    write(target, fraction -> {});
  }

  /**
   * Writes the file, and tells how far it is. The target appears when it is complete and replaces
   * what was there; if anything fails, that stays.
   *
   * @param target the ONNX file; not the checkpoint itself
   * @param progress is told the fraction done, 0 to 1, now and then, on this thread
   * @throws ModelException if the checkpoint has no such graph, if target and checkpoint are the
   *     same file, or if it cannot be written
   */
  public void write(Path target, DoubleConsumer progress) {
    if (isCheckpoint(target)) {
      throw new ModelException(
          "%s cannot be exported over itself; give the ONNX file another name."
              .formatted(checkpoint));
    }
    if (Files.isDirectory(target)) {
      throw new ModelException("%s is a folder; give the name of an ONNX file.".formatted(target));
    }
    Model model = model();
    Path absolute = target.toAbsolutePath();
    Path draft = absolute.resolveSibling(".makebeliv-" + UUID.randomUUID() + ".part");
    try {
      write(model, draft, progress);
      move(draft, absolute);
    } catch (IOException e) {
      throw new ModelException("%s cannot be written: %s".formatted(target, reason(e)), e);
    } finally {
      delete(draft);
    }
  }

  /** Without the name of the draft, which nobody has heard of. */
  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException fault ? fault.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  private boolean isCheckpoint(Path target) {
    try {
      return Files.exists(target) && Files.isSameFile(target, checkpoint);
    } catch (IOException e) {
      throw new ModelException("%s cannot be looked at: %s".formatted(target, e), e);
    }
  }

  private Model model() {
    try {
      if (trained instanceof Trained.Voice voice) {
        return switch (layout) {
          case STREAMING -> voice.streaming(Numbers.FP32);
          case WINDOWED -> voice.windowed(Numbers.FP32);
          case WEBUI -> voice.webui();
        };
      }
      if (trained instanceof Trained.Encoder encoder) {
        return layout == Layout.STREAMING
            ? encoder.streaming(version, Numbers.FP32)
            : encoder.features(version, Numbers.FP32);
      }
      return ((Trained.Pitch) trained).salience();
    } catch (ModelException e) {
      throw Trained.about(checkpoint, e);
    }
  }

  private static void write(Model model, Path draft, DoubleConsumer progress) throws IOException {
    double all = Math.max(1, model.weightBytes());
    try (OutputStream out =
        new FilterOutputStream(Files.newOutputStream(draft)) {
          private long done;

          @Override
          public void write(byte[] bytes, int from, int count) throws IOException {
            out.write(bytes, from, count);
            done += count;
            progress.accept(Math.min(1, done / all));
          }
        }) {
      model.writeTo(out);
    }
  }

  private static void move(Path draft, Path target) throws IOException {
    try {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void delete(Path draft) {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      throw new ModelException("%s cannot be deleted: %s".formatted(draft, e), e);
    }
  }
}
