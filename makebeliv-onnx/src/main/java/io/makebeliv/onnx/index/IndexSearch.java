package io.makebeliv.onnx.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Searches an index for the rows nearest to given ones, by squared distance, and draws these
 * towards them.
 *
 * <p>One thread uses it; after construction nothing is allocated.
 */
public final class IndexSearch {

  /** How many neighbours the reference implementation takes. */
  public static final int USUAL_NEIGHBOURS = 8;

  /** A row that is in the index itself is drawn to it alone, and not to infinity. */
  private static final double LEAST_DISTANCE = 1e-6;

  /** Rows compared at a time: they fit the second cache. */
  private static final int CHUNK = 32;

  private final StoredRows stored;
  private final @Nullable Centroids centroids;
  private final int dimension;
  private final int neighbours;
  private final int probes;
  private final int mostRows;

  private final float[] chunk;
  private final short[] halves;
  private final float[][] products;
  private final float[] listDistance;
  private final int[] lists;
  private final float[] distance;
  private final int[] list;
  private final int[] row;
  private final double[] weights;
  private final float[] drawn;

  /**
   * Prepares searches.
   *
   * @param index to search
   * @param neighbours how many rows are looked for, at least 1; 8 is usual
   * @param probes how many lists are looked at, at least 1; {@link FeatureIndex#storedProbes()} is
   *     usual; without lists every row is looked at
   * @param mostRows how many rows are searched for at a time, at least 1
   * @throws IllegalArgumentException if a number is out of range
   */
  public IndexSearch(FeatureIndex index, int neighbours, int probes, int mostRows) {
    if (neighbours < 1 || neighbours > 1024) {
      throw new IllegalArgumentException("neighbours must be from 1 to 1024, was " + neighbours);
    }
    if (probes < 1) {
      throw new IllegalArgumentException("probes must be at least 1, was " + probes);
    }
    if (mostRows < 1 || mostRows > 4096) {
      throw new IllegalArgumentException("mostRows must be from 1 to 4096, was " + mostRows);
    }
    stored = index.rows();
    centroids = index.centroids();
    dimension = index.dimension();
    this.neighbours = neighbours;
    this.probes = centroids == null ? stored.lists() : Math.min(probes, stored.lists());
    this.mostRows = mostRows;
    chunk = new float[CHUNK * dimension];
    halves = new short[stored.half() ? chunk.length : 0];
    products = Centroids.scratch(centroids == null ? 0 : mostRows);
    listDistance = new float[mostRows * this.probes];
    lists = new int[mostRows * this.probes];
    distance = new float[mostRows * neighbours];
    list = new int[mostRows * neighbours];
    row = new int[mostRows * neighbours];
    weights = new double[neighbours];
    drawn = new float[dimension];
  }

  /**
   * Searches. The results stay until the next search.
   *
   * @param rows one after the other
   * @param offset index of the first value
   * @param count how many rows, no more than this search was made for
   * @throws IllegalArgumentException if they are more
   */
  public void search(float[] rows, int offset, int count) {
    if (count > mostRows) {
      throw new IllegalArgumentException("count must be at most " + mostRows + ", was " + count);
    }
    Arrays.fill(distance, 0, count * neighbours, Float.POSITIVE_INFINITY);
    Arrays.fill(list, 0, count * neighbours, -1);
    if (centroids == null) {
      for (int r = 0; r < count; r++) {
        for (int p = 0; p < probes; p++) {
          lists[r * probes + p] = p;
        }
      }
    } else {
      centroids.nearest(rows, offset, count, probes, products, listDistance, lists);
    }
    // A list is read once for all rows that look at it.
    int pairs = count * probes;
    for (int i = 0; i < pairs; i++) {
      if (lists[i] >= 0) {
        scan(lists[i], rows, offset, i, pairs);
      }
    }
  }

  private void scan(int of, float[] rows, int offset, int fromPair, int pairs) {
    int size = stored.size(of);
    for (int first = 0; first < size; first += CHUNK) {
      int count = Math.min(CHUNK, size - first);
      stored.copy(of, first, count, chunk, halves);
      for (int i = fromPair; i < pairs; i++) {
        if (lists[i] == of) {
          int r = i / probes;
          for (int k = 0; k < count; k++) {
            float d = squaredDistance(rows, offset + r * dimension, k * dimension);
            if (d < distance[(r + 1) * neighbours - 1]) {
              insert(r, d, of, first + k);
            }
          }
        }
      }
    }
    for (int i = fromPair; i < pairs; i++) {
      lists[i] = lists[i] == of ? -1 : lists[i];
    }
  }

  private void insert(int r, float d, int inList, int at) {
    int i = (r + 1) * neighbours - 1;
    for (; i > r * neighbours && distance[i - 1] > d; i--) {
      distance[i] = distance[i - 1];
      list[i] = list[i - 1];
      row[i] = row[i - 1];
    }
    distance[i] = d;
    list[i] = inList;
    row[i] = at;
  }

  private float squaredDistance(float[] rows, int a, int b) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int i = 0;
    // Eight sums: they do not wait for one another.
    for (; i + 7 < dimension; i += 8) {
      float d0 = rows[a + i] - chunk[b + i];
      float d1 = rows[a + i + 1] - chunk[b + i + 1];
      float d2 = rows[a + i + 2] - chunk[b + i + 2];
      float d3 = rows[a + i + 3] - chunk[b + i + 3];
      float d4 = rows[a + i + 4] - chunk[b + i + 4];
      float d5 = rows[a + i + 5] - chunk[b + i + 5];
      float d6 = rows[a + i + 6] - chunk[b + i + 6];
      float d7 = rows[a + i + 7] - chunk[b + i + 7];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
      s4 += d4 * d4;
      s5 += d5 * d5;
      s6 += d6 * d6;
      s7 += d7 * d7;
    }
    for (; i < dimension; i++) {
      float d = rows[a + i] - chunk[b + i];
      s0 += d * d;
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  /**
   * Returns how many neighbours a row has.
   *
   * @param r number of the row in the last search
   * @return fewer than looked for where the lists are shorter
   */
  public int found(int r) {
    int count = 0;
    while (count < neighbours && list[r * neighbours + count] >= 0) {
      count++;
    }
    return count;
  }

  /**
   * Returns how far a neighbour is.
   *
   * @param r number of the row in the last search
   * @param neighbour from 0, the nearest, to {@link #found}
   * @return the squared distance
   */
  public float distance(int r, int neighbour) {
    return distance[r * neighbours + neighbour];
  }

  /**
   * Returns which row of the index a neighbour is.
   *
   * @param r number of the row in the last search
   * @param neighbour from 0, the nearest, to {@link #found}
   * @return its number
   */
  public long id(int r, int neighbour) {
    int i = r * neighbours + neighbour;
    return stored.id(list[i], row[i]);
  }

  /**
   * Draws rows towards their neighbours, in place: towards the mean of these, weighed by the
   * inverse of their squared distance, squared. A row that has none stays as it is.
   *
   * @param rows one after the other
   * @param offset index of the first value
   * @param count how many rows
   * @param rate how far, 0 (not at all) to 1
   */
  public void draw(float[] rows, int offset, int count, float rate) {
    if (!(rate > 0)) {
      return;
    }
    for (int done = 0; done < count; done += mostRows) {
      int part = Math.min(mostRows, count - done);
      int at = offset + done * dimension;
      search(rows, at, part);
      for (int r = 0; r < part; r++) {
        drawOne(rows, at + r * dimension, r, rate);
      }
    }
  }

  private void drawOne(float[] rows, int at, int r, float rate) {
    int found = found(r);
    if (found == 0) {
      return;
    }
    double sum = 0;
    for (int i = 0; i < found; i++) {
      double inverse = 1 / Math.max(LEAST_DISTANCE, distance(r, i));
      weights[i] = inverse * inverse;
      sum += weights[i];
    }
    Arrays.fill(drawn, 0);
    for (int i = 0; i < found; i++) {
      float weight = (float) (weights[i] / sum);
      stored.copy(list[r * neighbours + i], row[r * neighbours + i], 1, chunk, halves);
      for (int j = 0; j < dimension; j++) {
        drawn[j] += weight * chunk[j];
      }
    }
    for (int j = 0; j < dimension; j++) {
      rows[at + j] = rate * drawn[j] + (1 - rate) * rows[at + j];
    }
  }
}
