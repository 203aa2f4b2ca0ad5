package io.makebeliv.onnx.index;

import java.util.Arrays;

/**
 * Keeps, for each of a few rows, the nearest of the vectors that it is shown, by squared distance;
 * of equally near ones those that lie first, in whatever order they are shown. One thread uses it;
 * after construction nothing is allocated.
 */
final class Nearest {

  /** Rows lie in three arrays, of which the compiler can make vector instructions. */
  private static final int PARTS = 3;

  private final Rows stored;
  private final int wanted;
  private final int dimension;
  private final int partSize;
  private final float[][][] rows;
  private final float[][] vector;
  private final float[] squares;
  private final short[] scratch;
  private final float[] distance;
  private final int[] list;
  private final int[] row;
  private int shownList;
  private int shownRow;

  Nearest(Rows stored, int wanted, int mostRows) {
    this.stored = stored;
    this.wanted = wanted;
    dimension = stored.dimension();
    partSize = (dimension + PARTS - 1) / PARTS;
    rows = new float[mostRows][PARTS][partSize];
    vector = new float[PARTS][partSize];
    squares = new float[partSize];
    scratch = stored.scratch();
    distance = new float[mostRows * wanted];
    list = new int[mostRows * wanted];
    row = new int[mostRows * wanted];
    Arrays.fill(list, -1);
  }

  /** Forgets all, and takes rows. */
  void begin(float[] of, int offset, int count) {
    for (int r = 0; r < count; r++) {
      for (int p = 0; p < PARTS; p++) {
        int from = startOf(p);
        System.arraycopy(of, offset + r * dimension + from, rows[r][p], 0, startOf(p + 1) - from);
      }
    }
    Arrays.fill(distance, 0, count * wanted, Float.POSITIVE_INFINITY);
    Arrays.fill(list, 0, count * wanted, -1);
  }

  private int startOf(int part) {
    return Math.min(part * partSize, dimension);
  }

  /** Shows a vector, to be offered to rows. */
  void show(int ofList, int at) {
    for (int p = 0; p < PARTS; p++) {
      int from = startOf(p);
      stored.copy(ofList, at, from, startOf(p + 1) - from, vector[p], scratch);
    }
    shownList = ofList;
    shownRow = at;
  }

  /** How far the vector shown last is from a row. */
  float squaredDistance(int r) {
    float[][] of = rows[r];
    square(of[0], vector[0], of[1], vector[1], of[2], vector[2], squares);
    return sum(squares);
  }

  /** Every index is the loop's own, or no vector instructions would be made of it. */
  private static void square(
      float[] a, float[] b, float[] c, float[] d, float[] e, float[] f, float[] to) {
    for (int j = 0; j < to.length; j++) {
      float x = a[j] - b[j];
      float y = c[j] - d[j];
      float z = e[j] - f[j];
      to[j] = (x * x + y * y) + z * z;
    }
  }

  /** Eight sums: they do not wait for one another. */
  private static float sum(float[] of) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int i = 0;
    for (; i + 7 < of.length; i += 8) {
      s0 += of[i];
      s1 += of[i + 1];
      s2 += of[i + 2];
      s3 += of[i + 3];
      s4 += of[i + 4];
      s5 += of[i + 5];
      s6 += of[i + 6];
      s7 += of[i + 7];
    }
    for (; i < of.length; i++) {
      s0 += of[i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  /** Keeps the vector shown last, if it is among the nearest of a row. */
  void offer(int r) {
    float d = squaredDistance(r);
    int at = (r + 1) * wanted - 1;
    if (isBefore(d, at)) {
      for (; at > r * wanted && isBefore(d, at - 1); at--) {
        distance[at] = distance[at - 1];
        list[at] = list[at - 1];
        row[at] = row[at - 1];
      }
      distance[at] = d;
      list[at] = shownList;
      row[at] = shownRow;
    }
  }

  /** Whether the vector shown last, so far away, comes before one that is kept. */
  private boolean isBefore(float d, int kept) {
    boolean first = shownList < list[kept] || (shownList == list[kept] && shownRow < row[kept]);
    return d < distance[kept] || (d == distance[kept] && first);
  }

  /** What is farther than this is not kept. */
  float farthest(int r) {
    return distance[(r + 1) * wanted - 1];
  }

  int wanted() {
    return wanted;
  }

  /** How many a row has: fewer than wanted where it was shown fewer. */
  int found(int r) {
    int count = 0;
    while (count < wanted && list[r * wanted + count] >= 0) {
      count++;
    }
    return count;
  }

  float distance(int r, int neighbour) {
    return distance[r * wanted + neighbour];
  }

  /** The list that one is in, or -1 where there is none. */
  int list(int r, int neighbour) {
    return list[r * wanted + neighbour];
  }

  int row(int r, int neighbour) {
    return row[r * wanted + neighbour];
  }
}
