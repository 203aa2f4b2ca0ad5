package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.testbed.Child;
import io.makebeliv.audio.testbed.JackServer;
import io.makebeliv.audio.testbed.Programs;
import org.junit.jupiter.api.Test;

/** The commands inside a JACK server without a sound card. */
class LiveOnJackTest {

  private static final int BLOCK = 1024;

  private static Child makebeliv(JackServer server, String... words) {
    return Child.java(server.environment(), Makebeliv.class, words);
  }

  @Test
  void monitorRunsInsideTheServer() {
    try (JackServer server = JackServer.start(BLOCK);
        Child monitor = makebeliv(server, "monitor", "--jack")) {
      monitor.await("JACK client makebeliv, 48000 Hz, blocks of 1024 frames -> ");
      monitor.await("running");
      monitor.send("q");
      String said = monitor.finish();
      assertTrue(said.contains("driver"), said);
      assertTrue(said.contains("nothing lost"), said);
    }
  }

  @Test
  void latencyFindsTheWayThroughALoop() {
    Programs.require("jack_connect");
    try (JackServer server = JackServer.start(BLOCK);
        Child latency = makebeliv(server, "latency", "--jack", "--seconds", "6")) {
      latency.await("input    JACK client makebeliv");
      Child.run(server.environment(), "jack_connect", "makebeliv:output", "makebeliv:input");
      String table = latency.finish();
      assertTrue(table.contains("\n21.3 ms "), table);
      assertFalse(table.contains("driver"), "what the driver has is not makebeliv's");
    }
  }
}
