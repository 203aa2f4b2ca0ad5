package io.makebeliv.onnx.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads a faiss index of type IVF Flat, as {@code faiss.write_index} lays it out. */
final class FaissFile {

  private static final String KIND = "IwFl";
  private static final int MOST_DIMENSIONS = 4096;

  /** Training writes 1. What a block costs grows with it, so a file is not believed blindly. */
  private static final int MOST_PROBES = 16;

  private static final int L2 = 1;
  private static final String USE =
      "use the file named added_*.index that RVC's training writes, or total_fea.npy";

  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("IwPQ", "an index of product-quantised rows"),
          Map.entry("IwQR", "an index of product-quantised rows"),
          Map.entry("IwSQ", "an index of scalar-quantised rows"),
          Map.entry("IwSq", "an index of scalar-quantised rows"),
          Map.entry("IxPq", "an index of product-quantised rows"),
          Map.entry("IxSQ", "an index of scalar-quantised rows"),
          Map.entry("IxPT", "an index behind a transform"),
          Map.entry("IHNf", "an HNSW graph"),
          Map.entry("IHNp", "an HNSW graph"),
          Map.entry("IHNs", "an HNSW graph"),
          Map.entry("IHN2", "an HNSW graph"),
          Map.entry("IxF2", "a flat index"),
          Map.entry("IxFI", "a flat index"),
          Map.entry("IxFl", "a flat index"),
          Map.entry("IxMp", "an index with a map of numbers"),
          Map.entry("IxM2", "an index with a map of numbers"));

  private final FileReader in;
  private final int dimension;
  private final long rows;

  private FaissFile(FileReader in, int dimension, long rows) {
    this.in = in;
    this.dimension = dimension;
    this.rows = rows;
  }

  static FeatureIndex read(FileReader in, String kind) throws IOException {
    int dimension = dimension(in, kind);
    long rows = header(in, "its header");
    if (rows < 0) {
      throw in.damaged("it says it has %d rows".formatted(rows));
    }
    return new FaissFile(in, dimension, rows).read();
  }

  static int dimension(FileReader in, String kind) throws IOException {
    if (!kind.equals(KIND)) {
      String other = OTHERS.get(kind);
      if (other == null && (kind.startsWith("IxHN") || kind.startsWith("IHN"))) {
        other = "an HNSW graph";
      }
      if (other != null || kind.startsWith("I")) {
        throw in.refusal(
            "is a faiss index of type %s, %s, not IVF Flat"
                .formatted(printable(kind), other == null ? "which is unknown here" : other),
            USE);
      }
      throw in.refusal("is no faiss index, it begins with " + printable(kind), USE);
    }
    int dimension = in.i32("its header");
    if (dimension < 1 || dimension > MOST_DIMENSIONS) {
      throw in.damaged("it says its rows have %d values".formatted(dimension));
    }
    return dimension;
  }

  /** What follows the dimension in the header of any index; returns the number of rows. */
  private static long header(FileReader in, String what) throws IOException {
    long rows = in.i64(what);
    in.skip(2L * Long.BYTES, what);
    in.u8(what);
    int metric = in.i32(what);
    if (metric != L2) {
      throw in.refusal(
          metric == 0
              ? "measures nearness by inner product, not by distance"
              : "measures nearness in a way unknown here (%d)".formatted(metric),
          USE);
    }
    return rows;
  }

  private FeatureIndex read() throws IOException {
    long lists = in.i64("its header");
    long probes = in.i64("its header");
    if (lists < 1 || lists > Integer.MAX_VALUE || probes < 0) {
      throw in.damaged("it says it has %d lists and looks at %d".formatted(lists, probes));
    }
    StoredRows centres = centres((int) lists);
    directMap();
    StoredRows stored = lists((int) lists);
    long most = Math.min(lists, MOST_PROBES);
    return new FeatureIndex(stored, centres, (int) Math.max(1, Math.min(most, probes)));
  }

  private StoredRows centres(int lists) throws IOException {
    String what = "its quantizer";
    String kind = in.text(4, what);
    if (!kind.equals("IxF2") && !kind.equals("IxFl")) {
      throw in.refusal("finds its lists by a quantizer of type " + printable(kind), USE);
    }
    int values = in.i32(what);
    long count = header(in, what);
    long stored = in.i64(what);
    long expected = FileReader.product(lists, dimension);
    if (values != dimension || count != lists || stored != expected) {
      throw in.damaged(
          "its quantizer holds %d rows of %d in %d values for %d lists of rows of %d"
              .formatted(count, values, stored, lists, dimension));
    }
    long bytes = FileReader.product(expected, Float.BYTES);
    if (bytes > Integer.MAX_VALUE) {
      throw in.refusal("has more lists than can be searched (%d)".formatted(lists), USE);
    }
    return StoredRows.of(in.map(bytes, what), lists, dimension);
  }

  private void directMap() throws IOException {
    String what = "its direct map";
    int type = in.u8(what);
    if (type > 2) {
      throw in.damaged("its direct map is of type %d".formatted(type));
    }
    in.skip(FileReader.product(in.i64(what), Long.BYTES), what);
    if (type == 2) {
      in.skip(FileReader.product(in.i64(what), 2L * Long.BYTES), what);
    }
  }

  private StoredRows lists(int lists) throws IOException {
    String what = "its lists";
    String kind = in.text(4, what);
    if (kind.equals("il00") || (kind.equals("ilar") && rows == 0)) {
      throw in.refusal("holds no rows, it is the trained_*.index", USE);
    }
    if (!kind.equals("ilar")) {
      throw in.refusal("stores its lists as %s, not in the file".formatted(printable(kind)), USE);
    }
    long count = in.i64(what);
    long codeSize = in.i64(what);
    if (count != lists || codeSize != (long) dimension * Float.BYTES) {
      throw in.damaged(
          "it stores %d lists of rows of %d bytes for %d lists of rows of %d values"
              .formatted(count, codeSize, lists, dimension));
    }
    return map(sizes(lists));
  }

  private int[] sizes(int lists) throws IOException {
    String what = "the sizes of its lists";
    String form = in.text(4, what);
    long count = in.i64(what);
    boolean sparse = form.equals("sprs");
    if (!sparse && !form.equals("full")) {
      throw in.damaged("the sizes of its lists are stored as " + printable(form));
    }
    if (sparse ? count < 0 || count % 2 != 0 || count / 2 > lists : count != lists) {
      throw in.damaged("it has %d sizes for %d lists".formatted(count, lists));
    }
    ByteBuffer stored = in.map(FileReader.product(count, Long.BYTES), what);
    int[] sizes = new int[lists];
    long sum = 0;
    long most = in.remaining() / ((long) dimension * Float.BYTES + Long.BYTES);
    for (int i = 0; i < (sparse ? count / 2 : count); i++) {
      long list = sparse ? stored.getLong(16 * i) : i;
      long size = stored.getLong(sparse ? 16 * i + 8 : 8 * i);
      if (list < 0 || list >= lists || size < 0 || size > most - sum || sizes[(int) list] != 0) {
        throw in.damaged("its list %d has %d rows".formatted(list, size));
      }
      sizes[(int) list] = (int) size;
      sum += size;
    }
    if (sum != rows) {
      throw in.damaged("its lists have %d rows, not %d".formatted(sum, rows));
    }
    return sizes;
  }

  /** Maps neighbouring lists together as far as a buffer reaches. */
  private StoredRows map(int[] sizes) throws IOException {
    int lists = sizes.length;
    long rowBytes = (long) dimension * Float.BYTES + Long.BYTES;
    List<ByteBuffer> parts = new ArrayList<>();
    int[] part = new int[lists];
    int[] start = new int[lists];
    long bytes = 0;
    for (int i = 0; i < lists; i++) {
      long wanted = sizes[i] * rowBytes;
      if (wanted > Integer.MAX_VALUE) {
        throw in.refusal("has a list of %d rows, which is too long".formatted(sizes[i]), USE);
      }
      if (bytes > 0 && bytes + wanted > StoredRows.MOST_BYTES) {
        parts.add(in.map(bytes, "its rows"));
        bytes = 0;
      }
      part[i] = parts.size();
      start[i] = (int) bytes;
      bytes += wanted;
    }
    parts.add(in.map(bytes, "its rows"));
    long[] ids = new long[lists];
    Arrays.fill(ids, -1);
    return new StoredRows(
        dimension, false, parts.toArray(ByteBuffer[]::new), part, start, sizes, ids);
  }

  private static String printable(String kind) {
    return "\"" + kind.replaceAll("[^ -~]", "?") + "\"";
  }
}
