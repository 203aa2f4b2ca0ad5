package io.makebeliv.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The measuring itself takes networks of full size, and is not for a build. */
final class RvcCostTest {

  @Test
  void saysWhatItTakes() {
    assertEquals(0, RvcCost.run("--help"));
    assertEquals(2, RvcCost.run("--turns", "none"));
    assertEquals(2, RvcCost.run("--block", "7"));
    assertEquals(2, RvcCost.run("--rate", "44100"));
  }
}
