package io.makebeliv.onnx.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a table of rows that NumPy saved: 32- or 16-bit floats, row by row. */
final class NumpyFile {

  private static final int MOST_DIMENSIONS = 4096;
  private static final long MOST_ROWS = 4_000_000;
  private static final int LONGEST_HEADER = 1 << 16;
  private static final String USE = "save it as a C-ordered table of float32, or use added_*.index";

  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']{1,16})'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("'shape'\\s*:\\s*\\(\\s*(\\d{1,18})\\s*,\\s*(\\d{1,9})\\s*,?\\s*\\)");

  private NumpyFile() {}

  static FeatureIndex read(FileReader in) throws IOException {
    Header header = header(in);
    return rows(in, header.rows(), header.dimension(), header.half());
  }

  static int dimension(FileReader in) throws IOException {
    return header(in).dimension();
  }

  private record Header(long rows, int dimension, boolean half) {}

  private static Header header(FileReader in) throws IOException {
    String what = "its header";
    if (!in.text(2, what).equals("PY")) {
      throw in.refusal("is no NumPy file", USE);
    }
    int version = in.u8(what);
    in.u8(what);
    if (version < 1 || version > 3) {
      throw in.refusal("is a NumPy file of version %d, not 1 to 3".formatted(version), USE);
    }
    int length = version == 1 ? in.u16(what) : in.i32(what);
    if (length < 0 || length > LONGEST_HEADER) {
      throw in.damaged("its header has %d bytes".formatted(length));
    }
    String header = in.text(length, what);
    String type = field(in, TYPE, header, "type").group(1);
    if (!type.equals("<f4") && !type.equals("<f2")) {
      throw in.refusal("holds values of type %s, not <f4 or <f2".formatted(type), USE);
    }
    if (field(in, ORDER, header, "order").group(1).equals("True")) {
      throw in.refusal("is stored column by column", USE);
    }
    Matcher shape = field(in, SHAPE, header, "shape of two numbers");
    long rows = Long.parseLong(shape.group(1));
    int dimension = Integer.parseInt(shape.group(2));
    if (rows < 1 || dimension < 1 || dimension > MOST_DIMENSIONS) {
      throw in.refusal("holds %d rows of %d values".formatted(rows, dimension), USE);
    }
    if (rows > MOST_ROWS) {
      throw in.refusal(
          "holds %d rows, more than %d".formatted(rows, MOST_ROWS), "train an added_*.index of it");
    }
    return new Header(rows, dimension, type.equals("<f2"));
  }

  private static Matcher field(FileReader in, Pattern pattern, String header, String what) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw in.refusal("has no " + what + " in its header", USE);
    }
    return matcher;
  }

  private static FeatureIndex rows(FileReader in, long rows, int dimension, boolean half)
      throws IOException {
    int rowBytes = dimension * (half ? Short.BYTES : Float.BYTES);
    if (FileReader.product(rows, rowBytes) != in.remaining()) {
      throw in.damaged(
          "%d rows of %d bytes are %d bytes, but %d follow"
              .formatted(rows, rowBytes, FileReader.product(rows, rowBytes), in.remaining()));
    }
    int most = (int) (StoredRows.MOST_BYTES / rowBytes);
    int parts = (int) ((rows + most - 1) / most);
    ByteBuffer[] mapped = new ByteBuffer[parts];
    int[] part = new int[parts];
    int[] size = new int[parts];
    long[] firstId = new long[parts];
    for (int i = 0; i < parts; i++) {
      part[i] = i;
      firstId[i] = (long) i * most;
      size[i] = (int) Math.min(most, rows - firstId[i]);
      mapped[i] = in.map((long) size[i] * rowBytes, "its rows");
    }
    StoredRows stored =
        new StoredRows(dimension, half, mapped, part, new int[parts], size, firstId);
    return FeatureIndex.ofTable(stored);
  }
}
