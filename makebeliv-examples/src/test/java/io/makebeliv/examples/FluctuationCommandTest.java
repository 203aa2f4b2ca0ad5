package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FluctuationCommandTest {

  @TempDir Path folder;

  private static double heard(Cli run) {
    Matcher heard = Pattern.compile("within ([0-9.]+) cents of it \\(median\\)").matcher(run.out());
    assertTrue(heard.find(), run.out());
    return Double.parseDouble(heard.group(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"natural", "lively", "singing", "legacy", "off"})
  void whatIsHeardIsWhatWasAskedFor(String name) throws IOException {
    Path plot = folder.resolve("out.png");
    Cli run =
        Cli.run("fluctuation", "--fluctuation", name, "--seed", 7, "--seconds", 6, "--plot", plot);
    assertEquals("", run.err());
    assertEquals(0, run.exitCode());
    assertTrue(heard(run) < 2, run.out());
    assertEquals(name.equals("singing"), run.out().contains("vibrato"), run.out());
    assertTrue(Files.size(plot) > 20_000);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count(), "nothing else is left behind");
    }
  }

  @Test
  void printsBoundsAndWhatWasFound() {
    Cli run = Cli.run("fluctuation", "--seconds", 5);
    Matcher pitch =
        Pattern.compile("pitch +cents +12.00 +40.00 +([0-9.]+) +(-[0-9.]+) +\\+([0-9.]+)")
            .matcher(run.out());
    assertTrue(pitch.find(), run.out());
    assertTrue(Double.parseDouble(pitch.group(2)) > -40);
    assertTrue(Double.parseDouble(pitch.group(3)) < 40);
    assertEquals(10, run.out().lines().count(), "a title, a header, seven rows, and what is heard");
    assertEquals(run.out(), Cli.run("fluctuation", "--seconds", 5).out());
    assertFalse(run.out().equals(Cli.run("fluctuation", "--seconds", 5, "--seed", 1).out()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.9", "121", "NaN", "-3", "soon"})
  void secondsOutOfRangeAreOneSentence(String seconds) {
    Cli run = Cli.run("fluctuation", "--seconds", seconds);
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("--seconds"), run.err());
    assertTrue(run.err().contains(seconds), run.err());
  }

  @Test
  void badNamesAndPlacesAreOneSentence() {
    Cli name = Cli.run("fluctuation", "--fluctuation", "loud");
    assertEquals(2, name.exitCode());
    assertTrue(name.err().contains("'loud' is none of natural"), name.err());
    Cli kind = Cli.run("fluctuation", "--plot", "out.jpg");
    assertEquals(2, kind.exitCode());
    assertTrue(kind.err().contains(".png"), kind.err());
    Cli nowhere = Cli.run("fluctuation", "--plot", folder.resolve("no/out.png"));
    assertEquals(1, nowhere.exitCode());
    assertEquals(1, nowhere.err().lines().count());
    assertTrue(nowhere.err().contains("No such folder"), nowhere.err());
  }

  @Test
  void aFolderInThePicturesPlaceStays() throws IOException {
    Path occupied = Files.createDirectory(folder.resolve("occupied.png"));
    Files.writeString(occupied.resolve("mine"), "mine");
    Cli run = Cli.run("fluctuation", "--seconds", 5, "--plot", occupied);
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("occupied.png"), run.err());
    assertTrue(Files.exists(occupied.resolve("mine")));
  }
}
