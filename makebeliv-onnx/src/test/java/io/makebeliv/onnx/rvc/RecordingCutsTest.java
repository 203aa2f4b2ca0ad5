package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.rvc.RecordingCuts.Part;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RecordingCutsTest {

  private static final RecordingCuts TINY = new RecordingCuts(1, 1, 3, 4);

  private static float[] noise(int length) {
    Random random = new Random(1);
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = (float) (0.1 * random.nextGaussian());
    }
    return x;
  }

  /** The moving sum over a mirrored signal, and its first least value around each centre. */
  private static int[] asDefined(float[] x, int query, int centre) {
    double[] padded = new double[x.length + 160];
    for (int i = 0; i < padded.length; i++) {
      int at = i - 80;
      padded[i] = Math.abs(x[at < 0 ? -at : at < x.length ? at : 2 * (x.length - 1) - at]);
    }
    double[] sums = new double[x.length];
    for (int i = 0; i < 160; i++) {
      for (int n = 0; n < x.length; n++) {
        sums[n] += padded[i + n];
      }
    }
    int[] cuts = new int[10];
    int count = 0;
    for (int t = centre; t < x.length; t += centre) {
      int best = t - query;
      for (int n = t - query; n < Math.min(x.length, t + query); n++) {
        best = sums[n] < sums[best] ? n : best;
      }
      cuts[count++] = best / 160 * 160;
    }
    return Arrays.copyOf(cuts, count);
  }

  @Test
  void cutsAtTheQuietestPlace() {
    for (int length : new int[] {64_001 - 160, 100_000, 96_000, 96_001, 97_000, 111_111}) {
      float[] x = noise(length);
      assertArrayEquals(asDefined(x, 16_000, 48_000), TINY.cuts(x, 0, length), "of " + length);
    }
    float[] x = noise(100_000);
    Arrays.fill(x, 52_000, 52_500, 0);
    // The first of the places whose 160 samples around are silent, rounded down to a frame.
    assertEquals(52_080 / 160 * 160, TINY.cuts(x, 0, x.length)[0]);
  }

  @Test
  void whatIsShortIsNotCut() {
    assertEquals(0, TINY.cuts(noise(64_000 - 160), 0, 64_000 - 160).length);
    assertEquals(1, TINY.cuts(noise(64_001 - 160), 0, 64_001 - 160).length);
  }

  @Test
  void partsOverlapByThePadAndAFrame() {
    List<Part> parts = TINY.parts(100_000, new int[] {48_000, 90_080});
    assertEquals(
        List.of(
            new Part(0, 48_000 + 32_000 + 160, 0, 500),
            new Part(48_000, 90_080 + 32_000 + 160, 300, 763),
            new Part(90_080, 132_000, 563, 825)),
        parts);
    assertEquals(List.of(new Part(0, 42_000, 0, 262)), TINY.parts(10_000, new int[0]));
  }

  @Test
  void trimmedPartsAddUpToTheRecording() {
    int length = 111_111;
    int[] cuts = TINY.cuts(noise(length), 0, length);
    int frames = 0;
    int fewer = 0;
    for (Part part : TINY.parts(length, cuts)) {
      assertEquals(0, part.from() % 160);
      assertTrue(ContentRows.streamFrames(part.to() - part.from()) >= part.frames());
      frames += part.frames() - 200;
      fewer += ContentRows.recordingFrames(part.to() - part.from()) - 200;
    }
    assertEquals(length / 160, frames);
    assertTrue(frames - fewer <= 2 * 3, "as the reference does it, up to two frames a part go");
  }

  @Test
  void theUsualSeconds() {
    assertEquals(new RecordingCuts(1, 6, 38, 41), RecordingCuts.USUAL);
    assertEquals(new RecordingCuts(1, 5, 30, 32), RecordingCuts.SMALL);
    assertEquals(new RecordingCuts(3, 10, 60, 65), RecordingCuts.HALF_PRECISION);
    assertEquals(48_000, RecordingCuts.HALF_PRECISION.pad());
    assertThrows(IllegalArgumentException.class, () -> new RecordingCuts(1, 5, 5, 41));
  }

  @Test
  void onlyExcessiveLevelsAreLowered() {
    float[] loud = {0.5f, -1.9f, 0.1f};
    RecordingCuts.limit(loud, 0, 3, 0.95);
    assertArrayEquals(new float[] {0.25f, -0.95f, 0.05f}, loud, 1e-7f);
    float[] fine = {0.5f, -0.95f};
    RecordingCuts.limit(fine, 0, 2, 0.95);
    assertArrayEquals(new float[] {0.5f, -0.95f}, fine, 1e-7f);
  }
}
