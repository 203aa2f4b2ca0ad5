package io.makebeliv.onnx.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.Allocations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FeatureIndexTest {

  @TempDir Path folder;

  private Path resource(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = FeatureIndexTest.class.getResourceAsStream(name)) {
      assertTrue(in != null, name);
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  private static float[] gaussian(int length, long seed) {
    Random random = new Random(seed);
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  private static double squared(float[] a, int aAt, float[] b, int bAt, int dimension) {
    double sum = 0;
    for (int i = 0; i < dimension; i++) {
      double d = (double) a[aAt + i] - b[bAt + i];
      sum += d * d;
    }
    return sum;
  }

  // Files that faiss itself wrote, of 120 random rows of 8 values in 6 lists.

  @ParameterizedTest
  @ValueSource(strings = {"added.index", "array-map.index", "hash-map.index"})
  void readsWhatFaissWrites(String name) throws IOException {
    FeatureIndex index = FeatureIndex.open(resource(name));
    assertEquals(8, index.dimension());
    assertEquals(120, index.size());
    assertEquals(6, index.lists());
    assertEquals(1, index.storedProbes());
    // Every row is found again under its own number.
    float[] rows = table(resource("rows.npy"));
    IndexSearch search = new IndexSearch(index, 8, 1, 120);
    search.search(rows, 0, 120);
    for (int r = 0; r < 120; r++) {
      assertEquals(r, search.id(r, 0));
      assertEquals(0, search.distance(r, 0));
    }
  }

  private static float[] table(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    float[] rows = new float[120 * 8];
    ByteBuffer.wrap(bytes, bytes.length - 4 * rows.length, 4 * rows.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(rows);
    return rows;
  }

  @Test
  void findsWhatFaissFinds() throws IOException {
    FeatureIndex index = FeatureIndex.open(resource("added.index"));
    float[] queries = {
      -0.49258602f, -0.8004663f, 0.5688153f, -0.6356138f,
      0.839289f, -1.1862937f, 0.015583934f, -0.86292994f,
      -0.25447807f, -0.39141133f, -1.1479694f, 0.63627964f,
      -1.2642435f, -0.99908954f, 0.8727512f, 0.95474035f,
      0.6494453f, 0.3220406f, 2.2602725f, -1.2274054f,
      -0.7609882f, -1.0112774f, 0.8814588f, 0.27100995f,
      1.0939859f, 0.9557623f, -0.24162495f, -0.83539665f,
      -1.0084499f, 2.1956737f, 0.95182335f, 0.577532f
    };
    long[][] ids = {
      {26, 33, 92, 5, 116, 40, 59, 82},
      {28, 2, 1, 8, 31, 18, 89, 35},
      {99, 41, 76, 79, 4, 111, 9, 109},
      {47, 89, 35, 20, 53, 8, 1, 2}
    };
    double[][] nearest = {
      {2.1541383, 3.146605, 3.5883179},
      {0.86150587, 3.3512435, 5.1852064},
      {3.0921674, 6.3358736, 6.697581},
      {5.215143, 6.3958755, 9.013544}
    };
    IndexSearch search = new IndexSearch(index, 8, index.storedProbes(), 4);
    search.search(queries, 0, 4);
    for (int r = 0; r < 4; r++) {
      assertEquals(8, search.found(r));
      for (int i = 0; i < 8; i++) {
        assertEquals(ids[r][i], search.id(r, i));
      }
      for (int i = 0; i < 3; i++) {
        assertEquals(nearest[r][i], search.distance(r, i), 1e-5);
      }
    }
  }

  @Test
  void readsSparseListsAndFindsFewerThanWanted() throws IOException {
    FeatureIndex index = FeatureIndex.open(resource("sparse.index"));
    assertEquals(2, index.size());
    IndexSearch search = new IndexSearch(index, 8, 6, 1);
    search.search(table(resource("rows.npy")), 8, 1);
    assertEquals(2, search.found(0));
    assertEquals(1, search.id(0, 0));
    assertEquals(0, search.id(0, 1));
  }

  @Test
  void anIndexWithoutRowsIsRefused() throws IOException {
    String message = refusal(resource("trained.index"));
    assertTrue(message.contains("added_*.index"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rows.npy", "rows-half.npy"})
  void readsTablesOfNumpy(String name) throws IOException {
    FeatureIndex index = FeatureIndex.open(resource(name));
    assertEquals(8, index.dimension());
    assertEquals(120, index.size());
    assertEquals(index.lists(), index.storedProbes());
    assertEquals(120 + index.lists(), index.mostComparisons(index.lists()));
    float[] rows = table(resource("rows.npy"));
    IndexSearch search = new IndexSearch(index, 3, index.storedProbes(), 50);
    search.search(rows, 8 * 60, 50);
    for (int r = 0; r < 50; r++) {
      assertEquals(60 + r, search.id(r, 0));
      assertEquals(0, search.distance(r, 0), 1e-5);
    }
  }

  @Test
  void sixteenBitFloatsAreReadExactly() {
    assertEquals(1, StoredRows.single((short) 0x3C00));
    assertEquals(-2, StoredRows.single((short) 0xC000));
    assertEquals(65504, StoredRows.single((short) 0x7BFF));
    assertEquals(0x1p-24f, StoredRows.single((short) 1));
    assertEquals(-0x1.ff8p-15f, StoredRows.single((short) 0x83FF));
    assertEquals(Float.POSITIVE_INFINITY, StoredRows.single((short) 0x7C00));
    assertTrue(Float.isNaN(StoredRows.single((short) 0x7E00)));
    assertEquals(0, StoredRows.single((short) 0));
  }

  // Files written here.

  private static final class Made {
    private final FeatureIndex index;
    private final float[][] centres;
    private final float[][][] lists;

    Made(FeatureIndex index, float[][] centres, float[][][] lists) {
      this.index = index;
      this.centres = centres;
      this.lists = lists;
    }
  }

  private Made make(int dimension, int lists, int most, int probes, long seed) {
    Random random = new Random(seed);
    float[][] centres = new float[lists][];
    float[][][] rows = new float[lists][][];
    for (int i = 0; i < lists; i++) {
      centres[i] = gaussian(dimension, random.nextLong());
      rows[i] = new float[random.nextInt(most + 1)][];
      for (int k = 0; k < rows[i].length; k++) {
        rows[i][k] = gaussian(dimension, random.nextLong());
        for (int j = 0; j < dimension; j++) {
          rows[i][k][j] = centres[i][j] + 0.4f * rows[i][k][j];
        }
      }
    }
    byte[] bytes = IndexBytes.ivf(centres, rows, probes, random.nextBoolean(), random.nextInt(3));
    Path file = IndexBytes.write(folder, "made" + seed + ".index", bytes);
    return new Made(FeatureIndex.open(file), centres, rows);
  }

  @ParameterizedTest
  @CsvSource({"30, 0, 1", "30, 1, 1", "30, 12, 12", "30, 1000000, 16", "5, 12, 5"})
  void looksIntoAsManyListsAsTheFileSaysWithinReason(int lists, int said, int looked) {
    assertEquals(looked, make(4, lists, 3, said, lists + said).index.storedProbes());
  }

  @ParameterizedTest
  @CsvSource({
    "256, 20, 60, 1, 1",
    "768, 30, 70, 3, 2",
    "5, 1300, 9, 2, 3",
    "1, 3, 4, 7, 4",
    "16, 513, 5, 1, 5",
    "7, 512, 40, 512, 6"
  })
  void agreesWithLookingAtEveryRow(int dimension, int lists, int most, int probes, long seed) {
    Made made = make(dimension, lists, most, probes, seed);
    int count = 11;
    int wanted = 8;
    float[] queries = gaussian(3 + count * dimension, seed + 100);
    IndexSearch search = new IndexSearch(made.index, wanted, probes, count);
    search.search(queries, 3, count);
    for (int r = 0; r < count; r++) {
      int at = 3 + r * dimension;
      // The lists whose centres are nearest, and in them all rows.
      Integer[] order = new Integer[lists];
      for (int i = 0; i < lists; i++) {
        order[i] = i;
      }
      Arrays.sort(
          order,
          (a, b) ->
              Double.compare(
                  squared(queries, at, made.centres[a], 0, dimension),
                  squared(queries, at, made.centres[b], 0, dimension)));
      double[] distances = new double[0];
      for (int p = 0; p < Math.min(probes, lists); p++) {
        for (float[] row : made.lists[order[p]]) {
          distances = Arrays.copyOf(distances, distances.length + 1);
          distances[distances.length - 1] = squared(queries, at, row, 0, dimension);
        }
      }
      Arrays.sort(distances);
      assertEquals(Math.min(wanted, distances.length), search.found(r));
      for (int i = 0; i < search.found(r); i++) {
        assertEquals(distances[i], search.distance(r, i), 1e-4 * (1 + distances[i]));
        assertTrue(search.id(r, i) <= 1000 && search.id(r, i) > 1000 - made.index.size());
      }
    }
  }

  @Test
  void rowsAreDrawnTowardsTheMeanWeighedByNearness() {
    float[][] centres = {{0, 0}, {100, 100}};
    float[][][] lists = {{{1, 0}, {0, 2}, {0, -3}}, {}};
    Path file = IndexBytes.write(folder, "w.index", IndexBytes.ivf(centres, lists, 1, false, 0));
    IndexSearch search = new IndexSearch(FeatureIndex.open(file), 2, 1, 2);
    float[] rows = {9, 0, 0, 100, 100, 0, 0};
    search.draw(rows, 1, 3, 0.75f);
    // Squared distances 1 and 4: weights 1 and 1/16.
    double w0 = 1 / (1 + 1 / 16.0);
    double w1 = 1 - w0;
    assertArrayEquals(
        new float[] {
          9,
          (float) (0.75 * w0),
          (float) (0.75 * w1 * 2),
          100, // the nearest list is empty: it stays
          100,
          (float) (0.75 * w0),
          (float) (0.75 * w1 * 2)
        },
        rows,
        1e-6f);
    float[] same = {1, 2};
    search.draw(same, 0, 1, 0);
    assertArrayEquals(new float[] {1, 2}, same);
  }

  @Test
  void aRowOfTheIndexIsDrawnToItselfAlone() {
    float[][][] lists = {{{1, 0}, {0, 2}}};
    Path file =
        IndexBytes.write(
            folder, "s.index", IndexBytes.ivf(new float[][] {{0, 0}}, lists, 1, false, 0));
    float[] row = {1, 0};
    new IndexSearch(FeatureIndex.open(file), 8, 1, 1).draw(row, 0, 1, 1);
    assertArrayEquals(new float[] {1, 0}, row, 1e-6f);
  }

  @Test
  void rowsThatAreNoNumbersAreNeverNeighbours() {
    float[][][] lists = {{{Float.NaN, 0}, {0, 2}, {Float.POSITIVE_INFINITY, 1}}};
    Path file =
        IndexBytes.write(
            folder,
            "n.index",
            IndexBytes.ivf(
                new float[][] {{0, 0}, {Float.NaN, 0}},
                new float[][][] {lists[0], {}},
                2,
                false,
                0));
    IndexSearch search = new IndexSearch(FeatureIndex.open(file), 8, 2, 1);
    float[] row = {1, 0};
    search.draw(row, 0, 1, 1);
    assertEquals(1, search.found(0));
    assertArrayEquals(new float[] {0, 2}, row, 1e-6f);
    float[] broken = {Float.NaN, 0};
    search.draw(broken, 0, 1, 1);
    assertEquals(0, search.found(0));
  }

  @Test
  void searchesAllocateNothing() throws IOException {
    Made made = make(768, 40, 50, 2, 9);
    float[] rows = gaussian(768 * 7, 1);
    IndexSearch search = new IndexSearch(made.index, 8, 2, 5);
    assertEquals(0, Allocations.of(() -> search.draw(rows, 0, 7, 0.3f)));
    IndexSearch table = new IndexSearch(FeatureIndex.open(resource("rows-half.npy")), 8, 1, 5);
    assertEquals(0, Allocations.of(() -> table.draw(rows, 0, 7, 0.3f)));
  }

  // What is refused, and how.

  private static String refusal(Path file) {
    ModelException refusal = assertThrows(ModelException.class, () -> FeatureIndex.open(file));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(String.valueOf(file.getFileName())), message);
    return message;
  }

  private String refusal(String name, byte[] bytes) {
    return refusal(IndexBytes.write(folder, name, bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "IwPQ, product-quantised",
    "IHNf, HNSW",
    "IxHN, HNSW",
    "IxPT, transform",
    "IxF2, flat",
    "IwSq, scalar-quantised",
    "Ixyz, unknown"
  })
  void otherIndexesAreNamed(String kind, String word) {
    String message = refusal("x.index", new IndexBytes(100).text(kind).header(8, 0, 1).array());
    assertTrue(message.contains(kind) && message.contains(word), message);
    assertTrue(message.contains("added_*.index"), message);
  }

  @Test
  void whatIsNoIndexIsRefused() {
    assertTrue(refusal("a.index", new byte[0]).contains("added_*.index"));
    assertTrue(refusal("b.index", new byte[] {'P', 'K', 3, 4, 5}).contains("\"PK??\""));
    assertTrue(
        refusal("c.index", new IndexBytes(99).text("IwFl").header(8, 5, 0).array())
            .contains("inner product"));
    assertTrue(refusal(folder.resolve("none.index")).contains("readable"));
  }

  @Test
  void tablesOfNumpyAreChecked() {
    byte[] body = new byte[24];
    String good = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }";
    for (int version = 1; version <= 3; version++) {
      Path file = IndexBytes.write(folder, "v" + version, IndexBytes.numpy(version, good, body));
      assertEquals(3, FeatureIndex.open(file).size());
    }
    assertTrue(
        refusal("a.npy", IndexBytes.numpy(1, good.replace("False", "True"), body))
            .contains("column by column"));
    assertTrue(
        refusal("b.npy", IndexBytes.numpy(1, good.replace("<f4", ">f4"), body)).contains(">f4"));
    assertTrue(
        refusal("c.npy", IndexBytes.numpy(1, good.replace("(3, 2)", "(6,)"), body))
            .contains("shape"));
    assertTrue(refusal("d.npy", IndexBytes.numpy(1, good.replace("3", "4"), body)).contains("24"));
    refusal("e.npy", IndexBytes.numpy(1, good.replace("3", "999999999999999999"), body));
    refusal("f.npy", IndexBytes.numpy(1, good.replace("3", "0"), body));
    refusal("g.npy", IndexBytes.numpy(9, good, body));
  }

  @Test
  void aShortenedFileIsRefusedWhereverItEnds() {
    float[][] centres = {{0, 0}, {5, 5}};
    float[][][] lists = {{{1, 0}, {0, 2}}, {{5, 6}}};
    byte[] whole = IndexBytes.ivf(centres, lists, 1, false, 1);
    assertEquals(3, FeatureIndex.open(IndexBytes.write(folder, "ok", whole)).size());
    for (int length = 0; length < whole.length; length++) {
      refusal("short.index", Arrays.copyOf(whole, length));
    }
    byte[] table =
        IndexBytes.numpy(
            1, "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }", new byte[24]);
    for (int length = 0; length < table.length; length++) {
      refusal("short.npy", Arrays.copyOf(table, length));
    }
  }

  /** Opened or refused; if opened, searched without a fault. Memory is bounded by the file. */
  @Test
  void changedFilesAreOpenedOrRefused() throws IOException {
    Random random = new Random(11);
    byte[][] sound = {
      Files.readAllBytes(resource("added.index")),
      Files.readAllBytes(resource("sparse.index")),
      Files.readAllBytes(resource("hash-map.index")),
      Files.readAllBytes(resource("rows.npy")),
      IndexBytes.ivf(new float[][] {{0, 0}, {5, 5}}, new float[][][] {{{1, 0}}, {}}, 1, true, 2)
    };
    int opened = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = sound[round % sound.length].clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        // Mostly where counts are.
        int at =
            random.nextInt(random.nextInt(3) == 0 ? bytes.length : Math.min(bytes.length, 420));
        int kind = random.nextInt(4);
        for (int k = at; k < Math.min(bytes.length, at + (kind == 3 ? 8 : 1)); k++) {
          bytes[k] =
              (byte)
                  (kind == 0
                      ? bytes[k] ^ 1 << random.nextInt(8)
                      : kind == 1 ? 0xFF : kind == 2 ? 0x7F : random.nextInt(256));
        }
      }
      Path file = IndexBytes.write(folder, "fuzz" + round % 8, bytes);
      try {
        FeatureIndex index = FeatureIndex.open(file);
        float[] rows = gaussian(2 * index.dimension(), round);
        IndexSearch search = new IndexSearch(index, 8, index.storedProbes(), 2);
        search.draw(rows, 0, 2, 0.5f);
        for (int i = 0; i < search.found(1); i++) {
          search.id(1, i);
        }
        opened++;
      } catch (ModelException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("fuzz"), e.getMessage());
      }
    }
    assertTrue(opened > 200 && opened < 1800, opened + " of 2000 opened");
  }
}
