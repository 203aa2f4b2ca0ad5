package io.makebeliv.onnx.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What shadows leave out is never what is looked for. */
final class ShadowSearchTest {

  /** Ways in which vectors may lie, some of them meant to mislead. */
  enum Shape {
    CHANCE,
    CLUSTERS,
    FLAT,
    FAR_FROM_ZERO,
    DUPLICATES,
    TINY,
    TINIEST,
    HUGE,
    ONE_LARGE_VALUE,
    NEARLY_EQUALLY_FAR,
    SOME_NO_NUMBERS,
    ALL_THE_SAME
  }

  /** Vectors and rows of one shape, made alike. */
  private static final class Made {
    private final Shape shape;
    private final int dimension;
    private final Random random;
    private final float[][] anchors = new float[7][];

    Made(Shape shape, int dimension, long seed) {
      this.shape = shape;
      this.dimension = dimension;
      random = new Random(seed);
      for (int i = 0; i < anchors.length; i++) {
        anchors[i] = gaussian(1);
      }
    }

    private float[] gaussian(double scale) {
      float[] x = new float[dimension];
      for (int j = 0; j < dimension; j++) {
        x[j] = (float) (scale * random.nextGaussian());
      }
      return x;
    }

    private float[] next() {
      float[] anchor = anchors[random.nextInt(anchors.length)];
      float[] x = gaussian(1);
      for (int j = 0; j < dimension; j++) {
        x[j] =
            switch (shape) {
              case CHANCE -> x[j];
              case CLUSTERS -> 5 * anchor[j] + 0.1f * x[j];
              case FLAT -> x[0] * anchors[0][j] + x[dimension / 2] * anchors[1][j];
              case FAR_FROM_ZERO -> 3000 + x[j];
              case DUPLICATES -> anchor[j];
              case TINY -> 0x1p-40f * x[j];
              case TINIEST -> 0x1p-70f * x[j];
              case HUGE -> 0x1p46f * x[j];
              case ONE_LARGE_VALUE -> j == 0 ? 1000 * x[j] : 1e-2f * x[j];
              case NEARLY_EQUALLY_FAR -> (float) (x[j] > 0 ? 1 : -1) * (1 + 1e-6f * x[0]);
              case SOME_NO_NUMBERS ->
                  random.nextInt(20 * dimension) == 0
                      ? (random.nextBoolean() ? Float.NaN : Float.NEGATIVE_INFINITY)
                      : x[j];
              case ALL_THE_SAME -> 1.5f;
            };
      }
      return x;
    }
  }

  private static Rows rows(float[][] vectors) {
    int dimension = vectors[0].length;
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * dimension * vectors.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] vector : vectors) {
      for (float x : vector) {
        bytes.putFloat(x);
      }
    }
    return StoredRows.of(bytes.flip(), vectors.length, dimension);
  }

  @Property(tries = 150)
  void findsTheSameAsLookingAtAll(
      @ForAll Shape shape,
      @ForAll @IntRange(min = 1, max = 300) int dimension,
      @ForAll @IntRange(min = 1, max = 1100) int count,
      @ForAll @IntRange(min = 1, max = 9) int wanted,
      @ForAll long seed) {
    Made made = new Made(shape, dimension, seed);
    float[][] vectors = new float[count][];
    for (int i = 0; i < count; i++) {
      vectors[i] = made.next();
    }
    Rows rows = rows(vectors);
    int together = 3;
    Nearest found = new Nearest(rows, wanted, together);
    ShadowSearch search = new ShadowSearch(new Shadows(rows), found, together);
    Nearest all = new Nearest(rows, wanted, together);
    float[] queries = new float[together * dimension];
    float[] last = made.next();
    for (int block = 0; block < 4; block++) {
      for (int r = 0; r < together; r++) {
        float[] next =
            made.random.nextInt(4) == 0 ? vectors[made.random.nextInt(count)] : made.next();
        for (int j = 0; j < dimension; j++) {
          // Speech changes little from row to row; and some rows are those of the index.
          last[j] = block == 2 ? next[j] : 0.9f * last[j] + 0.1f * next[j];
        }
        System.arraycopy(last, 0, queries, r * dimension, dimension);
      }
      if (made.random.nextInt(5) == 0) {
        queries[made.random.nextInt(queries.length)] = Float.NaN;
      }
      search.search(queries, 0, together);
      all.begin(queries, 0, together);
      for (int i = 0; i < count; i++) {
        all.show(0, i);
        for (int r = 0; r < together; r++) {
          all.offer(r);
        }
      }
      for (int r = 0; r < together; r++) {
        assertEquals(all.found(r), found.found(r));
        for (int k = 0; k < all.found(r); k++) {
          assertEquals(all.row(r, k), found.row(r, k));
          assertEquals(all.distance(r, k), found.distance(r, k));
        }
      }
      for (int j = 0; j < dimension; j++) {
        last[j] = Float.isFinite(last[j]) ? last[j] : 0;
      }
    }
  }

  @Example
  void looksAtFewOfManyClusteredVectors() {
    Made made = new Made(Shape.CLUSTERS, 64, 5);
    float[][] vectors = new float[2000][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = made.next();
    }
    int[] looks = new int[1];
    Rows rows = rows(vectors);
    Rows counting =
        new Rows() {
          @Override
          public int dimension() {
            return rows.dimension();
          }

          @Override
          public int lists() {
            return rows.lists();
          }

          @Override
          public int size(int list) {
            return rows.size(list);
          }

          @Override
          public long id(int list, int row) {
            return rows.id(list, row);
          }

          @Override
          public void copy(int l, int r, int from, int count, float[] target, short[] scratch) {
            looks[0] += from == 0 ? 1 : 0;
            rows.copy(l, r, from, count, target, scratch);
          }

          @Override
          public short[] scratch() {
            return rows.scratch();
          }
        };
    ShadowSearch search = new ShadowSearch(new Shadows(rows), new Nearest(counting, 1, 1), 1);
    // A cluster has some 286, and its shadows are alike.
    for (int i = 0; i < 50; i++) {
      search.search(made.next(), 0, 1);
    }
    assertTrue(looks[0] < 50 * 300, looks[0] + " looks at vectors in 50 searches of 2000");
  }

  @Property(tries = 60)
  void noShadowsAreFartherApartThanTheirVectors(
      @ForAll Shape shape, @ForAll @IntRange(min = 1, max = 800) int dimension, @ForAll long seed) {
    Made made = new Made(shape, dimension, seed);
    float[][] vectors = new float[40][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = made.next();
    }
    Subspace subspace = Subspace.of(rows(vectors), 20);
    Subspace.Light light = new Subspace.Light(subspace, 2);
    float[] two = new float[2 * dimension];
    int size = subspace.shadowSize();
    for (int i = 1; i < vectors.length; i++) {
      System.arraycopy(vectors[i - 1], 0, two, 0, dimension);
      System.arraycopy(vectors[i], 0, two, dimension, dimension);
      light.cast(two, 0, 2);
      double apart = 0;
      for (int j = 0; j < dimension; j++) {
        apart += Math.pow((double) two[j] - two[dimension + j], 2);
      }
      double shadowsApart = light.square(0) + (double) light.square(1);
      for (int k = 0; k < size; k++) {
        shadowsApart -= 2.0 * light.shadows()[k] * light.shadows()[size + k];
      }
      double slack =
          Subspace.Light.ROUNDING * ((double) light.square(0) + light.square(1)) + Float.MIN_NORMAL;
      if (Double.isFinite(apart) && Double.isFinite(shadowsApart)) {
        assertTrue(shadowsApart - slack / 4 <= apart, shadowsApart + " apart, not " + apart);
      }
    }
  }
}
