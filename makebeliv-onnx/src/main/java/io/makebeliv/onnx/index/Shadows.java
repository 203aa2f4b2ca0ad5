package io.makebeliv.onnx.index;

/**
 * The shadows of many vectors, small enough to be compared with a row's all at once: they tell
 * which vectors are too far from it to be looked at. Immutable.
 */
final class Shadows {

  /** Shadows of a tile: four values of it fit the innermost cache. */
  static final int TILE = 512;

  /** Directions: more of them tell more vectors apart, and cost more for each. */
  private static final int DIRECTIONS = 127;

  private static final int TOGETHER = 32;

  private final Subspace subspace;
  private final Tiles tiles;
  private final float[][] squares;
  private final int[] list;
  private final int[] first;
  private final int[] count;

  /** Casts the shadows of all rows, at some cost. */
  Shadows(Rows rows) {
    subspace = Subspace.of(rows, DIRECTIONS);
    int tileCount = 0;
    for (int i = 0; i < rows.lists(); i++) {
      tileCount += (rows.size(i) + TILE - 1) / TILE;
    }
    tiles = new Tiles(tileCount, TILE, subspace.shadowSize());
    squares = new float[tileCount][TILE];
    list = new int[tileCount];
    first = new int[tileCount];
    count = new int[tileCount];
    int tile = 0;
    for (int i = 0; i < rows.lists(); i++) {
      for (int at = 0; at < rows.size(i); at += TILE) {
        list[tile] = i;
        first[tile] = at;
        count[tile++] = Math.min(TILE, rows.size(i) - at);
      }
    }
    fill(rows);
  }

  private void fill(Rows rows) {
    int dimension = rows.dimension();
    int size = subspace.shadowSize();
    Subspace.Light light = new Subspace.Light(subspace, TOGETHER);
    float[] some = new float[TOGETHER * dimension];
    float[] one = new float[dimension];
    short[] scratch = rows.scratch();
    for (int tile = 0; tile < tiles(); tile++) {
      for (int done = 0; done < count[tile]; done += TOGETHER) {
        int part = Math.min(TOGETHER, count[tile] - done);
        for (int k = 0; k < part; k++) {
          rows.copy(list[tile], first[tile] + done + k, 0, dimension, one, scratch);
          System.arraycopy(one, 0, some, k * dimension, dimension);
        }
        light.cast(some, 0, part);
        for (int k = 0; k < part; k++) {
          squares[tile][done + k] = (1 - Subspace.Light.ROUNDING) * light.square(k);
          for (int i = 0; i < size; i++) {
            tiles.set(tile, done + k, i, light.shadows()[k * size + i]);
          }
        }
      }
    }
  }

  Subspace subspace() {
    return subspace;
  }

  int tiles() {
    return count.length;
  }

  /** The list that a tile is of. */
  int list(int tile) {
    return list[tile];
  }

  /** The first row of a tile in its list. */
  int first(int tile) {
    return first[tile];
  }

  /** How many rows a tile has. */
  int count(int tile) {
    return count[tile];
  }

  /** Inner products of a tile's shadows with those of rows. */
  void multiply(int tile, float[] shadows, int rows, float[][] products) {
    tiles.multiply(tile, shadows, 0, rows, products);
  }

  /** The squared lengths of a tile's shadows, less what rounding may make of them. */
  float[] squares(int tile) {
    return squares[tile];
  }
}
