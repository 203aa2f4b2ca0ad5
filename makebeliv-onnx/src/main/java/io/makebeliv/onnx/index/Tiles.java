package io.makebeliv.onnx.index;

import java.util.Arrays;

/**
 * Inner products of rows with many vectors at once. The vectors lie in tiles, and within a tile
 * value by value, each in an array of its own, which is the form that the compiler makes vector
 * instructions of. All rows are multiplied with four values of a tile while these are in the cache.
 */
final class Tiles {

  private static final int TOGETHER = 4;

  private final int dimension;
  private final int padded;
  private final float[][] columns;

  /**
   * Makes room.
   *
   * @param tiles how many
   * @param width vectors of each
   * @param dimension values of a vector
   */
  Tiles(int tiles, int width, int dimension) {
    this.dimension = dimension;
    padded = (dimension + TOGETHER - 1) / TOGETHER * TOGETHER;
    columns = new float[tiles * padded][width];
  }

  /** Sets one value of one vector; only while it is made. */
  void set(int tile, int vector, int value, float x) {
    columns[tile * padded + value][vector] = x;
  }

  /**
   * Multiplies rows with the vectors of a tile.
   *
   * @param tile which
   * @param rows one after the other
   * @param offset index of the first value
   * @param count how many rows
   * @param products receives the products, row by row
   */
  void multiply(int tile, float[] rows, int offset, int count, float[][] products) {
    for (int r = 0; r < count; r++) {
      Arrays.fill(products[r], 0);
    }
    int column = tile * padded;
    for (int i = 0; i < dimension; i += TOGETHER) {
      for (int r = 0; r < count; r++) {
        int at = offset + r * dimension;
        add(
            columns[column + i],
            rows[at + i],
            columns[column + i + 1],
            i + 1 < dimension ? rows[at + i + 1] : 0,
            columns[column + i + 2],
            i + 2 < dimension ? rows[at + i + 2] : 0,
            columns[column + i + 3],
            i + 3 < dimension ? rows[at + i + 3] : 0,
            products[r]);
      }
    }
  }

  /** Every index is the loop's own, or no vector instructions would be made of it. */
  private static void add(
      float[] a, float x, float[] b, float y, float[] c, float z, float[] d, float w, float[] to) {
    for (int j = 0; j < to.length; j++) {
      to[j] += (x * a[j] + y * b[j]) + (z * c[j] + w * d[j]);
    }
  }
}
