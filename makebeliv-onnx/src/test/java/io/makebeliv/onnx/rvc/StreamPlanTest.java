package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StreamPlanTest {

  @ParameterizedTest
  @CsvSource({
    "40000, 0.25, 0.05, 2.5, 44960, 281, 140, 250, 30, 1, 4800, 4960",
    "48000, 0.13, 0.08, 2.0, 35520, 222, 110, 200, 18, 4, 2880, 4960",
    "48000, 0.05, 0.02, 0.5, 9280, 58, 28, 50, 8, 0, 1600, 4960",
  })
  void windowsAreCutAsTheReferenceCutsThem(
      int rate,
      double block,
      double crossfade,
      double extra,
      int window16k,
      int frames,
      int rows,
      int skip,
      int returned,
      int lookAhead,
      int f0Window,
      int f0WindowBy32) {
    StreamPlan plan = StreamPlan.ofSeconds(rate, block, crossfade, extra);
    assertEquals(window16k, plan.window16k());
    assertEquals(frames, plan.windowFrames());
    assertEquals(frames, ContentRows.streamFrames(plan.window16k()));
    assertEquals(rows, plan.contentRows());
    assertEquals(skip, plan.skipFrames());
    assertEquals(skip / 2, plan.firstIndexedRow());
    assertEquals(returned, plan.returnFrames());
    assertEquals(lookAhead, plan.lookAheadFrames());
    assertEquals(f0Window, plan.f0Window());
    assertEquals(f0WindowBy32, plan.f0WindowBy32());
    assertEquals(0, (plan.f0WindowBy32() / 160 + 1) % 32);
    assertEquals(rate / 100, plan.frameSamples());
  }

  @Property(tries = 300)
  void whatIsAskedForAndTheLookAheadEndWithTheWindow(
      @ForAll @IntRange(min = 1, max = 150) int block,
      @ForAll @IntRange(min = 1, max = 15) int crossfade,
      @ForAll @IntRange(min = 0, max = 500) int extra) {
    StreamPlan plan = new StreamPlan(48_000, block, crossfade, extra);
    assertEquals(
        plan.windowFrames(), plan.skipFrames() + plan.returnFrames() + plan.lookAheadFrames());
    assertEquals(plan.delayFrames(), plan.windowFrames() - plan.skipFrames() - block);
    // With the last row again there is a row for every frame.
    assertEquals(true, 2 * (plan.contentRows() + 1) >= plan.windowFrames());
    assertEquals(true, plan.f0WindowBy32() <= plan.window16k());
  }

  @Test
  void formantsAskForMoreOrFewerFrames() {
    StreamPlan plan = StreamPlan.ofSeconds(40_000, 0.25, 0.05, 2.5);
    assertEquals(30, plan.returnFrames(0));
    assertEquals(34, plan.returnFrames(2));
    assertEquals(27, plan.returnFrames(-2));
  }

  @Test
  void refusesWhatCannotBe() {
    assertThrows(IllegalArgumentException.class, () -> new StreamPlan(22_051, 25, 5, 250));
    assertThrows(IllegalArgumentException.class, () -> new StreamPlan(48_000, 0, 5, 250));
    assertThrows(IllegalArgumentException.class, () -> new StreamPlan(48_000, 25, 0, 250));
    assertThrows(IllegalArgumentException.class, () -> new StreamPlan(48_000, 25, 5, -1));
  }

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
