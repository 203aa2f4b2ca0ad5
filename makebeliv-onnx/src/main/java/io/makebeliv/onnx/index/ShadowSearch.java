package io.makebeliv.onnx.index;

import java.util.Arrays;

/**
 * Finds the vectors nearest to rows, the same as by looking at all of them, but looks only at those
 * whose shadows are near enough. How near that is, the search before this one says first: what was
 * near a moment ago mostly still is, and the nearest cannot be farther. That changes what a search
 * costs, never what it finds.
 *
 * <p>One thread uses it; after construction nothing is allocated.
 */
final class ShadowSearch {

  private final Shadows shadows;
  private final Nearest nearest;
  private final Subspace.Light light;
  private final float[][] products;
  private final float[] within;
  private final float[] cutoff;
  private final int[] formerList;
  private final int[] formerRow;
  private int former;

  /**
   * Prepares searches.
   *
   * @param shadows of all vectors
   * @param nearest keeps what is found
   * @param mostRows how many rows are searched for at a time
   */
  ShadowSearch(Shadows shadows, Nearest nearest, int mostRows) {
    this.shadows = shadows;
    this.nearest = nearest;
    light = new Subspace.Light(shadows.subspace(), mostRows);
    products = new float[mostRows][Shadows.TILE];
    within = new float[mostRows];
    cutoff = new float[mostRows];
    formerList = new int[nearest.wanted()];
    formerRow = new int[nearest.wanted()];
  }

  void search(float[] rows, int offset, int count) {
    nearest.begin(rows, offset, count);
    light.cast(rows, offset, count);
    limit(count);
    for (int tile = 0; tile < shadows.tiles(); tile++) {
      shadows.multiply(tile, light.shadows(), count, products);
      offer(tile, count);
    }
    former = count == 0 ? former : nearest.found(count - 1);
    for (int i = 0; i < former; i++) {
      formerList[i] = nearest.list(count - 1, i);
      formerRow[i] = nearest.row(count - 1, i);
    }
  }

  /** As many vectors as are wanted are no farther than the farthest of the former ones. */
  private void limit(int count) {
    Arrays.fill(within, 0, count, former < nearest.wanted() ? Float.POSITIVE_INFINITY : 0);
    for (int i = 0; i < former; i++) {
      nearest.show(formerList[i], formerRow[i]);
      for (int r = 0; r < count; r++) {
        float d = nearest.squaredDistance(r);
        within[r] = d <= within[r] ? within[r] : d;
      }
    }
    for (int r = 0; r < count; r++) {
      cut(r);
    }
  }

  /**
   * A shadow's squared length less twice the inner product must not be more, for its vector to be
   * near enough. The smallest normal number stands for what is lost below it.
   */
  private void cut(int r) {
    float square = light.square(r);
    cutoff[r] =
        square < Float.POSITIVE_INFINITY
            ? Math.min(within[r], nearest.farthest(r))
                - (1 - Subspace.Light.ROUNDING) * square
                + Float.MIN_NORMAL
            : Float.NaN;
  }

  private void offer(int tile, int count) {
    float[] squares = shadows.squares(tile);
    for (int j = 0; j < shadows.count(tile); j++) {
      boolean shown = false;
      for (int r = 0; r < count; r++) {
        if (squares[j] - 2 * products[r][j] <= cutoff[r]) {
          if (!shown) {
            nearest.show(shadows.list(tile), shadows.first(tile) + j);
            shown = true;
          }
          nearest.offer(r);
          cut(r);
        }
      }
    }
  }
}
