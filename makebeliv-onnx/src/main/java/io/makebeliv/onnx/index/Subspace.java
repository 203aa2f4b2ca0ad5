package io.makebeliv.onnx.index;

import java.util.Arrays;

/**
 * The few directions in which vectors differ most, and their mean. A vector's <em>shadow</em> is
 * where it lies along these directions, seen from the mean, followed by how far it lies off them.
 * Two shadows are never farther from one another than the vectors themselves: what lies off the
 * directions is at least as far apart as its lengths differ (Cauchy and Schwarz). This holds for
 * any directions whose matrix makes no vector longer; that they are good ones only makes shadows
 * lie apart. They are found by iterating a subspace over a sample. Immutable.
 */
final class Subspace {

  private static final int SAMPLE = 1024;
  private static final int ROUNDS = 3;

  /** Beyond it squares are no numbers any more. */
  static final float LARGEST = 0x1p50f;

  private final float[] mean;
  private final Tiles directions;
  private final int size;

  private Subspace(float[] mean, float[][] basis) {
    this.mean = mean;
    size = basis.length;
    directions = tiles(basis, mean.length);
  }

  /** A column more than directions, for the length that is left. */
  private static Tiles tiles(float[][] basis, int dimension) {
    Tiles tiles = new Tiles(1, basis.length + 1, dimension);
    for (int i = 0; i < basis.length; i++) {
      for (int j = 0; j < dimension; j++) {
        tiles.set(0, i, j, basis[i][j]);
      }
    }
    return tiles;
  }

  /**
   * Finds directions.
   *
   * @param rows the vectors
   * @param most how many directions at most
   */
  static Subspace of(Rows rows, int most) {
    int dimension = rows.dimension();
    float[][] sample = sample(rows);
    float[] mean = centre(sample, dimension);
    int size = Math.min(most, dimension);
    float[][] basis = new float[size][dimension];
    for (int i = 0; i < Math.min(size, sample.length); i++) {
      basis[i] = sample[(int) ((long) i * sample.length / size)].clone();
    }
    for (int round = 0; round < ROUNDS; round++) {
      orthonormalise(basis);
      basis = turn(basis, sample);
    }
    orthonormalise(basis);
    shrink(basis);
    return new Subspace(mean, basis);
  }

  /** Vectors from all over the lists, those that are numbers. */
  private static float[][] sample(Rows rows) {
    long all = rows.count();
    int wanted = (int) Math.min(all, SAMPLE);
    float[][] sample = new float[wanted][rows.dimension()];
    short[] scratch = rows.scratch();
    int count = 0;
    int list = 0;
    long passed = 0;
    for (int i = 0; i < wanted; i++) {
      long at = i * all / wanted;
      while (at >= passed + rows.size(list)) {
        passed += rows.size(list++);
      }
      rows.copy(list, (int) (at - passed), 0, rows.dimension(), sample[count], scratch);
      if (usable(sample[count])) {
        count++;
      }
    }
    return Arrays.copyOf(sample, count);
  }

  private static boolean usable(float[] row) {
    for (float x : row) {
      if (!(Math.abs(x) < LARGEST)) {
        return false;
      }
    }
    return true;
  }

  private static float[] centre(float[][] sample, int dimension) {
    float[] mean = new float[dimension];
    for (int j = 0; j < dimension; j++) {
      double sum = 0;
      for (float[] row : sample) {
        sum += row[j];
      }
      mean[j] = (float) (sum / Math.max(1, sample.length));
      for (float[] row : sample) {
        row[j] -= mean[j];
      }
    }
    return mean;
  }

  /** Multiplies the directions with the sample's covariance. */
  private static float[][] turn(float[][] basis, float[][] sample) {
    int dimension = basis[0].length;
    Tiles tiles = tiles(basis, dimension);
    float[][] turned = new float[basis.length][dimension];
    float[][] along = new float[1][basis.length + 1];
    for (float[] row : sample) {
      tiles.multiply(0, row, 0, 1, along);
      for (int i = 0; i < basis.length; i++) {
        add(turned[i], along[0][i], row);
      }
    }
    return turned;
  }

  private static void add(float[] to, float times, float[] x) {
    for (int j = 0; j < to.length; j++) {
      to[j] += times * x[j];
    }
  }

  /** Gram and Schmidt; what depends on the others, or is no number, is nothing. */
  private static void orthonormalise(float[][] basis) {
    for (int i = 0; i < basis.length; i++) {
      double before = dot(basis[i], basis[i]);
      for (int twice = 0; twice < 2; twice++) {
        for (int k = 0; k < i; k++) {
          add(basis[i], (float) -dot(basis[i], basis[k]), basis[k]);
        }
      }
      double left = dot(basis[i], basis[i]);
      double scale = left > 1e-10 * before && left < Double.MAX_VALUE ? 1 / Math.sqrt(left) : 0;
      for (int j = 0; j < basis[i].length; j++) {
        basis[i][j] = scale == 0 ? 0 : (float) (scale * basis[i][j]);
      }
    }
  }

  /**
   * Makes sure that no vector becomes longer: a matrix' norm is at most the largest sum of
   * magnitudes in a row of its square.
   */
  private static void shrink(float[][] basis) {
    double most = 1;
    for (float[] a : basis) {
      double sum = 0;
      for (float[] b : basis) {
        sum += Math.abs(dot(a, b));
      }
      most = Math.max(most, sum);
    }
    double scale = 1 / Math.sqrt(most * (1 + 1e-5));
    for (float[] a : basis) {
      for (int j = 0; j < a.length; j++) {
        a[j] = (float) (scale * a[j]);
      }
    }
  }

  static double dot(float[] a, float[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = 0;
    for (; j + 3 < a.length; j += 4) {
      s0 += (double) a[j] * b[j];
      s1 += (double) a[j + 1] * b[j + 1];
      s2 += (double) a[j + 2] * b[j + 2];
      s3 += (double) a[j + 3] * b[j + 3];
    }
    for (; j < a.length; j++) {
      s0 += (double) a[j] * b[j];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** Values of a shadow. */
  int shadowSize() {
    return size + 1;
  }

  int dimension() {
    return mean.length;
  }

  /** Casts shadows of a few rows at a time. One thread uses it; casting allocates nothing. */
  static final class Light {

    /**
     * How far rounding may bring shadows apart, in parts of the squared lengths: it is a tenth of
     * that for 768 values.
     */
    static final float ROUNDING = 0x1p-9f;

    private final Subspace on;
    private final float[] centred;
    private final float[][] along;
    private final float[] shadows;
    private final float[] squares;

    Light(Subspace on, int mostRows) {
      this.on = on;
      centred = new float[mostRows * on.dimension()];
      along = new float[mostRows][on.shadowSize()];
      shadows = new float[mostRows * on.shadowSize()];
      squares = new float[mostRows];
    }

    void cast(float[] rows, int offset, int count) {
      int dimension = on.dimension();
      for (int r = 0; r < count; r++) {
        squares[r] = (float) centre(rows, offset + r * dimension, r * dimension);
      }
      on.directions.multiply(0, centred, 0, count, along);
      int size = on.shadowSize();
      for (int r = 0; r < count; r++) {
        double left = squares[r];
        for (int i = 0; i < size - 1; i++) {
          left -= (double) along[r][i] * along[r][i];
        }
        System.arraycopy(along[r], 0, shadows, r * size, size - 1);
        // Never less than it is: too long a rest brings shadows together, not apart.
        shadows[(r + 1) * size - 1] =
            (float) Math.sqrt(Math.max(0, left) + (double) ROUNDING * squares[r]);
      }
    }

    private double centre(float[] rows, int from, int to) {
      float[] mean = on.mean;
      double s0 = 0;
      double s1 = 0;
      for (int j = 0; j < mean.length; j++) {
        centred[to + j] = rows[from + j] - mean[j];
      }
      int j = 0;
      for (; j + 1 < mean.length; j += 2) {
        s0 += (double) centred[to + j] * centred[to + j];
        s1 += (double) centred[to + j + 1] * centred[to + j + 1];
      }
      if (j < mean.length) {
        s0 += (double) centred[to + j] * centred[to + j];
      }
      return s0 + s1;
    }

    /** The shadows cast last, one after the other. */
    float[] shadows() {
      return shadows;
    }

    /** Squared distance of a row from the mean. */
    float square(int r) {
      return squares[r];
    }
  }
}
