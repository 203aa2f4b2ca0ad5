package io.makebeliv.onnx.index;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/** Rows of features in lists, read from a mapped file. Immutable; copying allocates nothing. */
final class StoredRows implements Rows {

  /** Largest part of a file that is mapped at once. */
  static final long MOST_BYTES = 1L << 30;

  private final int dimension;
  private final boolean half;
  private final ByteBuffer[] parts;
  private final FloatBuffer[] floats;
  private final ShortBuffer[] shorts;
  private final int[] part;
  private final int[] start;
  private final int[] size;
  private final long[] firstId;

  /**
   * Describes the lists.
   *
   * @param dimension values of a row
   * @param half whether they are 16-bit floats
   * @param parts mapped parts
   * @param part of each list
   * @param start byte of each list's first row in its part
   * @param size rows of each list
   * @param firstId number of each list's first row, the others following; or -1 where 64-bit
   *     numbers follow the list's rows
   */
  StoredRows(
      int dimension,
      boolean half,
      ByteBuffer[] parts,
      int[] part,
      int[] start,
      int[] size,
      long[] firstId) {
    this.dimension = dimension;
    this.half = half;
    this.parts = parts;
    this.part = part;
    this.start = start;
    this.size = size;
    this.firstId = firstId;
    floats = new FloatBuffer[half ? 0 : parts.length];
    shorts = new ShortBuffer[half ? parts.length : 0];
    for (int i = 0; i < parts.length; i++) {
      if (half) {
        shorts[i] = parts[i].asShortBuffer();
      } else {
        floats[i] = parts[i].asFloatBuffer();
      }
    }
  }

  /** A single list of 32-bit floats. */
  static StoredRows of(ByteBuffer mapped, int rows, int dimension) {
    return new StoredRows(
        dimension,
        false,
        new ByteBuffer[] {mapped},
        new int[1],
        new int[1],
        new int[] {rows},
        new long[1]);
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int lists() {
    return size.length;
  }

  @Override
  public int size(int list) {
    return size[list];
  }

  @Override
  public long id(int list, int row) {
    if (firstId[list] >= 0) {
      return firstId[list] + row;
    }
    int ids = start[list] + size[list] * dimension * Float.BYTES;
    return parts[part[list]].getLong(ids + row * Long.BYTES);
  }

  @Override
  public void copy(int list, int row, int from, int count, float[] target, short[] scratch) {
    int at = row * dimension + from;
    if (half) {
      shorts[part[list]].get(start[list] / Short.BYTES + at, scratch, 0, count);
      for (int i = 0; i < count; i++) {
        target[i] = single(scratch[i]);
      }
    } else {
      floats[part[list]].get(start[list] / Float.BYTES + at, target, 0, count);
    }
  }

  /** For 16-bit floats only. */
  @Override
  public short[] scratch() {
    return new short[half ? dimension : 0];
  }

  /** A 16-bit float: its exponent moves over as it is, and is put right by a multiplication. */
  static float single(short half) {
    int magnitude = half & 0x7FFF;
    int sign = (half & 0x8000) << 16;
    int bits =
        magnitude >= 0x7C00
            ? 0x7F800000 | (magnitude & 0x3FF) << 13
            : Float.floatToRawIntBits(Float.intBitsToFloat(magnitude << 13) * 0x1p112f);
    return Float.intBitsToFloat(sign | bits);
  }
}
