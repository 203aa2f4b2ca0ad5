package io.makebeliv.onnx.f0;

/** The median of three neighbours, which removes outliers one frame long. In place. */
public final class Median {

  private Median() {}

  /**
   * Filters a row that has zeros around it.
   *
   * @param row the values
   * @param offset index of the first
   * @param length how many
   */
  public static void ofThreeAmongZeros(float[] row, int offset, int length) {
    float before = 0;
    for (int i = offset; i < offset + length; i++) {
      float here = row[i];
      row[i] = middle(before, here, i + 1 < offset + length ? row[i + 1] : 0);
      before = here;
    }
  }

  /**
   * Filters a row that has nothing around it: the first and the last value become the mean of
   * themselves and their neighbour.
   *
   * @param row the values
   * @param offset index of the first
   * @param length how many
   */
  public static void ofThreeWithin(float[] row, int offset, int length) {
    if (length < 2) {
      return;
    }
    int last = offset + length - 1;
    float before = row[offset];
    row[offset] = (before + row[offset + 1]) / 2;
    for (int i = offset + 1; i < last; i++) {
      float here = row[i];
      row[i] = middle(before, here, row[i + 1]);
      before = here;
    }
    row[last] = (before + row[last]) / 2;
  }

  private static float middle(float a, float b, float c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
