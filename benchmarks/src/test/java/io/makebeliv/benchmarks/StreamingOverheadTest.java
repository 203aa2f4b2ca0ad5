package io.makebeliv.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class StreamingOverheadTest {

  @Test
  void runs() {
    assertEquals(0, StreamingOverhead.run("--turns", "1", "--steps", "1"));
    assertEquals(0, StreamingOverhead.run("--help"));
    assertEquals(2, StreamingOverhead.run("--turns", "none"));
  }
}
