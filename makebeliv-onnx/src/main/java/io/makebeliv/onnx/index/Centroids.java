package io.makebeliv.onnx.index;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The centres of an index's lists, laid out so that many of them are compared with a row at once:
 * in tiles, and within a tile dimension by dimension, each in an array of its own, which is the
 * form that the compiler makes vector instructions of. All rows of a batch are compared with four
 * dimensions of a tile while these are in the cache. Immutable.
 *
 * <p>What is compared is the squared distance less the row's own square, as the centre's square
 * less twice the inner product. Centres whose distances differ by no more than rounding (about a
 * millionth of their squares) may be taken for one another.
 */
final class Centroids {

  /** Centres of a tile: four dimensions of it fit the innermost cache. */
  static final int TILE = 512;

  private static final int TOGETHER = 4;

  private final int count;
  private final int dimension;
  private final int padded;
  private final float[][] columns;
  private final float[] squares;

  /**
   * Lays out centres.
   *
   * @param centres one after the other
   * @param count how many
   * @param dimension values of each
   */
  Centroids(FloatBuffer centres, int count, int dimension) {
    this.count = count;
    this.dimension = dimension;
    padded = padded(dimension);
    columns = new float[(count + TILE - 1) / TILE * padded][TILE];
    squares = new float[count];
    for (int c = 0; c < count; c++) {
      int first = c / TILE * padded;
      double sum = 0;
      for (int i = 0; i < dimension; i++) {
        float x = centres.get(c * dimension + i);
        columns[first + i][c % TILE] = x;
        sum += (double) x * x;
      }
      squares[c] = (float) sum;
    }
  }

  private static int padded(int dimension) {
    return (dimension + TOGETHER - 1) / TOGETHER * TOGETHER;
  }

  int count() {
    return count;
  }

  /** Room that {@link #nearest} needs for the inner products of so many rows. */
  static float[][] scratch(int rows) {
    return new float[rows][TILE];
  }

  /**
   * Finds the nearest centres of rows.
   *
   * @param rows one after the other
   * @param offset index of the first value
   * @param rowCount how many rows
   * @param wanted how many centres for each
   * @param products scratch
   * @param distances receives the squared distances less the row's own square, nearest first
   * @param centres receives the centres, -1 where there is none
   */
  void nearest(
      float[] rows,
      int offset,
      int rowCount,
      int wanted,
      float[][] products,
      float[] distances,
      int[] centres) {
    for (int i = 0; i < rowCount * wanted; i++) {
      distances[i] = Float.POSITIVE_INFINITY;
      centres[i] = -1;
    }
    for (int first = 0; first < count; first += TILE) {
      multiply(first / TILE * padded, rows, offset, rowCount, products);
      int inTile = Math.min(TILE, count - first);
      for (int r = 0; r < rowCount; r++) {
        int last = (r + 1) * wanted - 1;
        float[] product = products[r];
        for (int j = 0; j < inTile; j++) {
          float distance = squares[first + j] - 2 * product[j];
          if (distance < distances[last]) {
            int at = last;
            for (; at > r * wanted && distances[at - 1] > distance; at--) {
              distances[at] = distances[at - 1];
              centres[at] = centres[at - 1];
            }
            distances[at] = distance;
            centres[at] = first + j;
          }
        }
      }
    }
  }

  private void multiply(int column, float[] rows, int offset, int rowCount, float[][] products) {
    for (int r = 0; r < rowCount; r++) {
      Arrays.fill(products[r], 0);
    }
    for (int i = 0; i < dimension; i += TOGETHER) {
      for (int r = 0; r < rowCount; r++) {
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
