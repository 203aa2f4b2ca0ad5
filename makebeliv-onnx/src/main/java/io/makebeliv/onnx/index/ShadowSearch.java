package io.makebeliv.onnx.index;

/**
 * Finds the vectors nearest to rows, the same as by looking at all of them, but looks only at those
 * whose shadows are near enough. How near that is shows early: of every few vectors the one with
 * the nearest shadow is looked at first, and then whatever may be nearer than these.
 *
 * <p>One thread uses it; after construction nothing is allocated.
 */
final class ShadowSearch {

  /** Of so many vectors one is looked at first. */
  private static final int FEW = 64;

  private final Shadows shadows;
  private final Nearest nearest;
  private final Subspace.Light light;

  /** By tile, row and vector: a shadow's squared length less twice its product with the row's. */
  private final float[][][] apart;

  private final float[] cutoff;

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
    apart = new float[shadows.tiles()][mostRows][Shadows.TILE];
    cutoff = new float[mostRows];
  }

  void search(float[] rows, int offset, int count) {
    nearest.begin(rows, offset, count);
    light.cast(rows, offset, count);
    for (int r = 0; r < count; r++) {
      cut(r);
    }
    for (int tile = 0; tile < shadows.tiles(); tile++) {
      shadows.multiply(tile, light.shadows(), count, apart[tile]);
      for (int r = 0; r < count; r++) {
        lessTwice(shadows.squares(tile), apart[tile][r]);
        offerFirst(tile, r);
      }
    }
    for (int tile = 0; tile < shadows.tiles(); tile++) {
      offerOthers(tile, count);
    }
  }

  /** Every index is the loop's own, or no vector instructions would be made of it. */
  private static void lessTwice(float[] squares, float[] products) {
    for (int j = 0; j < products.length; j++) {
      products[j] = squares[j] - 2 * products[j];
    }
  }

  /**
   * What is {@link #apart} by no more than this may be near enough. The smallest normal number
   * stands for what is lost below it.
   */
  private void cut(int r) {
    float square = light.square(r);
    cutoff[r] =
        square < Float.POSITIVE_INFINITY
            ? nearest.farthest(r) - (1 - Subspace.Light.ROUNDING) * square + Float.MIN_NORMAL
            : Float.NaN;
  }

  private void offerFirst(int tile, int r) {
    float[] from = apart[tile][r];
    for (int few = 0; few < shadows.count(tile); few += FEW) {
      int first = few;
      for (int j = few + 1; j < Math.min(few + FEW, shadows.count(tile)); j++) {
        first = from[j] < from[first] ? j : first;
      }
      if (from[first] <= cutoff[r]) {
        nearest.show(shadows.list(tile), shadows.first(tile) + first);
        nearest.offer(r);
        cut(r);
        // Not again.
        from[first] = Float.NaN;
      }
    }
  }

  private void offerOthers(int tile, int count) {
    for (int j = 0; j < shadows.count(tile); j++) {
      boolean shown = false;
      for (int r = 0; r < count; r++) {
        if (apart[tile][r][j] <= cutoff[r]) {
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
