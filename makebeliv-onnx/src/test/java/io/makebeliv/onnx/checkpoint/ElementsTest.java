package io.makebeliv.onnx.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Numbers keep their value. */
final class ElementsTest {

  /** By the definition in IEEE 754-2019, 3.4: sign, exponent, fraction. */
  private static double definition(int bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    double magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((double) fraction, -24);
          case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(1024.0 + fraction, exponent - 25);
        };
    return bits >> 15 == 0 ? magnitude : -magnitude;
  }

  @Test
  void everyHalfIsExact() {
    ByteBuffer all = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int bits = 0; bits < 1 << 16; bits++) {
      all.putShort(2 * bits, (short) bits);
    }
    FloatBuffer floats = Elements.floats(DType.F16, all);
    assertEquals(1 << 16, floats.remaining());
    for (int bits = 0; bits < 1 << 16; bits++) {
      double expected = definition(bits);
      float actual = floats.get(bits);
      assertEquals((float) expected, actual, () -> "a half");
      if (!Double.isNaN(expected)) {
        assertEquals(
            Float.floatToRawIntBits((float) expected), Float.floatToRawIntBits(actual), "sign");
      }
    }
  }

  @Test
  void everyBfloat16IsTheUpperHalfOfAFloat() {
    ByteBuffer all = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int bits = 0; bits < 1 << 16; bits++) {
      all.putShort(2 * bits, (short) bits);
    }
    FloatBuffer floats = Elements.floats(DType.BF16, all);
    for (int bits = 0; bits < 1 << 16; bits++) {
      float expected = Float.intBitsToFloat(bits << 16);
      assertTrue(Float.compare(expected, floats.get(bits)) == 0);
    }
  }

  @Property(tries = 200)
  void anyStridesGiveWhatIndexingGives(
      @ForAll @IntRange(max = 4) int a,
      @ForAll @IntRange(max = 4) int b,
      @ForAll @IntRange(max = 4) int c,
      @ForAll @IntRange(max = 20) int strideA,
      @ForAll @IntRange(max = 20) int strideB,
      @ForAll @IntRange(max = 20) int strideC,
      @ForAll @IntRange(max = 10) int offset)
      throws BrokenCheckpointException {
    int count = 200;
    ByteBuffer bytes = ByteBuffer.allocate(2 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putShort(2 * i, (short) i);
    }
    Storage storage = new Storage("test.pth", bytes.limit(), () -> bytes);
    Tensor tensor =
        Tensor.row(storage, DType.I16)
            .view(DType.I16, offset, new long[] {a, b, c}, new long[] {strideA, strideB, strideC});
    FloatBuffer floats = tensor.floats();
    for (int i = 0; i < a; i++) {
      for (int j = 0; j < b; j++) {
        for (int k = 0; k < c; k++) {
          assertEquals(offset + i * strideA + j * strideB + k * strideC, floats.get());
        }
      }
    }
    assertEquals(0, floats.remaining());
  }
}
