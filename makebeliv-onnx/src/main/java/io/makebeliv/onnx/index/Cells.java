package io.makebeliv.onnx.index;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Sorts the rows of a table into cells of neighbouring rows, as RVC's training does for its index,
 * but quickly: rows from all over the table are the first centres, each moves once into the middle
 * of those in a sample that are nearest to it, and every row goes to the centre whose shadow is
 * nearest to its own.
 */
final class Cells {

  /**
   * Cells looked into: the same few rows as an index' one larger list, and more surely the best.
   */
  static final int PROBES = 4;

  private static final int MOST = 1024;
  private static final int LEAST_ROWS = 39;
  private static final int SAMPLED = 8;
  private static final int TOGETHER = 32;

  private final Rows table;
  private final int dimension;
  private final int size;
  private final ByteBuffer bytes;
  private int cells;
  private Rows centres;
  private final int[] cellOf;

  Cells(Rows table) {
    this.table = table;
    dimension = table.dimension();
    size = Math.toIntExact(table.count());
    cells = Math.max(1, Math.min(MOST, size / LEAST_ROWS));
    bytes = ByteBuffer.allocate(cells * dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    centres = view();
    cellOf = new int[size];
    begin();
    assign(SAMPLED);
    move();
    assign(1);
    leaveOutEmptyOnes();
  }

  /** So that what is looked into holds rows. Rows without a cell go to the first. */
  private void leaveOutEmptyOnes() {
    int[] counts = new int[cells];
    for (int r = 0; r < size; r++) {
      cellOf[r] = Math.max(0, cellOf[r]);
      counts[cellOf[r]]++;
    }
    int[] number = new int[cells];
    int kept = 0;
    float[] row = new float[dimension];
    for (int c = 0; c < cells; c++) {
      if (counts[c] > 0) {
        centres.copy(0, c, 0, dimension, row, centres.scratch());
        put(kept, row);
        number[c] = kept++;
      }
    }
    for (int r = 0; r < size; r++) {
      cellOf[r] = number[cellOf[r]];
    }
    cells = kept;
    centres = view();
  }

  private Rows view() {
    // From its beginning, wherever was written last.
    return StoredRows.of(
        bytes.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN), cells, dimension);
  }

  Rows centres() {
    return centres;
  }

  /** The table's rows, cell by cell. */
  Rows sorted() {
    int[] first = new int[cells + 1];
    for (int cell : cellOf) {
      first[cell + 1]++;
    }
    for (int c = 0; c < cells; c++) {
      first[c + 1] += first[c];
    }
    int[] next = first.clone();
    int[] order = new int[size];
    for (int r = 0; r < size; r++) {
      order[next[cellOf[r]]++] = r;
    }
    return new SortedRows(table, order, first);
  }

  private void begin() {
    float[] row = new float[dimension];
    for (int c = 0; c < cells; c++) {
      read((int) ((long) c * size / cells), row, table.scratch());
      put(c, row);
    }
  }

  private void put(int cell, float[] row) {
    bytes.position(cell * dimension * Float.BYTES);
    for (float x : row) {
      bytes.putFloat(x);
    }
  }

  private void read(int number, float[] row, short[] scratch) {
    int list = SortedRows.listOf(table, number);
    table.copy(list, SortedRows.rowOf(table, number), 0, dimension, row, scratch);
  }

  /** Gives every so many rows a cell; rows that are no numbers get none. */
  private void assign(int step) {
    Shadows shadows = new Shadows(centres);
    Subspace.Light light = new Subspace.Light(shadows.subspace(), TOGETHER);
    float[][] products = new float[TOGETHER][Shadows.TILE];
    float[] rows = new float[TOGETHER * dimension];
    float[] row = new float[dimension];
    short[] scratch = table.scratch();
    float[] nearest = new float[TOGETHER];
    for (int first = 0; first < size; first += TOGETHER * step) {
      int count = Math.min(TOGETHER, (size - first + step - 1) / step);
      for (int k = 0; k < count; k++) {
        read(first + k * step, row, scratch);
        System.arraycopy(row, 0, rows, k * dimension, dimension);
        cellOf[first + k * step] = -1;
      }
      light.cast(rows, 0, count);
      Arrays.fill(nearest, Float.POSITIVE_INFINITY);
      for (int tile = 0; tile < shadows.tiles(); tile++) {
        shadows.multiply(tile, light.shadows(), count, products);
        float[] squares = shadows.squares(tile);
        for (int k = 0; k < count; k++) {
          for (int j = 0; j < shadows.count(tile); j++) {
            float distance = squares[j] - 2 * products[k][j];
            if (distance < nearest[k]) {
              nearest[k] = distance;
              cellOf[first + k * step] = shadows.first(tile) + j;
            }
          }
        }
      }
    }
  }

  private void move() {
    double[] sums = new double[cells * dimension];
    int[] counts = new int[cells];
    float[] row = new float[dimension];
    short[] scratch = table.scratch();
    for (int r = 0; r < size; r += SAMPLED) {
      if (cellOf[r] < 0) {
        continue;
      }
      read(r, row, scratch);
      counts[cellOf[r]]++;
      for (int j = 0; j < dimension; j++) {
        sums[cellOf[r] * dimension + j] += row[j];
      }
    }
    for (int c = 0; c < cells; c++) {
      if (counts[c] > 0) {
        for (int j = 0; j < dimension; j++) {
          row[j] = (float) (sums[c * dimension + j] / counts[c]);
        }
        put(c, row);
      }
    }
  }
}
