package io.makebeliv.examples.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.examples.Sample;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example runs, and what is heard is a voice, and not the original. */
class HostExamplesTest {

  @TempDir Path folder;

  private final PrintStream originalOut = System.out;
  private final PrintStream originalErr = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(printed, true, UTF_8));
    System.setErr(new PrintStream(printed, true, UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(originalOut);
    System.setErr(originalErr);
  }

  private record Example(String name, ToIntFunction<String[]> main) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> examples() {
    return Stream.of(
            new Example("discord", DiscordBot::run),
            new Example("game", GameVoiceChat::run),
            new Example("webrtc", WebRtcBridge::run),
            new Example("filter", MusicBotFilter::run),
            new Example("player", PlayerPipeline::run),
            new Example("javasound", JavaSoundStream::run))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isHeardAndIsNotTheOriginal(Example example) {
    Path out = folder.resolve("out.wav");
    String[] args = {"--seconds", "2", "--out", out.toString()};
    assertEquals(0, example.main().applyAsInt(args));
    for (String word : new String[] {"latency", " frames, ", out.toString()}) {
      assertTrue(printed.toString(UTF_8).contains(word), printed.toString(UTF_8));
    }
    float[] heard = new float[2 * Stage.RATE];
    try (AudioFileSource source = AudioFiles.open(out)) {
      assertTrue(source.length().orElseThrow() > heard.length - 2000);
      for (int n = 0, at = 0; n >= 0 && at < heard.length; at += Math.max(0, n)) {
        n = source.read(heard, at, heard.length - at);
      }
    }
    float[] spoken = Sample.samples();
    double most = 0;
    double loudness = product(heard, heard, 0);
    assertTrue(loudness / heard.length > 1e-4, "something is heard");
    for (int lag = 0; lag < 4000; lag += 3) {
      double same = product(spoken, heard, lag);
      most = Math.max(most, Math.abs(same) / Math.sqrt(loudness * product(spoken, spoken, 0)));
    }
    assertTrue(most < 0.5, "correlates with the original by " + most);
  }

  private static double product(float[] early, float[] late, int lag) {
    double sum = 0;
    for (int i = lag; i < 2 * Stage.RATE; i++) {
      sum += (double) early[i - lag] * late[i];
    }
    return sum;
  }

  @Test
  void theServerConvertsManyAtOnce() {
    assertEquals(0, SpeakerServer.run("--speakers", "3", "--seconds", "0.3"));
    assertTrue(printed.toString(UTF_8).contains("90 of 10 ms"), printed.toString(UTF_8));
    assertEquals(2, SpeakerServer.run("--speakers", "0"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void helpsAndRefusesNonsense(Example example) {
    assertEquals(0, example.main().applyAsInt(new String[] {"--help"}));
    assertEquals(2, example.main().applyAsInt(new String[] {"--nonsense"}));
    assertEquals(2, example.main().applyAsInt(new String[] {"--seconds", "0"}));
    Path nowhere = folder.resolve("no/such/folder.wav");
    assertEquals(
        1,
        example.main().applyAsInt(new String[] {"--seconds", "0.1", "--out", nowhere.toString()}));
    assertFalse(nowhere.toFile().exists());
  }
}
