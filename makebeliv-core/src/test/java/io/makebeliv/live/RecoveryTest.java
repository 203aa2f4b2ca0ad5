package io.makebeliv.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecoveryTest {

  private final List<Long> attempts = new ArrayList<>();
  private final Gauges gauges = new Gauges(8000, 8000);
  private boolean there;
  private long now;
  private final Recovery recovery =
      new Recovery(
          () -> {
            attempts.add(now / 1_000_000);
            if (!there) {
              throw new AudioException("still not there");
            }
          },
          clock(),
          gauges);

  private Scheduler clock() {
    return new Scheduler() {
      @Override
      public long nanoTime() {
        return now;
      }

      @Override
      public Task start(String name, Duty duty) {
        throw new UnsupportedOperationException(name);
      }
    };
  }

  private void runUntil(long millis) {
    while (now < millis * 1_000_000) {
      long wait = recovery.attempt(now);
      if (wait == 0) {
        return;
      }
      assertTrue(wait > 0);
      now += wait;
    }
  }

  @Test
  void itTriesSoonAndThenEverMoreSeldom() {
    recovery.failed(new AudioException("unplugged"));
    assertEquals("unplugged", recovery.why());
    runUntil(20_000);
    assertEquals(List.of(100L, 300L, 700L, 1500L, 3100L, 6300L, 11300L, 16300L), attempts);
    assertEquals("still not there", recovery.why());
    there = true;
    runUntil(30_000);
    assertNull(recovery.why());
    assertEquals(1, gauges.deviceFailures.get(), "one failure, however many attempts");
  }

  @Test
  void onlyOnceAudioFlowsItTriesSoonAgain() {
    recovery.failed(new AudioException("unplugged"));
    there = true;
    runUntil(1000);
    recovery.failed(new AudioException("unplugged again, at once"));
    runUntil(2000);
    assertEquals(List.of(100L, 300L), attempts);
    recovery.flows();
    recovery.failed(new AudioException("and later"));
    runUntil(3000);
    assertEquals(List.of(100L, 300L, 400L), attempts);
    assertEquals(3, gauges.deviceFailures.get());
  }
}
