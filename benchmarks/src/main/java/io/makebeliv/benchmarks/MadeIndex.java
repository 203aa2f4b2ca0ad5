package io.makebeliv.benchmarks;

import io.makebeliv.onnx.index.FeatureIndex;
import io.makebeliv.onnx.index.IndexSearch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** An index of made-up rows as RVC's training lays it out, and the table of its rows. */
final class MadeIndex implements AutoCloseable {

  private static final int HEADER = 128;

  private final int dimension;
  private final int size;
  private final Path folder;
  private final FloatBuffer rows;
  private final float[] centres;
  private final int[] listOf;
  private final int lists;

  MadeIndex(MadeFeatures features, int dimension, int size, int moves) throws IOException {
    this.dimension = dimension;
    this.size = size;
    lists = Math.min((int) (16 * Math.sqrt(size)), size / 39);
    folder = Files.createTempDirectory("index-searching");
    try {
      rows = writeTable(features);
      centres = new float[lists * dimension];
      for (int c = 0; c < lists; c++) {
        rows.get((int) ((long) c * size / lists) * dimension, centres, c * dimension, dimension);
      }
      listOf = new int[size];
      assign();
      for (int i = 0; i < moves; i++) {
        move();
        assign();
      }
      writeIndex();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  Path table() {
    return folder.resolve("total_fea.npy");
  }

  Path index() {
    return folder.resolve("added.index");
  }

  int lists() {
    return lists;
  }

  float[] centres() {
    return centres;
  }

  /** Rows of each list, by their numbers. */
  int[][] members() {
    int[] sizes = new int[lists];
    for (int list : listOf) {
      sizes[list]++;
    }
    int[][] members = new int[lists][];
    Arrays.setAll(members, i -> new int[sizes[i]]);
    for (int r = size - 1; r >= 0; r--) {
      members[listOf[r]][--sizes[listOf[r]]] = r;
    }
    return members;
  }

  FloatBuffer rows() {
    return rows;
  }

  private FloatBuffer writeTable(MadeFeatures features) throws IOException {
    try (FileChannel file = create(table())) {
      file.write(header(size));
      ByteBuffer mapped =
          file.map(MapMode.READ_WRITE, HEADER, 4L * size * dimension)
              .order(ByteOrder.LITTLE_ENDIAN);
      FloatBuffer all = mapped.asFloatBuffer();
      float[] row = new float[dimension];
      for (int r = 0; r < size; r++) {
        features.next(row);
        all.put(r * dimension, row);
      }
      return all;
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private ByteBuffer header(int count) {
    String text =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }".formatted(count, dimension);
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.put("\u0093NUMPY\u0001\u0000".getBytes(StandardCharsets.ISO_8859_1));
    header.putShort((short) (HEADER - 10));
    header.put(
        (text + " ".repeat(HEADER - 11 - text.length()) + "\n")
            .getBytes(StandardCharsets.US_ASCII));
    return header.flip();
  }

  /** Every row to the nearest centre, or one that is nearly so. */
  private void assign() throws IOException {
    Path file = folder.resolve("centres.npy");
    try (FileChannel channel = create(file)) {
      channel.write(header(lists));
      ByteBuffer bytes = ByteBuffer.allocate(4 * centres.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(centres);
      channel.write(bytes);
    }
    int together = 16;
    IndexSearch search = new IndexSearch(FeatureIndex.open(file), 1, 8, together);
    float[] some = new float[together * dimension];
    for (int first = 0; first < size; first += together) {
      int count = Math.min(together, size - first);
      rows.get(first * dimension, some, 0, count * dimension);
      search.search(some, 0, count);
      for (int r = 0; r < count; r++) {
        listOf[first + r] = (int) search.id(r, 0);
      }
    }
  }

  /** Every centre into the middle of its rows. */
  private void move() {
    double[] sums = new double[centres.length];
    int[] counts = new int[lists];
    float[] row = new float[dimension];
    for (int r = 0; r < size; r++) {
      rows.get(r * dimension, row);
      counts[listOf[r]]++;
      for (int j = 0; j < dimension; j++) {
        sums[listOf[r] * dimension + j] += row[j];
      }
    }
    for (int i = 0; i < sums.length; i++) {
      if (counts[i / dimension] > 0) {
        centres[i] = (float) (sums[i] / counts[i / dimension]);
      }
    }
  }

  private void writeIndex() throws IOException {
    ByteBuffer head =
        ByteBuffer.allocate(1000 + 4 * centres.length + 8 * lists).order(ByteOrder.LITTLE_ENDIAN);
    head.put(ascii("IwFl"));
    faissHeader(head, size);
    head.putLong(lists).putLong(1).put(ascii("IxF2"));
    faissHeader(head, lists);
    head.putLong(centres.length);
    for (float x : centres) {
      head.putFloat(x);
    }
    head.put((byte) 0).putLong(0).put(ascii("ilar")).putLong(lists).putLong(4L * dimension);
    head.put(ascii("full")).putLong(lists);
    int[][] members = members();
    for (int[] list : members) {
      head.putLong(list.length);
    }
    try (FileChannel file = create(index())) {
      file.write(head.flip());
      for (int[] list : members) {
        ByteBuffer bytes =
            ByteBuffer.allocate(list.length * (4 * dimension + 8)).order(ByteOrder.LITTLE_ENDIAN);
        for (int r : list) {
          for (int j = 0; j < dimension; j++) {
            bytes.putFloat(rows.get(r * dimension + j));
          }
        }
        for (int r : list) {
          bytes.putLong(r);
        }
        file.write(bytes.flip());
      }
    }
  }

  private void faissHeader(ByteBuffer to, long count) {
    to.putInt(dimension).putLong(count).putLong(1L << 20).putLong(1L << 20).put((byte) 1).putInt(1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      for (String name : new String[] {"total_fea.npy", "centres.npy", "added.index"}) {
        Files.deleteIfExists(folder.resolve(name));
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
