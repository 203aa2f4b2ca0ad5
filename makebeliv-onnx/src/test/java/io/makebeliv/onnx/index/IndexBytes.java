package io.makebeliv.onnx.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes an index file byte by byte, as the layout says, sound or not. */
final class IndexBytes {

  private final ByteBuffer bytes;

  IndexBytes(int room) {
    bytes = ByteBuffer.allocate(room).order(ByteOrder.LITTLE_ENDIAN);
  }

  IndexBytes text(String text) {
    bytes.put(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  IndexBytes u8(int value) {
    bytes.put((byte) value);
    return this;
  }

  IndexBytes u16(int value) {
    bytes.putShort((short) value);
    return this;
  }

  IndexBytes i32(int value) {
    bytes.putInt(value);
    return this;
  }

  IndexBytes i64(long... values) {
    for (long value : values) {
      bytes.putLong(value);
    }
    return this;
  }

  IndexBytes floats(float... values) {
    for (float value : values) {
      bytes.putFloat(value);
    }
    return this;
  }

  IndexBytes header(int dimension, long rows, int metric) {
    return i32(dimension).i64(rows, 1 << 20, 1 << 20).u8(1).i32(metric);
  }

  byte[] array() {
    byte[] array = new byte[bytes.position()];
    bytes.get(0, array);
    return array;
  }

  /** Where the next byte goes. */
  int position() {
    return bytes.position();
  }

  /** Rows in lists around centres; the numbers of the rows count backwards from 1000. */
  static byte[] ivf(float[][] centres, float[][][] lists, int probes, boolean sparse, int map) {
    int dimension = centres[0].length;
    int rows = 0;
    int filled = 0;
    for (float[][] list : lists) {
      rows += list.length;
      filled += list.length > 0 ? 1 : 0;
    }
    IndexBytes out =
        new IndexBytes(1000 + (rows + centres.length) * (dimension * 4 + 32))
            .text("IwFl")
            .header(dimension, rows, 1)
            .i64(centres.length, probes)
            .text("IxF2")
            .header(dimension, centres.length, 1)
            .i64((long) centres.length * dimension);
    for (float[] centre : centres) {
      out.floats(centre);
    }
    out.u8(map).i64(map == 1 ? rows : 0).i64(new long[map == 1 ? rows : 0]);
    if (map == 2) {
      out.i64(rows).i64(new long[2 * rows]);
    }
    out.text("ilar").i64(centres.length, 4L * dimension).text(sparse ? "sprs" : "full");
    out.i64(sparse ? 2L * filled : centres.length);
    for (int i = 0; i < lists.length; i++) {
      if (!sparse) {
        out.i64(lists[i].length);
      } else if (lists[i].length > 0) {
        out.i64(i, lists[i].length);
      }
    }
    long id = 1000;
    for (float[][] list : lists) {
      for (float[] row : list) {
        out.floats(row);
      }
      for (int i = 0; i < list.length; i++) {
        out.i64(id--);
      }
    }
    return out.array();
  }

  static byte[] numpy(int version, String dictionary, byte[] body) {
    int length = (dictionary.length() + 1 + 10 + 2 + 63) / 64 * 64 - (version == 1 ? 10 : 12);
    IndexBytes out = new IndexBytes(length + 20 + body.length);
    out.text("\u0093NUMPY").u8(version).u8(0);
    if (version == 1) {
      out.u16(length);
    } else {
      out.i32(length);
    }
    out.text(dictionary).text(" ".repeat(length - dictionary.length() - 1)).text("\n");
    for (byte b : body) {
      out.u8(b);
    }
    return out.array();
  }

  static Path write(Path folder, String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
