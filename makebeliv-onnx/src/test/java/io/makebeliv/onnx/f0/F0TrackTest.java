package io.makebeliv.onnx.f0;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class F0TrackTest {

  private static float[] numbered(int first, int count) {
    float[] row = new float[count];
    for (int i = 0; i < count; i++) {
      row[i] = first + i;
    }
    return row;
  }

  private static float[] give(F0Track track, long first, int frames) {
    float[] row = new float[frames];
    track.give(first, frames, row, 0);
    return row;
  }

  @Test
  void theFirstThreeAndTheLastOfAWindowAreNotTaken() {
    F0Track track = new F0Track(64);
    track.takeWindow(100, numbered(100, 32), 0, 32);
    assertEquals(131, track.end());
    assertArrayEquals(new float[] {0, 0, 0, 103, 104}, give(track, 100, 5));
    assertArrayEquals(new float[] {129, 130}, give(track, 129, 2));
  }

  @Test
  void laterWindowsReplaceEarlierOnes() {
    F0Track track = new F0Track(64);
    track.takeWindow(0, numbered(1000, 32), 0, 32);
    track.takeWindow(5, numbered(2005, 32), 0, 32);
    assertArrayEquals(new float[] {1006, 1007, 2008, 2009}, give(track, 6, 4));
  }

  /** A row that shifts by a block and has the newest frames, less four, written over its end. */
  @Test
  void itAgreesWithTheShiftedRowOfTheReference() {
    Random random = new Random(1);
    int block = 25;
    int window = 31;
    int rows = 281;
    float[] cache = new float[1024];
    F0Track track = new F0Track(300);
    for (int n = 1; n < 60; n++) {
      long end = (long) n * block;
      float[] found = new float[window + 1];
      for (int i = 0; i < found.length; i++) {
        found[i] = random.nextInt(4) == 0 ? 0 : 100 + random.nextInt(400);
      }
      System.arraycopy(cache, block, cache, 0, cache.length - block);
      System.arraycopy(found, 3, cache, cache.length - (found.length - 4), found.length - 4);
      track.takeWindow(end - window, found, 0, found.length);
      float[] expected = new float[rows];
      System.arraycopy(cache, cache.length - rows, expected, 0, rows);
      for (int i = 0; i < rows && end - rows + i < 0; i++) {
        expected[i] = 0; // before the stream
      }
      assertEquals(end, track.end());
      assertArrayEquals(expected, give(track, end - rows, rows));
    }
  }

  @Test
  void framesItDoesNotHoldAreUnvoicedAndTheNewestIsHeld() {
    F0Track track = new F0Track(8);
    assertArrayEquals(new float[] {0, 0, 0}, give(track, -1, 3));
    track.take(0, numbered(100, 20), 0, 20);
    assertArrayEquals(new float[] {0, 112, 113}, give(track, 11, 3));
    assertArrayEquals(new float[] {118, 119, 119, 119}, give(track, 18, 4));
    track.take(23, numbered(123, 2), 0, 2);
    assertArrayEquals(new float[] {118, 119, 0, 0, 0, 123, 124, 124}, give(track, 18, 8));
    track.take(1000, numbered(1, 1), 0, 1);
    assertArrayEquals(new float[] {0, 0, 1}, give(track, 998, 3));
    track.take(-3, numbered(5, 5), 0, 5);
    assertEquals(1001, track.end());
    assertArrayEquals(new float[] {0, 1}, give(track, 999, 2));
    track.reset();
    assertEquals(0, track.end());
    assertArrayEquals(new float[] {0, 0}, give(track, 999, 2));
    track.take(-3, numbered(5, 5), 0, 5);
    assertArrayEquals(new float[] {0, 8, 9, 9}, give(track, -1, 4));
    assertThrows(IllegalArgumentException.class, () -> new F0Track(0));
  }

  @Test
  void aShortWindowHasNothingToTake() {
    F0Track track = new F0Track(8);
    track.takeWindow(10, numbered(1, 4), 0, 4);
    assertEquals(0, track.end());
  }
}
