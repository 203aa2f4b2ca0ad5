package io.makebeliv.onnx.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.Allocations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table without lists. */
final class CellsTest {

  private static final int DIMENSION = 48;

  @TempDir Path folder;

  private static float[][] clustered(int count, long seed) {
    Random random = new Random(seed);
    float[][] anchors = new float[150][DIMENSION];
    for (float[] anchor : anchors) {
      for (int j = 0; j < DIMENSION; j++) {
        anchor[j] = (float) random.nextGaussian();
      }
    }
    float[][] rows = new float[count][DIMENSION];
    for (float[] row : rows) {
      float[] anchor = anchors[random.nextInt(anchors.length)];
      for (int j = 0; j < DIMENSION; j++) {
        row[j] = anchor[j] + 0.5f * (float) random.nextGaussian();
      }
    }
    return rows;
  }

  private FeatureIndex open(float[][] rows) {
    ByteBuffer body =
        ByteBuffer.allocate(4 * DIMENSION * rows.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : rows) {
      for (float x : row) {
        body.putFloat(x);
      }
    }
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }"
            .formatted(rows.length, DIMENSION);
    return FeatureIndex.open(
        IndexBytes.write(
            folder, "total" + rows.length + ".npy", IndexBytes.numpy(1, header, body.array())));
  }

  @Test
  void everyRowLiesInOneCell() {
    float[][] rows = clustered(9000, 1);
    for (int broken = 0; broken < 9000; broken += 100) {
      rows[broken][broken % DIMENSION] = Float.NaN;
    }
    FeatureIndex index = open(rows);
    assertEquals(9000, index.size());
    assertTrue(index.lists() <= 9000 / 39 && index.lists() > 100, index.lists() + " cells");
    assertEquals(4, index.storedProbes());
    boolean[] seen = new boolean[9000];
    for (int i = 0; i < index.lists(); i++) {
      assertTrue(index.rows().size(i) > 0);
      for (int k = 0; k < index.rows().size(i); k++) {
        int id = (int) index.rows().id(i, k);
        assertTrue(!seen[id], "row " + id + " twice");
        seen[id] = true;
      }
    }
  }

  @Test
  void mostOfTheNearestOfAllAreFound() {
    FeatureIndex index = open(clustered(12_000, 2));
    float[][] queries = clustered(12_300, 2);
    IndexSearch usual = new IndexSearch(index, 8, index.storedProbes(), 1);
    IndexSearch all = new IndexSearch(index, 8, index.lists(), 1);
    int found = 0;
    for (int q = 12_000; q < 12_300; q++) {
      usual.search(queries[q], 0, 1);
      all.search(queries[q], 0, 1);
      for (int k = 0; k < 8; k++) {
        found +=
            usual.distance(0, 7) >= all.distance(0, k) && contains(usual, all.id(0, k)) ? 1 : 0;
      }
    }
    assertTrue(found > 0.85 * 2400, found + " of 2400");
  }

  private static boolean contains(IndexSearch search, long id) {
    for (int k = 0; k < search.found(0); k++) {
      if (search.id(0, k) == id) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aSmallTableIsSearchedWhole() {
    FeatureIndex index = open(clustered(2000, 3));
    assertEquals(index.lists(), index.storedProbes());
    FeatureIndex one = open(clustered(1, 3));
    assertEquals(1, one.lists());
    IndexSearch search = new IndexSearch(one, 8, one.storedProbes(), 1);
    search.search(new float[DIMENSION], 0, 1);
    assertEquals(1, search.found(0));
  }

  @Test
  void searchesAllocateNothing() {
    FeatureIndex index = open(clustered(3000, 4));
    IndexSearch search = new IndexSearch(index, 8, index.storedProbes(), 5);
    float[] rows = new float[5 * DIMENSION];
    assertEquals(0, Allocations.of(() -> search.draw(rows, 0, 5, 0.3f)));
  }
}
