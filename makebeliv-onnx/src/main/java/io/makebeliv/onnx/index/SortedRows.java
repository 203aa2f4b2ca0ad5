package io.makebeliv.onnx.index;

/** The rows of a table in another order. */
final class SortedRows implements Rows {

  private final Rows table;
  private final int[] order;
  private final int[] first;

  /**
   * Sorts.
   *
   * @param table its lists are of one size, but the last
   * @param order numbers of the rows, list by list
   * @param first where each list begins, and where the last one ends
   */
  SortedRows(Rows table, int[] order, int[] first) {
    this.table = table;
    this.order = order;
    this.first = first;
  }

  static int listOf(Rows table, int number) {
    return number / table.size(0);
  }

  static int rowOf(Rows table, int number) {
    return number % table.size(0);
  }

  @Override
  public int dimension() {
    return table.dimension();
  }

  @Override
  public int lists() {
    return first.length - 1;
  }

  @Override
  public int size(int list) {
    return first[list + 1] - first[list];
  }

  @Override
  public long id(int list, int row) {
    return order[first[list] + row];
  }

  @Override
  public void copy(int list, int row, int from, int count, float[] target, short[] scratch) {
    int number = order[first[list] + row];
    table.copy(listOf(table, number), rowOf(table, number), from, count, target, scratch);
  }

  @Override
  public short[] scratch() {
    return table.scratch();
  }
}
