package io.makebeliv.dsp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class FloatRingTest {

  private static final int STRESS_FRAMES = 40_000_000;

  @Property
  void itIsAQueueOfBoundedLength(
      @ForAll @IntRange(min = 1, max = 70) int leastCapacity,
      @ForAll @Size(max = 60) List<@IntRange(min = -90, max = 90) Integer> moves) {
    FloatRing ring = new FloatRing(leastCapacity);
    ArrayDeque<Float> model = new ArrayDeque<>();
    float[] buffer = new float[100];
    float next = 0;
    for (int move : moves) {
      int frames = Math.abs(move);
      if (move > 0) {
        for (int i = 0; i < frames; i++) {
          buffer[i] = next + i;
        }
        int written = ring.write(buffer, 0, frames);
        assertEquals(Math.min(frames, ring.capacity() - model.size()), written);
        for (int i = 0; i < written; i++) {
          model.add(next++);
        }
      } else if (frames % 2 == 0) {
        int read = ring.read(buffer, 3, frames);
        assertEquals(Math.min(frames, model.size()), read);
        for (int i = 0; i < read; i++) {
          assertEquals(model.remove(), buffer[3 + i]);
        }
      } else {
        int skipped = ring.skip(frames);
        assertEquals(Math.min(frames, model.size()), skipped);
        for (int i = 0; i < skipped; i++) {
          model.remove();
        }
      }
      assertEquals(model.size(), ring.available());
      assertEquals(ring.capacity() - model.size(), ring.room());
      assertEquals((long) next, ring.written());
    }
  }

  /** Numbers go through in order, whole, while both sides run as fast as they can. */
  @Test
  void twoThreadsNeverTearOrLoseASample() throws ExecutionException, InterruptedException {
    FloatRing ring = new FloatRing(256);
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              float[] block = new float[97];
              for (int sent = 0; sent < STRESS_FRAMES; ) {
                int count = Math.min(1 + sent % block.length, STRESS_FRAMES - sent);
                for (int i = 0; i < count; i++) {
                  block[i] = Float.intBitsToFloat(sent + i);
                }
                int written = ring.write(block, 0, count);
                sent += written;
                if (written == 0) {
                  Thread.onSpinWait();
                }
              }
            });
    int[] expected = new int[64];
    int[] got = new int[64];
    float[] block = new float[64];
    for (int received = 0; received < STRESS_FRAMES; ) {
      int count = ring.read(block, 0, 1 + received % block.length);
      for (int i = 0; i < count; i++) {
        expected[i] = received + i;
        got[i] = Float.floatToRawIntBits(block[i]);
      }
      assertArrayEquals(expected, got);
      received += count;
      if (count == 0) {
        Thread.onSpinWait();
      }
    }
    writer.get();
    assertEquals(0, ring.available());
  }
}
