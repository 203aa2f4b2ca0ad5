package io.makebeliv.onnx.index;

import io.makebeliv.inference.ModelException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The content rows of a voice's recordings, to be searched for those like a given row. It reads the
 * index that RVC's training writes ({@code added_*.index}, a faiss index of type IVF Flat) and its
 * table of all rows ({@code total_fea.npy}). An index is searched as it is stored, with the same
 * result as by comparing everything in its way. A table has no lists; opening it sorts its rows
 * into up to 1024, which takes time, and a search looks at the nearest few of them.
 *
 * <p>The file stays mapped as long as this object is reachable, and must not be changed meanwhile.
 * Immutable and shared by any number of {@link IndexSearch}es.
 */
public final class FeatureIndex {

  /** Up to so many rows all are looked at, and the nearest of all are found. */
  private static final int FEW = 2000;

  private static final String NUMPY = "\u0093NUM";

  private final Rows rows;
  private final Rows centres;
  private final Shadows shadows;
  private final int storedProbes;
  private final long size;

  FeatureIndex(Rows rows, Rows centres, int storedProbes) {
    this.rows = rows;
    this.centres = centres;
    this.storedProbes = storedProbes;
    shadows = new Shadows(centres);
    size = rows.count();
  }

  /** An index of a table, whose rows are sorted into cells first. */
  static FeatureIndex ofTable(Rows table) {
    Cells cells = new Cells(table);
    Rows sorted = cells.sorted();
    int probes = table.count() <= FEW ? sorted.lists() : Math.min(sorted.lists(), Cells.PROBES);
    return new FeatureIndex(sorted, cells.centres(), probes);
  }

  /**
   * Opens a file.
   *
   * @param file an {@code added_*.index} or a {@code total_fea.npy}
   * @return the index
   * @throws ModelException if it is none, is damaged or cannot be read
   */
  public static FeatureIndex open(Path file) {
    return read(
        file,
        (reader, kind) ->
            kind.equals(NUMPY) ? NumpyFile.read(reader) : FaissFile.read(reader, kind));
  }

  /**
   * Checks that a file is an index of rows so wide, as far as its header says.
   *
   * @param file an {@code added_*.index} or a {@code total_fea.npy}
   * @param features values that a row must have, or 0 if that is not known
   * @return values of a row
   * @throws ModelException if it is no index, cannot be read or has others
   */
  public static int check(Path file, int features) {
    int dimension =
        read(
            file,
            (reader, kind) ->
                kind.equals(NUMPY)
                    ? NumpyFile.dimension(reader)
                    : FaissFile.dimension(reader, kind));
    if (features > 0 && dimension != features) {
      throw new ModelException(
          "The index \"%s\" has rows of %d features, the voice takes %d: give the one that was trained with this voice, or none."
              .formatted(file.getFileName(), dimension, features));
    }
    return dimension;
  }

  private interface Reading<T> {
    T of(FileReader reader, String kind) throws IOException;
  }

  private static <T> T read(Path file, Reading<T> reading) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      FileReader reader = new FileReader(file, channel);
      String kind = reader.text((int) Math.min(4, reader.remaining()), "its first bytes");
      return reading.of(reader, kind);
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
   * @return lists, of which one holds the rows nearest to one centre
   */
  public int lists() {
    return rows.lists();
  }

  /**
   * Returns how many lists a search usually looks at.
   *
   * @return what an index itself says, mostly 1 and at most 16; of a table 4, or all lists of up to
   *     2000 rows
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

  Rows rows() {
    return rows;
  }

  Rows centres() {
    return centres;
  }

  /** Of the centres. */
  Shadows shadows() {
    return shadows;
  }
}
