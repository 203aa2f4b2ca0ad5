package io.makebeliv.audio.javasound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.testbed.Child;
import io.makebeliv.audio.testbed.Pcm;
import io.makebeliv.audio.testbed.PulseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/virtual-microphone.md tells users of PulseAudio to type. */
class VirtualMicrophonePageTest {

  private static final Path PAGE = Path.of("../docs/virtual-microphone.md");
  private static final String PROGRAM = " java -jar your-application.jar";

  @TempDir Path folder;

  @Test
  void anotherProgramHearsTheVoice() throws IOException {
    List<String> blocks = blocks("Linux: PulseAudio");
    assertEquals(5, blocks.size());
    float[] tone = Pcm.tone(440, 48_000);
    Path voice = Pcm.write(folder.resolve("tone.raw"), tone);
    try (PulseServer server = PulseServer.start(folder)) {
      bash(server, blocks.get(0));
      assertTrue(server.pactl("list", "sources").contains("Description: makebeliv-microphone"));

      Map<String, String> environment = new HashMap<>(server.environment());
      environment.putAll(variables(blocks.get(1)));
      hears(server, environment, voice, tone);

      // The other way, with the program where the page says to start it.
      String[] steps = blocks.get(2).split("# start the conversion here, then:\n", -1);
      bash(server, steps[0] + "echo \"$speaker\" > " + folder.resolve("before"));
      assertEquals("makebeliv", server.pactl("get-default-sink").strip());
      hears(server, server.environment(), voice, tone);
      bash(server, "speaker=$(cat " + folder.resolve("before") + ")\n" + steps[1]);
      assertEquals(PulseServer.SPEAKER, server.pactl("get-default-sink").strip());

      try (PulseServer.Recording ownEars = server.record(PulseServer.SPEAKER)) {
        bash(server, blocks.get(3));
        hears(server, environment, voice, tone);
        assertTrue(loudest(ownEars.take(ownEars.frames() + 48_000)) > 0.4f);
      }

      bash(server, blocks.get(4));
      assertFalse(server.pactl("list", "short", "modules").contains("makebeliv"));
    }
  }

  /** Speaks in a program with that environment, and listens as another program would. */
  private static void hears(
      PulseServer server, Map<String, String> environment, Path voice, float[] tone) {
    try (PulseServer.Recording other = server.recordFrom("makebeliv_mic");
        Child program =
            Child.java(environment, DevicesOnPulseTest.Player.class, voice.toString())) {
      program.finish();
      float[] heard = other.take(other.frames() + 24_000);
      int start = 0;
      while (start < heard.length && heard[start] == 0) {
        start++;
      }
      assertTrue(start + tone.length <= heard.length, "it is heard");
      assertArrayEquals(tone, Arrays.copyOfRange(heard, start, start + tone.length));
    }
  }

  private static float loudest(float[] samples) {
    float loudest = 0;
    for (float sample : samples) {
      loudest = Math.max(loudest, Math.abs(sample));
    }
    return loudest;
  }

  private static Map<String, String> variables(String block) {
    assertTrue(block.strip().endsWith(PROGRAM), block);
    Map<String, String> variables = new HashMap<>();
    for (String assignment : block.strip().replace(PROGRAM, "").split(" ", -1)) {
      String[] sides = assignment.split("=", 2);
      variables.put(sides[0], sides[1]);
    }
    return variables;
  }

  private static void bash(PulseServer server, String commands) {
    Child.run(server.environment(), "bash", "-euo", "pipefail", "-c", commands);
  }

  private static List<String> blocks(String section) throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("\n## " + section + "\n");
    int end = page.indexOf("\n## ", start + 1);
    return Pattern.compile("\n```sh\n(.*?)```\n", Pattern.DOTALL)
        .matcher(page.substring(start, end))
        .results()
        .map(block -> block.group(1))
        .toList();
  }
}
