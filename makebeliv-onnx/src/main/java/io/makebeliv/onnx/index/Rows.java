package io.makebeliv.onnx.index;

/** Rows of features in lists. Immutable; copying allocates nothing. */
interface Rows {

  /** Values of a row. */
  int dimension();

  int lists();

  /** Rows of a list. */
  int size(int list);

  /** The number of a row. */
  long id(int list, int row);

  /** Copies values of a row. */
  void copy(int list, int row, int from, int count, float[] target, short[] scratch);

  /** Room that copying needs. */
  short[] scratch();

  /** Rows of all lists. */
  default long count() {
    long sum = 0;
    for (int i = 0; i < lists(); i++) {
      sum += size(i);
    }
    return sum;
  }
}
