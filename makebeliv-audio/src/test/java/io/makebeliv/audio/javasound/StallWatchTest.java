package io.makebeliv.audio.javasound;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StallWatchTest {

  private static final long MS = 1_000_000;

  private final StallWatch watch = new StallWatch();
  private long now = -5_000 * MS;

  private boolean look(int level, int milliseconds) {
    boolean stands = false;
    for (int i = 0; i < milliseconds; i += 10) {
      now += 10 * MS;
      stands |= watch.stands(level, now);
    }
    return stands;
  }

  @Test
  void beforeTheStartItIsPatient() {
    assertFalse(look(0, 5900));
    assertTrue(look(0, 200));
  }

  @Test
  void onceStartedItIsLessSo() {
    look(0, 100);
    look(5, 10);
    assertFalse(look(5, 1900));
    assertTrue(look(5, 200));
  }

  @Test
  void whatIsReadDoesNotHideThatTheDeviceMoves() {
    for (int i = 0; i < 1000; i++) {
      assertFalse(look(160, 20), "160 came between two looks");
      watch.lower(160);
    }
    assertFalse(look(0, 10));
  }

  @Test
  void readingWhatIsLeftIsNoMove() {
    look(0, 10);
    boolean stands = false;
    for (int left = 480; left > 0; left -= 2) {
      stands |= look(left, 10);
      watch.lower(2);
    }
    assertTrue(stands);
  }

  @Test
  void timeInWhichNobodyLooksHardlyCounts() {
    look(0, 10);
    look(1, 10);
    for (int i = 0; i < 7; i++) {
      now += 100_000 * MS;
      assertFalse(watch.stands(1, now));
    }
  }

  @Test
  void restingStartsAnew() {
    look(0, 10);
    look(1, 10);
    for (int i = 0; i < 10; i++) {
      assertFalse(look(1, 1500));
      watch.rest();
    }
  }
}
