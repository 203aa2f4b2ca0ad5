package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TerminalTest {

  @AfterEach
  void forget() {
    System.clearProperty("makebeliv.terminal");
  }

  @Test
  void believesTheScript() {
    System.setProperty("makebeliv.terminal", " out err");
    assertEquals(new Terminal(true, true), Terminal.detect());
    System.setProperty("makebeliv.terminal", " err");
    assertEquals(new Terminal(false, true), Terminal.detect());
    System.setProperty("makebeliv.terminal", "");
    assertEquals(Terminal.NONE, Terminal.detect());
  }
}
