package io.makebeliv.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The measuring itself takes networks of full size, and is not for a build. */
final class LookAheadTest {

  @Test
  void saysWhatItTakes() {
    assertEquals(0, LookAhead.run("--help"));
    assertEquals(2, LookAhead.run("--step", "none"));
    assertEquals(2, LookAhead.run("--frames", "7"));
    assertEquals(2, LookAhead.run("--voice", "nowhere.pth"));
  }
}
