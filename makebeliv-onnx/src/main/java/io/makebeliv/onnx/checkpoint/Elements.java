package io.makebeliv.onnx.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** Turns stored elements into the types that are worked with. */
final class Elements {

  /** Small enough to stay in the nearest cache, large enough that bulk copies pay. */
  private static final int CHUNK = 4096;

  private static final int HALF_INFINITY = 0x7c00;
  private static final int HALF_LEAST_NORMAL = 0x0400;

  /** 1 / 2^24, by which the fraction of a subnormal half counts. */
  private static final float HALF_LEAST = 0x1p-24f;

  /** From the exponent of a half, biased by 15, to that of a float, biased by 127. */
  private static final int REBIAS = (127 - 15) << 23;

  private Elements() {}

  /** Gives floats: a view if the bytes are floats of this machine, else a direct buffer. */
  static FloatBuffer floats(DType dtype, ByteBuffer bytes) {
    if (dtype == DType.F32 && isNative(bytes)) {
      return bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
    int count = bytes.remaining() / dtype.bytes();
    FloatBuffer floats =
        ByteBuffer.allocateDirect(count * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    switch (dtype) {
      case F64 -> {
        for (int i = 0; i < count; i++) {
          floats.put(i, (float) bytes.getDouble(i * Double.BYTES));
        }
      }
      case F32 -> {
        for (int i = 0; i < count; i++) {
          floats.put(i, bytes.getFloat(i * Float.BYTES));
        }
      }
      case F16, BF16 -> widen(dtype, bytes.asShortBuffer(), floats);
      default -> {
        LongBuffer longs = longs(dtype, bytes);
        for (int i = 0; i < count; i++) {
          floats.put(i, (float) longs.get(i));
        }
      }
    }
    return floats;
  }

  static LongBuffer longs(DType dtype, ByteBuffer bytes) {
    int count = bytes.remaining() / dtype.bytes();
    LongBuffer longs =
        ByteBuffer.allocateDirect(count * Long.BYTES).order(ByteOrder.nativeOrder()).asLongBuffer();
    for (int i = 0; i < count; i++) {
      longs.put(
          i,
          switch (dtype) {
            case I64 -> bytes.getLong(i * Long.BYTES);
            case I32 -> bytes.getInt(i * Integer.BYTES);
            case I16 -> bytes.getShort(i * Short.BYTES);
            case I8 -> bytes.get(i);
            case BOOL -> bytes.get(i) == 0 ? 0 : 1;
            default -> Byte.toUnsignedInt(bytes.get(i));
          });
    }
    return longs;
  }

  /** Native code needs them outside the heap, and reads any address on some machines only. */
  private static boolean isNative(ByteBuffer bytes) {
    return bytes.isDirect()
        && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
        && bytes.alignmentOffset(0, Float.BYTES) == 0;
  }

  private static void widen(DType dtype, ShortBuffer from, FloatBuffer to) {
    short[] narrow = new short[Math.min(CHUNK, from.remaining())];
    float[] wide = new float[narrow.length];
    for (int left = from.remaining(); left > 0; left = from.remaining()) {
      int count = Math.min(left, narrow.length);
      from.get(narrow, 0, count);
      if (dtype == DType.F16) {
        for (int i = 0; i < count; i++) {
          wide[i] = half(narrow[i]);
        }
      } else {
        for (int i = 0; i < count; i++) {
          wide[i] = Float.intBitsToFloat(narrow[i] << 16);
        }
      }
      to.put(wide, 0, count);
    }
    to.flip();
  }

  /**
   * Gives the value of an IEEE 754 half, exactly; a NaN keeps its fraction. Without branches and
   * without subnormal floats, which are slow on some machines.
   */
  static float half(short bits) {
    int magnitude = bits & 0x7fff;
    int normal = (magnitude << 13) + (magnitude >= HALF_INFINITY ? 2 * REBIAS : REBIAS);
    int subnormal = Float.floatToRawIntBits(magnitude * HALF_LEAST);
    int sign = (bits & 0x8000) << 16;
    return Float.intBitsToFloat(sign | (magnitude < HALF_LEAST_NORMAL ? subnormal : normal));
  }
}
