package io.makebeliv.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.makebeliv.onnx.rvc.ContentRows;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StreamPlanTest {

  @ParameterizedTest
  @CsvSource({
    "40000, 0.25, 0.05, 2.5, 44960, 281, 140, 250, 4960",
    "48000, 0.13, 0.08, 2.0, 35520, 222, 110, 200, 4960",
    "48000, 0.05, 0.02, 0.5, 9280, 58, 28, 50, 4960",
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
      int f0WindowBy32) {
    StreamPlan plan = StreamPlan.ofSeconds(rate, block, crossfade, extra);
    assertEquals(window16k, plan.window16k());
    assertEquals(frames, plan.windowFrames());
    assertEquals(frames, ContentRows.streamFrames(plan.window16k()));
    assertEquals(rows, plan.contentRows());
    assertEquals(skip, plan.skipFrames());
    assertEquals(f0WindowBy32, plan.f0WindowBy32());
    assertEquals(0, (plan.f0WindowBy32() / 160 + 1) % 32);
    assertEquals(rate / 100, plan.frameSamples());
  }
}
