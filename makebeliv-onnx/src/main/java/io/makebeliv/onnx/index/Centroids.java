package io.makebeliv.onnx.index;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The centres of an index's lists, laid out so that the distances of many centres to a row are
 * summed at once: in tiles, within a tile dimension by dimension. All rows of a batch are compared
 * with a tile while it is in the cache. Immutable.
 */
final class Centroids {

  /** Centres of a tile: four dimensions of it fit the innermost cache. */
  static final int TILE = 512;

  private static final int TOGETHER = 4;

  private final int count;
  private final int dimension;
  private final int padded;
  private final float[] tiles;

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
    tiles = new float[(int) room(count, dimension)];
    for (int c = 0; c < count; c++) {
      int at = c / TILE * TILE * padded + c % TILE;
      for (int i = 0; i < dimension; i++) {
        tiles[at + i * TILE] = centres.get(c * dimension + i);
      }
    }
  }

  private static int padded(int dimension) {
    return (dimension + TOGETHER - 1) / TOGETHER * TOGETHER;
  }

  /** How many values the layout takes. */
  static long room(long count, int dimension) {
    return (count + TILE - 1) / TILE * TILE * padded(dimension);
  }

  int count() {
    return count;
  }

  /** Room that {@link #nearest} needs for its sums. */
  static int scratch(int rows) {
    return rows * TILE;
  }

  /**
   * Finds the nearest centres of rows.
   *
   * @param rows one after the other
   * @param offset index of the first value
   * @param rowCount how many rows
   * @param wanted how many centres for each
   * @param sums scratch
   * @param distances receives the squared distances, nearest first
   * @param centres receives the centres, -1 where there is none
   */
  void nearest(
      float[] rows,
      int offset,
      int rowCount,
      int wanted,
      float[] sums,
      float[] distances,
      int[] centres) {
    for (int i = 0; i < rowCount * wanted; i++) {
      distances[i] = Float.POSITIVE_INFINITY;
      centres[i] = -1;
    }
    for (int first = 0; first < count; first += TILE) {
      compare(first * padded, rows, offset, rowCount, sums);
      int inTile = Math.min(TILE, count - first);
      for (int r = 0; r < rowCount; r++) {
        int last = (r + 1) * wanted - 1;
        for (int j = 0; j < inTile; j++) {
          float distance = sums[r * TILE + j];
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

  private void compare(int tile, float[] rows, int offset, int rowCount, float[] sums) {
    Arrays.fill(sums, 0, rowCount * TILE, 0);
    int whole = dimension / TOGETHER * TOGETHER;
    for (int i = 0; i < whole; i += TOGETHER) {
      for (int r = 0; r < rowCount; r++) {
        int at = offset + r * dimension + i;
        add(
            tiles,
            tile + i * TILE,
            rows[at],
            rows[at + 1],
            rows[at + 2],
            rows[at + 3],
            sums,
            r * TILE);
      }
    }
    if (whole < dimension) {
      for (int r = 0; r < rowCount; r++) {
        int at = offset + r * dimension;
        add(
            tiles,
            tile + whole * TILE,
            rows[at + whole],
            whole + 1 < dimension ? rows[at + whole + 1] : 0,
            whole + 2 < dimension ? rows[at + whole + 2] : 0,
            0,
            sums,
            r * TILE);
      }
    }
  }

  /** Four dimensions of all centres of a tile; the compiler does several centres at once. */
  private static void add(
      float[] tiles, int at, float a, float b, float c, float d, float[] sums, int to) {
    for (int j = 0; j < TILE; j++) {
      float da = a - tiles[at + j];
      float db = b - tiles[at + TILE + j];
      float dc = c - tiles[at + 2 * TILE + j];
      float dd = d - tiles[at + 3 * TILE + j];
      sums[to + j] += (da * da + db * db) + (dc * dc + dd * dd);
    }
  }
}
