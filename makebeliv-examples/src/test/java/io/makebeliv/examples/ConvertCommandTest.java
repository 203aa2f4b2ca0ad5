package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.examples.report.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvertCommandTest {

  @TempDir Path folder;
  private Path in;
  private Path out;

  @BeforeEach
  void record() {
    in = Cli.recording(folder.resolve("in.wav"));
    out = folder.resolve("out.wav");
  }

  @Test
  void aRobotStaysAtOnePitch() {
    Cli run = Cli.run("convert", in, out, "--robot", "110", "--fluctuation", "off");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("pitch +0 semitones at 110 Hz throughout"), run.out());
    Cli other = Cli.run("convert", in, out, "--robot", "110", "--backend", "mcadams");
    assertEquals(2, other.exitCode());
    assertTrue(other.err().contains("mcadams cannot stay at one pitch"), other.err());
    assertEquals(2, Cli.run("convert", in, out, "--robot", "30").exitCode());
    Cli range = Cli.run("convert", in, out, "--range", "210:3");
    assertEquals(0, range.exitCode(), range.err());
    assertTrue(range.out().contains("around 210 Hz with a spread of 3"), range.out());
    for (String bad : new String[] {"high", "210:", "20", "210:9", "210:3:1"}) {
      assertEquals(2, Cli.run("convert", in, out, "--range", bad).exitCode(), bad);
    }
    assertEquals(2, Cli.run("convert", in, out, "--range", "210", "--robot", "110").exitCode());
    assertEquals(0, Cli.run("convert", in, out, "--range", "210", "--preset", "robot").exitCode());
  }

  @Test
  void aVoiceWithOtherFormantsIsHadByItsId() {
    Cli run = Cli.run("convert", in, out, "--backend", "mcadams");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("McAdams"), run.out());
  }

  @Test
  void variesAsMuchAsAskedFor() throws IOException {
    Path in = Cli.recording(folder.resolve("in.wav"));
    Map<String, byte[]> outputs = new HashMap<>();
    for (String name : List.of("natural", "lively", "singing", "legacy", "off")) {
      Path out = folder.resolve(name + ".wav");
      assertEquals(0, Cli.run("convert", in, out, "--fluctuation", name).exitCode());
      byte[] heard = Files.readAllBytes(out);
      outputs.forEach((other, theirs) -> assertFalse(Arrays.equals(heard, theirs), name));
      outputs.put(name, heard);
    }
    Path usual = folder.resolve("usual.wav");
    assertEquals(0, Cli.run("convert", in, usual).exitCode());
    assertArrayEquals(outputs.get("natural"), Files.readAllBytes(usual));

    Cli wrong = Cli.run("convert", in, usual, "--fluctuation", "wild");
    assertEquals(2, wrong.exitCode());
    assertTrue(
        wrong.err().contains("'wild' is none of natural, lively, singing, legacy and off"),
        wrong.err());
  }

  @Test
  void convertsAFileAndSumsUp() throws IOException {
    Cli run = Cli.run("convert", in, out, "--pitch", "+4", "--formant", "1.1", "--seed", "7");

    assertEquals("", run.err());
    assertEquals(0, run.exitCode());
    assertTrue(run.out().contains("pitch +4 semitones, formants x 1.1, seed 7"), run.out());
    assertTrue(run.out().contains(out.toString()), run.out());
    assertTrue(run.out().contains("real-time factor"), run.out());
    assertLike(in, out);
    assertFalse(List.of(read(in)).equals(List.of(read(out))));
  }

  @Test
  void sameSeedSameOutput() throws IOException {
    Path again = folder.resolve("again.wav");
    Cli.run("convert", in, out, "--seed", "3", "--pitch=-2.5");
    Cli.run("convert", in, again, "--seed", "3", "--pitch", "-2.5");
    assertArrayEquals(Files.readAllBytes(out), Files.readAllBytes(again));
  }

  @Test
  void drawsAReport() throws IOException {
    Path picture = folder.resolve("report.png");
    Cli run = Cli.run("convert", in, out, "--report", picture);
    assertEquals("", run.err());
    assertEquals(0, run.exitCode());
    assertTrue(Files.size(picture) > 20_000);
    assertTrue(run.out().contains("semitones (median)"), run.out());
  }

  @Test
  void intoAFolderKeepsTheName() throws IOException {
    Path target = Files.createDirectory(folder.resolve("there"));
    Cli run = Cli.run("convert", in, target);
    assertEquals(0, run.exitCode(), run.err());
    assertLike(in, target.resolve("in.wav"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--pitch | 24.5 | 24.5",
        "--pitch | NaN | NaN",
        "--pitch | high | 'high'",
        "--formant | 0.49 | 0.49",
        "--formant | 1,1 | '1,1'",
        "--seed | x | 'x'",
        "--backend | nobody | nobody",
        "--report | picture.jpg | picture.jpg"
      })
  void badOptionIsNamedWithItsValue(String option, String value, String named) {
    Cli run = Cli.run("convert", in, out, option, value);
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains(named.replace("'", "")), run.err());
    assertEquals(2, run.err().lines().count(), run.err());
    assertFalse(Files.exists(out));
  }

  @Test
  void missingArgumentsAreNamed() {
    assertEquals(2, Cli.run("convert").exitCode());
    Cli run = Cli.run("convert", in);
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("OUT"), run.err());
  }

  @Test
  void outMustBeWav() {
    Cli run = Cli.run("convert", in, folder.resolve("out.mp3"));
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("out.mp3"), run.err());
  }

  @Test
  void doesNotReplaceItsOwnInput() throws IOException {
    byte[] before = Files.readAllBytes(in);
    Path detour = folder.resolve("x").resolve("..").resolve("in.wav");
    Cli run = Cli.run("convert", in, detour);
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("same file"), run.err());
    assertArrayEquals(before, Files.readAllBytes(in));
  }

  @Test
  void missingFileIsOneLine() {
    assertCouldNot(Cli.run("convert", folder.resolve("nowhere.wav"), out), "nowhere.wav");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not audio at all, but a text that somebody gave a wrong name"})
  void brokenFileIsOneLineAndLeavesOutAlone(String content) throws IOException {
    Files.writeString(in, content);
    Files.writeString(out, "precious");
    assertCouldNot(Cli.run("convert", in, out), "in.wav");
    assertEquals("precious", Files.readString(out));
  }

  @Test
  void aRecordingOfNothingIsOneLine() {
    Signals.write(in, new float[0], 16_000);
    assertCouldNot(Cli.run("convert", in, out), "in.wav");
    assertFalse(Files.exists(out));
  }

  @Test
  void aSampleRateOutOfRangeIsOneLine() {
    Signals.write(in, new float[6000], 6000);
    assertCouldNot(Cli.run("convert", in, out), "6000");
  }

  @Test
  void missingFolderOfTheReportIsFoundBeforeTheWork() {
    assertCouldNot(
        Cli.run("convert", in, out, "--report", folder.resolve("no/where.png")), "No such folder");
    assertFalse(Files.exists(out));
  }

  @Test
  void stackTraceOnRequestOnly() {
    Cli run = Cli.run("convert", folder.resolve("nowhere.wav"), out, "--stacktrace");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("\tat "), run.err());
  }

  private static void assertCouldNot(Cli run, String named) {
    assertEquals(1, run.exitCode(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("makebeliv: "), run.err());
    assertTrue(run.err().contains(named), run.err());
    assertEquals("", run.out());
  }

  static void assertLike(Path in, Path out) {
    try (AudioFileSource before = AudioFiles.open(in);
        AudioFileSource after = AudioFiles.open(out)) {
      assertEquals(before.sampleRate(), after.sampleRate());
      assertEquals(before.length(), after.length());
      assertEquals(1, after.channels());
    }
  }

  private static byte[] read(Path file) throws IOException {
    return Files.readAllBytes(file);
  }
}
