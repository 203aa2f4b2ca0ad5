package io.makebeliv.onnx.index;

import java.util.Arrays;

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

  private final Rows stored;
  private final int dimension;
  private final int mostRows;

  private final Nearest lists;
  private final Nearest nearest;
  private final ShadowSearch search;
  private final int[] toLookInto;
  private final float[] row;
  private final short[] scratch;
  private final double[] weights;
  private final float[] drawn;

  /**
   * Prepares searches.
   *
   * @param index to search
   * @param neighbours how many rows are looked for, at least 1; 8 is usual
   * @param probes how many lists are looked at, at least 1; {@link FeatureIndex#storedProbes()} is
   *     usual
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
    dimension = index.dimension();
    this.mostRows = mostRows;
    nearest = new Nearest(stored, neighbours, mostRows);
    lists = new Nearest(index.centres(), Math.min(probes, stored.lists()), mostRows);
    search = new ShadowSearch(index.shadows(), lists, mostRows);
    toLookInto = new int[mostRows * lists.wanted()];
    row = new float[dimension];
    scratch = stored.scratch();
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
    search.search(rows, offset, count);
    nearest.begin(rows, offset, count);
    int pairs = count * lists.wanted();
    for (int i = 0; i < pairs; i++) {
      int r = i / lists.wanted();
      int probe = i % lists.wanted();
      // Centres are numbered as their lists.
      toLookInto[i] = lists.list(r, probe) < 0 ? -1 : lists.row(r, probe);
    }
    // A list is read once for all rows that look into it.
    for (int i = 0; i < pairs; i++) {
      if (toLookInto[i] >= 0) {
        lookInto(toLookInto[i], i, pairs);
      }
    }
  }

  private void lookInto(int list, int fromPair, int pairs) {
    for (int k = 0; k < stored.size(list); k++) {
      nearest.show(list, k);
      for (int i = fromPair; i < pairs; i++) {
        if (toLookInto[i] == list) {
          nearest.offer(i / lists.wanted());
        }
      }
    }
    for (int i = fromPair; i < pairs; i++) {
      toLookInto[i] = toLookInto[i] == list ? -1 : toLookInto[i];
    }
  }

  /**
   * Returns how many neighbours a row has.
   *
   * @param r number of the row in the last search
   * @return fewer than looked for where the lists are shorter
   */
  public int found(int r) {
    return nearest.found(r);
  }

  /**
   * Returns how far a neighbour is.
   *
   * @param r number of the row in the last search
   * @param neighbour from 0, the nearest, to {@link #found}
   * @return the squared distance
   */
  public float distance(int r, int neighbour) {
    return nearest.distance(r, neighbour);
  }

  /**
   * Returns which row of the index a neighbour is.
   *
   * @param r number of the row in the last search
   * @param neighbour from 0, the nearest, to {@link #found}
   * @return its number
   */
  public long id(int r, int neighbour) {
    return stored.id(nearest.list(r, neighbour), nearest.row(r, neighbour));
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
      stored.copy(nearest.list(r, i), nearest.row(r, i), 0, dimension, row, scratch);
      for (int j = 0; j < dimension; j++) {
        drawn[j] += weight * row[j];
      }
    }
    for (int j = 0; j < dimension; j++) {
      rows[at + j] = rate * drawn[j] + (1 - rate) * rows[at + j];
    }
  }
}
