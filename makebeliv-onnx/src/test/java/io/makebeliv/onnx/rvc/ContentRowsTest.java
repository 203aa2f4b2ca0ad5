package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContentRowsTest {

  @ParameterizedTest
  @CsvSource({"4960, 15", "12960, 40", "16000, 49", "32000, 99", "400, 1", "399, 0", "0, 0"})
  void theEncoderGivesSoManyRows(int samples, int rows) {
    assertEquals(rows, ContentRows.rows(samples));
  }

  @Test
  void aRowStandsForTwoFrames() {
    float[] rows = {-1, 1, 10, 2, 20, 3, 30};
    float[] frames = new float[2 + 2 * 7];
    ContentRows.spread(rows, 1, 3, 2, frames, 2, 0, 7);
    assertArrayEquals(new float[] {0, 0, 1, 10, 1, 10, 2, 20, 2, 20, 3, 30, 3, 30, 3, 30}, frames);
    float[] part = new float[6];
    ContentRows.spread(rows, 1, 3, 2, part, 0, 3, 3);
    assertArrayEquals(new float[] {2, 20, 3, 30, 3, 30}, part);
  }

  @Test
  void aStreamHasFramesBeyondItsRows() {
    // 16000 samples: 100 frames, but 49 rows.
    assertEquals(49, ContentRows.rows(16_000));
    assertEquals(100, ContentRows.streamFrames(16_000));
  }

  @Test
  void unvoicedFramesAreProtected() {
    float[] heard = {1, 1, 2, 2, 3, 3, 4, 4};
    float[] drawn = {11, 11, 12, 12, 13, 13, 14, 14};
    float[] f0 = {9, 100, 0, 0.5f, 1};
    ContentRows.protect(drawn, heard, 0, 2, f0, 1, 4, 0.25f);
    assertArrayEquals(new float[] {11, 11, 4.5f, 4.5f, 5.5f, 5.5f, 14, 14}, drawn);
    float[] off = {11, 11};
    ContentRows.protect(off, heard, 0, 2, new float[1], 0, 1, 0.5f);
    assertArrayEquals(new float[] {11, 11}, off);
  }
}
