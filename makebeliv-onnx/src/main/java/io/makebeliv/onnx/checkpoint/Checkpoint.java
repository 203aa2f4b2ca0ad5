package io.makebeliv.onnx.checkpoint;

import io.makebeliv.inference.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of weights: what {@code torch.save} of PyTorch 1.6 or newer writes, or safetensors.
 * Opening reads what describes the weights and nothing else; nothing in the file is ever run. The
 * file is mapped, so it must not change while it is in use. Any thread may read it.
 */
public final class Checkpoint implements AutoCloseable {

  private static final int ZIP = 0x04034b50;

  /** Where state dicts are: of RVC voices, of fairseq and of training, of Lightning. */
  private static final List<String> USUAL_PLACES = List.of("weight", "model", "state_dict");

  private final String file;
  private final FileBytes bytes;
  private final @Nullable Object root;

  private Checkpoint(String file, FileBytes bytes, @Nullable Object root) {
    this.file = file;
    this.bytes = bytes;
    this.root = root;
  }

  /**
   * Opens a file of any of the kinds that are read, told apart by content.
   *
   * @throws ModelException if there is no such file, if it is of another kind, or if it is damaged
   *     or made to mislead; the message names the file, what was found, and what to do
   */
  public static Checkpoint open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ModelException("No such checkpoint: " + file + ". Give the path of a file.");
    }
    try {
      return read(file.toString(), FileBytes.map(file));
    } catch (BrokenCheckpointException e) {
      throw new ModelException(file + " " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ModelException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Reads a checkpoint that is in memory. */
  static Checkpoint open(String name, ByteBuffer content) {
    try {
      return read(name, FileBytes.of(content));
    } catch (BrokenCheckpointException e) {
      throw new ModelException(name + " " + e.getMessage(), e);
    }
  }

  private static Checkpoint read(String file, FileBytes bytes) throws BrokenCheckpointException {
    ByteBuffer head =
        bytes.slice(0, Math.min(bytes.size(), OtherKind.HEAD_BYTES), "its first bytes");
    if (head.remaining() >= Integer.BYTES && head.getInt(0) == ZIP) {
      return new Checkpoint(file, bytes, TorchArchive.read(file, bytes));
    }
    if (Safetensors.begins(head, bytes.size())) {
      return new Checkpoint(file, bytes, Safetensors.read(file, bytes));
    }
    throw OtherKind.of(head);
  }

  /**
   * The value in the file, of plain Java values that know nothing of the classes that wrote them:
   *
   * <ul>
   *   <li>{@link InertMap} for dictionaries, {@link InertList} for lists, tuples and sets
   *   <li>{@link String}, {@link Long} ({@link java.math.BigInteger} where that is too short),
   *       {@link Double}, {@link Boolean}, {@code byte[]}, null for None
   *   <li>{@link Tensor}
   *   <li>{@link Inert} for objects of all other classes, and for classes themselves
   * </ul>
   */
  public @Nullable Object root() {
    return root;
  }

  /**
   * Follows keys from one map into the next.
   *
   * @param path the keys, from the root on
   * @return the value there; empty if there is none, or it is None
   */
  public Optional<Object> find(String... path) {
    Object value = root;
    for (String key : path) {
      value = value instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return Optional.ofNullable(value);
  }

  /**
   * Finds the weights.
   *
   * @param path the keys of the map that holds them; none to look where they usually are: under
   *     {@code weight}, {@code model} or {@code state_dict}, or in the root
   * @throws ModelException if there are none
   */
  public StateDict weights(String... path) {
    List<String[]> places = new ArrayList<>();
    if (path.length == 0) {
      USUAL_PLACES.forEach(key -> places.add(new String[] {key}));
    }
    places.add(path);
    for (String[] place : places) {
      if (find(place).orElse(null) instanceof Map<?, ?> map) {
        StateDict weights = StateDict.of(file, map);
        if (!weights.isEmpty()) {
          return weights;
        }
      }
    }
    throw new ModelException(file + noWeights(path));
  }

  private String noWeights(String[] path) {
    if (root instanceof Inert inert) {
      return " holds a whole object of class %s; save its state_dict() instead."
          .formatted(BrokenCheckpointException.quote(inert.className()));
    }
    return (path.length == 0 ? " holds no weights" : " has no weights under " + List.of(path))
        + "; it is no model, or one of another kind: at its root is %s."
            .formatted(BrokenCheckpointException.quote(String.valueOf(root)));
  }

  /**
   * Lets go of the file. Buffers given out before stay readable, and the system keeps the mapping
   * until they are garbage; weights that nobody has asked for can no longer be read.
   */
  @Override
  public void close() {
    bytes.close();
  }

  @Override
  public String toString() {
    return file;
  }
}
