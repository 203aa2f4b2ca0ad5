package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

  @TempDir Path folder;

  @Test
  void convertsTheBundledSampleAndShowsWhatHappened() throws IOException {
    Cli demo = Cli.run("demo", "--directory", folder, "--pitch", "+4", "--formant", "1.1");

    assertEquals("", demo.err());
    assertEquals(0, demo.exitCode());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count(), "nothing else is left behind");
    }
    assertTrue(Files.size(folder.resolve("demo-report.png")) > 100_000);
    try (AudioFileSource out = AudioFiles.open(folder.resolve("demo-out.wav"))) {
      assertEquals(48_000, out.sampleRate());
      assertEquals(252_240, out.length().orElseThrow());
    }
    Matcher shift = Pattern.compile("shift +([+-][0-9.]+) semitones").matcher(demo.out());
    assertTrue(shift.find(), demo.out());
    assertEquals(4, Double.parseDouble(shift.group(1)), 0.3);
    assertTrue(demo.out().contains("real-time factor"), demo.out());
    assertTrue(demo.out().contains("total"), demo.out());
    assertTrue(demo.out().contains(folder.resolve("demo-out.wav").toString()), demo.out());
    assertTrue(demo.out().contains(folder.resolve("demo-report.png").toString()), demo.out());
  }

  @Test
  void goesTheNeuralWay() throws IOException {
    Cli demo = Cli.run("demo", "--neural", "--directory", folder, "--pitch", "-3");

    assertEquals("", demo.err());
    assertEquals(0, demo.exitCode());
    assertTrue(Files.size(folder.resolve("demo-report.png")) > 100_000);
    assertTrue(demo.out().contains("in the box (RVC"), demo.out());
    assertTrue(
        demo.out()
            .lines()
            .anyMatch(l -> l.matches("runs on +cpu, chunk .* ms, context 0.3 s: load .*")),
        demo.out());
    Matcher shift = Pattern.compile("shift +([+-][0-9.]+) semitones").matcher(demo.out());
    assertTrue(shift.find(), demo.out());
    assertEquals(-3, Double.parseDouble(shift.group(1)), 0.3);
  }

  @Test
  void movesFormantsTheNeuralWay() {
    Cli demo =
        Cli.run("demo", "--neural", "--directory", folder, "--pitch", "-3", "--formant", "0.85");

    assertEquals("", demo.err());
    assertTrue(demo.out().contains("formants x 0.85"), demo.out());
    Matcher shift = Pattern.compile("shift +([+-][0-9.]+) semitones").matcher(demo.out());
    assertTrue(shift.find(), demo.out());
    assertEquals(-3, Double.parseDouble(shift.group(1)), 0.3);
  }

  @Test
  void isOneVoiceOrTheOther() {
    Cli demo = Cli.run("demo", "--neural", "--backend", "pitchshift", "--directory", folder);
    assertEquals(2, demo.exitCode());
    assertTrue(demo.err().contains("--backend ask for another voice"), demo.err());
  }

  @Test
  void missingFolderIsOneLine() {
    Cli demo = Cli.run("demo", "--directory", folder.resolve("nowhere"));
    assertEquals(1, demo.exitCode());
    assertEquals(1, demo.err().lines().count());
    assertTrue(demo.err().contains("nowhere"), demo.err());
  }
}
