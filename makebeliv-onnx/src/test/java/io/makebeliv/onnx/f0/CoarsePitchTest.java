package io.makebeliv.onnx.f0;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CoarsePitchTest {

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "50, 1",
    "100, 20",
    "110, 23",
    "155.5, 39",
    "220, 60",
    "440, 122",
    "880, 217",
    "1000, 238",
    "1100, 255",
    "1200, 255",
    "20000, 255",
    "10, 1",
    "-5, 1",
    "NaN, 1",
    "Infinity, 255"
  })
  void classesAreThoseOfTheNetworks(float hz, int expected) {
    assertEquals(expected, CoarsePitch.of(hz));
    long[] row = new long[3];
    CoarsePitch.of(new float[] {0, hz}, 1, 1, row, 2);
    assertArrayEquals(new long[] {0, 0, expected}, row);
  }

  @Test
  void positionsAmongTheClasses() {
    assertEquals(19.724580, CoarsePitch.position(100), 1e-6);
    assertEquals(60.273753, CoarsePitch.position(220), 1e-6);
    assertEquals(122.480552, CoarsePitch.position(440), 1e-6);
  }

  @Test
  void everyClassIsReachedInOrder() {
    int before = 1;
    for (float hz = 40; hz < 1200; hz += 0.05f) {
      int now = CoarsePitch.of(hz);
      assertEquals(true, now == before || now == before + 1);
      before = now;
    }
    assertEquals(255, before);
  }

  @Test
  void semitonesMoveVoicedFramesOnly() {
    float[] f0 = {100, 0, 220, 100};
    Transposition.apply(f0, 0, 3, Transposition.factor(12));
    assertArrayEquals(new float[] {200, 0, 440, 100}, f0);
    assertEquals(1.0594630943592953, Transposition.factor(1), 1e-15);
    assertEquals(0.5, Transposition.factor(-12));
  }

  @Test
  void unvoicedFramesStayOrAreBridged() {
    float[] kept = {0, 100, 0};
    Unvoiced.ZERO.fill(kept, 0, 3);
    assertArrayEquals(new float[] {0, 100, 0}, kept);
    float[] bridged = {7, 0, 0, 100, 0, 0, 0, 200, 150, 0, 160, 0, 0, 7};
    Unvoiced.BRIDGED.fill(bridged, 1, 12);
    assertArrayEquals(
        new float[] {7, 100, 100, 100, 125, 150, 175, 200, 150, 155, 160, 160, 160, 7}, bridged);
    float[] silent = new float[5];
    Unvoiced.BRIDGED.fill(silent, 0, 5);
    assertArrayEquals(new float[5], silent);
  }
}
