package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.testbed.Child;
import io.makebeliv.audio.testbed.Pcm;
import io.makebeliv.audio.testbed.PulseServer;
import io.makebeliv.examples.report.Signals;
import io.makebeliv.examples.report.VoiceReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on real devices: those of a sound server without a sound card. */
class LiveOnPulseTest {

  private static final int SECOND = 48_000;

  @TempDir Path folder;
  private PulseServer server;

  @BeforeEach
  void start() throws IOException {
    server = PulseServer.start(Files.createDirectory(folder.resolve("s")));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private Child makebeliv(Object... words) {
    return makebeliv(server.environment(), words);
  }

  private static Child makebeliv(Map<String, String> environment, Object... words) {
    return Child.java(
        environment,
        Makebeliv.class,
        Stream.of(words).map(Object::toString).toArray(String[]::new));
  }

  @Test
  void devicesListsTheServer() {
    try (Child devices = makebeliv("devices")) {
      String list = devices.finish();
      assertEquals(2, list.lines().filter(line -> line.startsWith("* default")).count(), list);
    }
  }

  @Test
  void aFileIsHeardInAnotherVoice() {
    Path in = folder.resolve("in.wav");
    Path out = folder.resolve("out.wav");
    Path heard = folder.resolve("heard.wav");
    Signals.write(in, Signals.voice(150, 150, 3, 16_000), 16_000);
    try (PulseServer.Recording recording = server.record(PulseServer.SPEAKER);
        Child monitor =
            makebeliv("monitor", "--file", in, "--record", out, "--pitch", "4", "--formant", "1")) {
      String said = monitor.finish();
      assertTrue(said.contains("nothing lost"), said);
      float[] all = recording.take(recording.frames() + SECOND / 2);
      Signals.write(heard, voiced(all), SECOND);
    }
    assertEquals(4, VoiceReport.of(in, out).shiftSemitones(), 0.3);
    assertEquals(4, VoiceReport.of(in, heard).shiftSemitones(), 0.3);
  }

  /** From the first sound on, so that before and after go together. */
  private static float[] voiced(float[] heard) {
    int first = 0;
    while (first < heard.length - 1 && Math.abs(heard[first]) < 0.02) {
      first++;
    }
    return Arrays.copyOfRange(heard, first, heard.length);
  }

  @Test
  void anEndFromOutsideCompletesTheRecordingAndSumsUp() throws Exception {
    Path out = folder.resolve("out.wav");
    Path said = folder.resolve("said");
    Path tone = Pcm.write(folder.resolve("tone.raw"), Pcm.tone(200, 60 * SECOND));
    ProcessBuilder builder =
        new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-cp",
            System.getProperty("java.class.path"),
            Makebeliv.class.getName(),
            "monitor",
            "--record",
            out.toString());
    builder.environment().putAll(server.environment());
    builder.redirectErrorStream(true).redirectOutput(said.toFile());
    try (Child voice = server.play(PulseServer.MICROPHONE, tone)) {
      Process monitor = builder.start();
      try {
        PulseServer.await("it runs", () -> read(said).contains("running"));
        assertTrue(voice.isAlive());
        // As Ctrl-C does, but not ignored by what was started in the background.
        monitor.toHandle().destroy();
        assertTrue(monitor.waitFor(60, TimeUnit.SECONDS));
      } finally {
        monitor.destroyForcibly();
      }
    }
    assertTrue(read(said).contains("ran "), read(said));
    assertTrue(read(said).contains("record   " + out), read(said));
    try (AudioFileSource recorded = AudioFiles.open(out)) {
      assertTrue(recorded.length().orElseThrow() > 0);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aServerThatDiesIsComeBackTo() throws IOException {
    Path out = folder.resolve("out.wav");
    try (Child monitor = makebeliv("monitor", "--record", out)) {
      monitor.await("running");
      server.kill();
      String why = monitor.await("recovering: ");
      assertFalse(why.isEmpty());
      server.restart();
      monitor.await("running");
      monitor.send("q");
      String said = monitor.finish();
      assertTrue(said.contains("devices failed"), said);
      assertTrue(Files.exists(out), said);
    }
  }

  @Test
  void withoutAServerMonitorSaysWhatIsMissing() {
    server.kill();
    try (Child monitor = makebeliv("monitor")) {
      monitor.await("makebeliv: Java Sound finds no speaker");
    }
  }

  @Test
  void latencyFindsTheWayThroughTheMonitorOfASink() {
    Map<String, String> looped = new HashMap<>(server.environment());
    looped.put("PULSE_SOURCE", PulseServer.SPEAKER + ".monitor");
    try (Child latency = makebeliv(looped, "latency", "--buffers", "40ms", "--seconds", "2")) {
      String table = latency.finish();
      assertTrue(table.contains("\n40.0 ms "), table);
      assertFalse(table.contains("nothing came back"), table);
    }
    try (Child latency = makebeliv("latency", "--buffers", "40ms", "--seconds", "1")) {
      latency.await("40.0 ms   nothing came back");
    }
  }
}
