package io.makebeliv.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class IndexSearchingTest {

  @Test
  void measuresASmallIndexAndSaysWhatItTakes() {
    assertEquals(0, IndexSearching.run("--help"));
    assertEquals(2, IndexSearching.run("--rows", "7"));
    assertEquals(2, IndexSearching.run("--blocks", "none"));
    assertEquals(0, IndexSearching.run("--rows", "1000", "--blocks", "2"));
  }
}
