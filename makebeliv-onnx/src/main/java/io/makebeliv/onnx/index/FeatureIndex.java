package io.makebeliv.onnx.index;

import io.makebeliv.inference.ModelException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The content rows of a voice's recordings, to be searched for those like a given row. It reads the
 * index that RVC's training writes ({@code added_*.index}, a faiss index of type IVF Flat) and its
 * table of all rows ({@code total_fea.npy}), which is searched row by row and therefore slow.
 *
 * <p>The file stays mapped as long as this object is reachable, and must not be changed meanwhile.
 * Immutable and shared by any number of {@link IndexSearch}es.
 */
public final class FeatureIndex {

  private final StoredRows rows;
  private final @Nullable StoredRows centres;
  private final Shadows shadows;
  private final int storedProbes;
  private final long size;

  /** Without centres every row is looked for among all. */
  FeatureIndex(StoredRows rows, @Nullable StoredRows centres, int storedProbes) {
    this.rows = rows;
    this.centres = centres;
    this.storedProbes = storedProbes;
    shadows = new Shadows(centres == null ? rows : centres);
    size = rows.count();
  }

  /**
   * Opens a file.
   *
   * @param file an {@code added_*.index} or a {@code total_fea.npy}
   * @return the index
   * @throws ModelException if it is none, is damaged or cannot be read
   */
  public static FeatureIndex open(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      FileReader reader = new FileReader(file, channel);
      String kind = reader.text((int) Math.min(4, reader.remaining()), "its first bytes");
      return kind.equals("\u0093NUM") ? NumpyFile.read(reader) : FaissFile.read(reader, kind);
    } catch (IOException e) {
      throw new ModelException(
          "The index \"%s\" could not be read (%s): check that it exists and is readable"
              .formatted(file.getFileName(), e.getMessage()),
          e);
    }
  }

  /**
   * Returns how many values a row has.
   *
   * @return 256 or 768 for the known encoders
   */
  public int dimension() {
    return rows.dimension();
  }

  /**
   * Returns how many rows there are.
   *
   * @return rows
   */
  public long size() {
    return size;
  }

  /**
   * Returns how many lists of neighbouring rows the index has.
   *
   * @return lists, or 0 if every search looks at every row
   */
  public int lists() {
    return centres == null ? 0 : rows.lists();
  }

  /**
   * Returns how many lists the index itself says a search looks at.
   *
   * @return lists
   */
  public int storedProbes() {
    return storedProbes;
  }

  /**
   * Returns what a search may cost.
   *
   * @param probes lists that it looks at
   * @return comparisons of two rows, at most
   */
  public long mostComparisons(int probes) {
    if (centres == null) {
      return size;
    }
    int[] sizes = new int[rows.lists()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = rows.size(i);
    }
    Arrays.sort(sizes);
    long sum = sizes.length;
    for (int i = 0; i < Math.min(probes, sizes.length); i++) {
      sum += sizes[sizes.length - 1 - i];
    }
    return sum;
  }

  StoredRows rows() {
    return rows;
  }

  @Nullable StoredRows centres() {
    return centres;
  }

  /** Of the centres, or without these of all rows. */
  Shadows shadows() {
    return shadows;
  }
}
