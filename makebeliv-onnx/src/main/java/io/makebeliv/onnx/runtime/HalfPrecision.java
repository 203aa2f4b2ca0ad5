package io.makebeliv.onnx.runtime;

/** IEEE 754 binary16, which Java 17 does not know. */
final class HalfPrecision {

  private static final int FLOAT_INFINITY = 0x7F80_0000;

  /** The smallest {@code float} that rounds to infinity: 65520. */
  private static final int OVERFLOW = 0x477F_F000;

  /** The smallest that is a normal number in half precision: 2^-14. */
  private static final int SMALLEST_NORMAL = 0x3880_0000;

  private HalfPrecision() {}

  /** Rounds to the nearest, to even where two are equally near. */
  static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7FFF_FFFF;
    if (magnitude > FLOAT_INFINITY) {
      return (short) (sign | 0x7E00);
    }
    if (magnitude >= OVERFLOW) {
      return (short) (sign | 0x7C00);
    }
    if (magnitude < SMALLEST_NORMAL) {
      // Subnormal halves are multiples of 2^-24: rint rounds as asked.
      return (short) (sign | (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24f));
    }
    int rounded = magnitude + 0xFFF + (magnitude >>> 13 & 1);
    return (short) (sign | (rounded - SMALLEST_NORMAL + 0x0080_0000) >>> 13);
  }

  static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int magnitude = half & 0x7FFF;
    if (magnitude >= 0x7C00) {
      return Float.intBitsToFloat(sign | FLOAT_INFINITY | (magnitude & 0x3FF) << 13);
    }
    if (magnitude < 0x400) {
      float subnormal = magnitude * 0x1p-24f;
      return sign == 0 ? subnormal : -subnormal;
    }
    return Float.intBitsToFloat(sign | (magnitude << 13) + SMALLEST_NORMAL - 0x0080_0000);
  }
}
