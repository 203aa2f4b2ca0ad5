package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DevicesCommandTest {

  @Test
  void listsNamesRatesChannelsDefaultsAndCables() {
    Cli run = Cli.run("devices");
    assertEquals("", run.err());
    assertEquals(0, run.exitCode());
    assertEquals(
        """
          MICROPHONES      Hz                          channels
        * Test microphone  16000, 48000                1
          SPEAKERS         Hz                          channels
        * Test cable       8000..48000 (5)             any       virtual cable
        """,
        run.out().replace("\r", "").replaceAll("(?m) +$", ""));
  }

  @Test
  void noDeviceIsOneLineThatSaysWhatToDo() {
    Cli run = Cli.run(LoopedDevices.none(), "", "devices");
    assertEquals(1, run.exitCode());
    assertEquals(1, run.err().lines().count());
    assertTrue(run.err().contains("install"), run.err());
    assertEquals("", run.out());
  }
}
