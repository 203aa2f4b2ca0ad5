package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.examples.report.Signals;
import io.makebeliv.examples.report.VoiceReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonitorCommandTest {

  @TempDir Path folder;

  @Test
  void speaksAFileAndRecordsWhatIsHeard() {
    int seconds = 3;
    Path in =
        Signals.write(folder.resolve("in.wav"), Signals.voice(150, 150, seconds, 16_000), 16_000);
    Path out = folder.resolve("out.wav");

    Cli run = Cli.run("monitor", "--file", in, "--record", out, "--pitch", "+4", "--formant", "1");

    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("in.wav, 16000 Hz -> "), run.err());
    assertTrue(run.err().contains("ended"), run.err());
    assertTrue(run.out().contains("pitch +4 semitones"), run.out());
    assertTrue(run.out().contains("nothing lost"), run.out());
    assertTrue(run.out().contains(out.toString()), run.out());
    assertTrue(run.out().contains("total"), run.out());
    assertEquals(4, VoiceReport.of(in, out).shiftSemitones(), 0.3);
    try (AudioFileSource recorded = AudioFiles.open(out)) {
      assertEquals(LoopedDevices.RATE, recorded.sampleRate());
      assertTrue(
          recorded.length().orElseThrow() >= (long) seconds * LoopedDevices.RATE, "all of it");
    }
  }

  @Test
  void listensToTheMicrophoneForSoLong() throws IOException {
    Path out = folder.resolve("out.wav");
    Cli run = Cli.run("monitor", "--seconds", "0.5", "--record", out, "--buffer", "20ms");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("Test microphone, 48000 Hz -> "), run.err());
    assertTrue(run.out().contains("Test cable, 48000 Hz, 20.0 ms"), run.out());
    assertTrue(Files.size(out) > 1000);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count(), "nothing unfinished is left behind");
    }
  }

  @Test
  void doesWhatIsTyped() {
    Cli run = Cli.run(new LoopedDevices(0), "m\nM\np\nwhat?\nq\n", "monitor");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("muted"), run.err());
    assertTrue(run.err().contains("not muted any more"), run.err());
    assertTrue(run.err().contains("mute, pause, end"), run.err());
  }

  @Test
  void aLoopGoesOnUntilItIsEnded() {
    Path in = Signals.write(folder.resolve("in.wav"), Signals.voice(150, 150, 0.2, 16_000), 16_000);
    Path out = folder.resolve("out.wav");
    Cli run =
        Cli.run("monitor", "--file", in, "--loop", "--seconds", "1.5", "--record", out, "-p", "3");
    assertEquals(0, run.exitCode(), run.err());
    assertFalse(run.err().contains("ended"), run.err());
    try (AudioFileSource recorded = AudioFiles.open(out)) {
      assertTrue(recorded.length().orElseThrow() > LoopedDevices.RATE / 2, "more than once");
    }
  }

  @Test
  void aLoopedFileBeginsAgainWithoutAGap() {
    Path in = Signals.write(folder.resolve("in.wav"), Signals.voice(150, 150, 0.2, 16_000), 16_000);
    float[] round = new float[3200];
    float[] again = new float[3200];
    try (AudioSource looped = new LoopedFile(in)) {
      fill(looped, round);
      fill(looped, again);
      assertArrayEquals(round, again);
    }
    LoopedFile closed = new LoopedFile(in);
    fill(closed, round);
    closed.close();
  }

  private static void fill(AudioSource source, float[] target) {
    for (int done = 0; done < target.length; ) {
      done += source.read(target, done, target.length - done);
    }
  }

  @Test
  void noDeviceIsOneLine() {
    Path out = folder.resolve("out.wav");
    Cli run = Cli.run(LoopedDevices.none(), "", "monitor", "--record", out);
    assertCouldNot(run, "There is no device; plug one in.");
    assertFalse(Files.exists(out));
    assertCouldNot(Cli.run("monitor", "--jack"), "JACK");
  }

  @Test
  void badFilesAreOneLine() throws IOException {
    assertCouldNot(Cli.run("monitor", "--file", folder.resolve("nowhere.wav")), "nowhere.wav");
    Path low = Signals.write(folder.resolve("low.wav"), new float[6000], 6000);
    assertCouldNot(Cli.run("monitor", "--file", low), "6000");
    Path empty = Signals.write(folder.resolve("empty.wav"), new float[0], 16_000);
    assertCouldNot(Cli.run("monitor", "--file", empty, "--loop"), "empty.wav");
    Path in = Cli.recording(folder.resolve("in.wav"));
    assertCouldNot(
        Cli.run("monitor", "--file", in, "--record", folder.resolve("no/where.wav")), "where.wav");
  }

  private static void assertCouldNot(Cli run, String named) {
    assertEquals(1, run.exitCode(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(named), run.err());
    assertEquals("", run.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--buffer soon | 'soon'",
        "--buffer 0.1ms | 0.1ms",
        "--seconds 0 | 0.0",
        "--seconds NaN | NaN",
        "--pitch 25 | 25",
        "--jack --buffer 10 | --jack",
        "--jack --file x.wav | --jack",
        "--loop | --loop",
        "--file x.wav --input usb | --input",
        "--record out.mp3 | out.mp3",
        "--record x.wav --file ./x.wav | same file",
        "stray | 'stray'"
      })
  void badOptionIsNamedWithItsValue(String options, String named) {
    Object[] words = ("monitor " + options).split(" ");
    Cli run = Cli.run(words);
    assertEquals(2, run.exitCode());
    assertEquals(2, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(named.replace("'", "")), run.err());
    assertEquals("", run.out());
  }
}
