package io.makebeliv.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What it measures takes too long here; what it is told is checked. */
final class HeardAgainTest {

  @Test
  void saysWhatItTakes() {
    assertEquals(0, HeardAgain.run("--help"));
    assertEquals(2, HeardAgain.run("--seconds", "1"));
    assertEquals(2, HeardAgain.run("--unknown"));
  }
}
