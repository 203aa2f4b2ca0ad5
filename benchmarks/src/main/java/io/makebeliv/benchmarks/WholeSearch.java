package io.makebeliv.benchmarks;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The peers of the search: all centres compared in full, in tiles that the compiler makes vector
 * instructions of, then the rows of the nearest one's list; or all rows, one by one.
 */
final class WholeSearch {

  private static final int TILE = 512;

  private final int dimension;
  private final int wanted;
  private final FloatBuffer rows;
  private final int size;
  private final int lists;
  private final int[][] members;
  private final float[][] columns;
  private final float[] squares;
  private final float[][] products;
  private final float[] row;
  private final float[] distances;
  private final int[] found;
  private final int[] cells;
  private final float[] nearest;

  WholeSearch(MadeIndex made, int dimension, int size, int wanted, int mostRows) {
    this.dimension = dimension;
    this.size = size;
    this.wanted = wanted;
    rows = made.rows();
    lists = made.lists();
    members = made.members();
    columns = new float[(lists + TILE - 1) / TILE * dimension][TILE];
    squares = new float[lists];
    for (int c = 0; c < lists; c++) {
      for (int j = 0; j < dimension; j++) {
        float x = made.centres()[c * dimension + j];
        columns[c / TILE * dimension + j][c % TILE] = x;
        squares[c] += x * x;
      }
    }
    products = new float[mostRows][TILE];
    row = new float[dimension];
    distances = new float[mostRows * wanted];
    found = new int[mostRows * wanted];
    cells = new int[mostRows];
    nearest = new float[mostRows];
  }

  /** The nearest rows of the nearest centre's list. */
  void ofLists(float[] queries, int count) {
    Arrays.fill(distances, Float.POSITIVE_INFINITY);
    Arrays.fill(found, -1);
    Arrays.fill(nearest, Float.POSITIVE_INFINITY);
    for (int first = 0; first < lists; first += TILE) {
      for (int r = 0; r < count; r++) {
        Arrays.fill(products[r], 0);
      }
      int column = first / TILE * dimension;
      for (int j = 0; j < dimension; j += 4) {
        for (int r = 0; r < count; r++) {
          int at = r * dimension + j;
          add(
              columns[column + j],
              queries[at],
              columns[column + j + 1],
              queries[at + 1],
              columns[column + j + 2],
              queries[at + 2],
              columns[column + j + 3],
              queries[at + 3],
              products[r]);
        }
      }
      for (int r = 0; r < count; r++) {
        for (int c = first; c < Math.min(lists, first + TILE); c++) {
          float distance = squares[c] - 2 * products[r][c - first];
          if (distance < nearest[r]) {
            nearest[r] = distance;
            cells[r] = c;
          }
        }
      }
    }
    for (int r = 0; r < count; r++) {
      for (int member : members[cells[r]]) {
        offer(queries, r, member);
      }
    }
  }

  private static void add(
      float[] a, float x, float[] b, float y, float[] c, float z, float[] d, float w, float[] to) {
    for (int j = 0; j < to.length; j++) {
      to[j] += (x * a[j] + y * b[j]) + (z * c[j] + w * d[j]);
    }
  }

  /** The nearest of all rows. */
  void ofAll(float[] queries, int count) {
    Arrays.fill(distances, Float.POSITIVE_INFINITY);
    Arrays.fill(found, -1);
    for (int member = 0; member < size; member++) {
      rows.get(member * dimension, row);
      for (int r = 0; r < count; r++) {
        keep(queries, r, member);
      }
    }
  }

  private void offer(float[] queries, int r, int member) {
    rows.get(member * dimension, row);
    keep(queries, r, member);
  }

  private void keep(float[] queries, int r, int member) {
    float d = squaredDistance(queries, r * dimension);
    int at = (r + 1) * wanted - 1;
    if (d < distances[at]) {
      for (; at > r * wanted && distances[at - 1] > d; at--) {
        distances[at] = distances[at - 1];
        found[at] = found[at - 1];
      }
      distances[at] = d;
      found[at] = member;
    }
  }

  private float squaredDistance(float[] queries, int at) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int j = 0; j < dimension; j += 8) {
      float d0 = queries[at + j] - row[j];
      float d1 = queries[at + j + 1] - row[j + 1];
      float d2 = queries[at + j + 2] - row[j + 2];
      float d3 = queries[at + j + 3] - row[j + 3];
      float d4 = queries[at + j + 4] - row[j + 4];
      float d5 = queries[at + j + 5] - row[j + 5];
      float d6 = queries[at + j + 6] - row[j + 6];
      float d7 = queries[at + j + 7] - row[j + 7];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
      s4 += d4 * d4;
      s5 += d5 * d5;
      s6 += d6 * d6;
      s7 += d7 * d7;
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  /** The number of a neighbour, or -1. */
  int found(int r, int neighbour) {
    return found[r * wanted + neighbour];
  }
}
