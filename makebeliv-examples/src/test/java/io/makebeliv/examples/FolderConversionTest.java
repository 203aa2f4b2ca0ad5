package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FolderConversionTest {

  @TempDir Path folder;
  private Path in;
  private Path out;

  @BeforeEach
  void makeFolder() throws IOException {
    in = Files.createDirectory(folder.resolve("in"));
    out = folder.resolve("out");
  }

  @Test
  void keepsTheTreeAndLeavesOtherFilesOut() throws IOException {
    recording("a.wav");
    recording("deep/er/b.WAV");
    Files.writeString(in.resolve("list.txt"), "a.wav");
    Files.writeString(in.resolve("._a.wav"), "what another system left here");

    Cli run = Cli.run("convert", in, out, "--pitch", "3");

    assertEquals("", run.err());
    assertEquals(0, run.exitCode());
    assertEquals(List.of("a.wav", "deep/er/b.wav"), tree(out));
    ConvertCommandTest.assertLike(in.resolve("a.wav"), out.resolve("a.wav"));
    assertTrue(run.out().contains("2 of 2 recordings"), run.out());
  }

  @Test
  void oneBadFileIsReportedAndTheRestIsDone() throws IOException {
    recording("a.wav");
    Files.writeString(in.resolve("bad.wav"), "no audio");
    recording("c.wav");

    Cli run = Cli.run("convert", in, out);

    assertEquals(1, run.exitCode());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("bad.wav"), run.err());
    assertEquals(List.of("a.wav", "c.wav"), tree(out));
    assertTrue(run.out().contains("2 of 3 recordings"), run.out());
  }

  @Test
  void aFolderAndAFileConvertAlike() throws IOException {
    Path one = recording("a.wav");
    Path alone = folder.resolve("alone.wav");
    Cli.run("convert", in, out, "--pitch", "-2", "--seed", "5");
    Cli.run("convert", one, alone, "--pitch", "-2", "--seed", "5");
    assertEquals(-1, Files.mismatch(alone, out.resolve("a.wav")));
  }

  @Test
  void recordingsThatWouldCollideGetTheirOwnNames() throws IOException {
    recording("a.wav");
    Files.copy(in.resolve("a.wav"), in.resolve("a.flac"));
    Files.copy(in.resolve("a.wav"), in.resolve("a.mp3"));
    recording("a.mp3.wav");

    assertEquals(0, Cli.run("convert", in, out).exitCode());

    assertEquals(List.of("a.flac.wav", "a.mp3-2.wav", "a.mp3.wav", "a.wav"), tree(out));
  }

  @Test
  void anOldOutputIsReplacedAndOthersStay() throws IOException {
    recording("a.wav");
    Files.createDirectory(out);
    Files.writeString(out.resolve("a.wav"), "old");
    Files.writeString(out.resolve("mine.txt"), "mine");

    assertEquals(0, Cli.run("convert", in, out).exitCode());

    ConvertCommandTest.assertLike(in.resolve("a.wav"), out.resolve("a.wav"));
    assertEquals("mine", Files.readString(out.resolve("mine.txt")));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void linksAreFollowedButNotRoundInCircles() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Cli.recording(elsewhere.resolve("b.wav"));
    Files.createSymbolicLink(in.resolve("linked"), elsewhere);
    Files.createSymbolicLink(in.resolve("circle"), in);

    Cli run = Cli.run("convert", in, out);

    assertEquals(0, run.exitCode(), run.err());
    assertEquals(List.of("linked/b.wav"), tree(out));
  }

  @Test
  void refusesFoldersThatDoNotGoTogether() throws IOException {
    recording("a.wav");
    assertRefused(Cli.run("convert", in, in), 2, "same folder");
    assertRefused(Cli.run("convert", in, in.resolve("out")), 2, "inside the other");
    assertRefused(Cli.run("convert", in, folder), 2, "inside the other");
    Path file = Files.writeString(folder.resolve("file"), "mine");
    assertRefused(Cli.run("convert", in, file), 2, "OUT is a file");
    assertEquals("mine", Files.readString(file));
    assertRefused(Cli.run("convert", in, out, "--report", "x.png"), 2, "--report");
    assertEquals(List.of("a.wav"), tree(in));
    assertFalse(Files.exists(out));
  }

  @Test
  void aFolderWithoutRecordingsIsOneLine() throws IOException {
    Files.writeString(in.resolve("list.txt"), "nothing here");
    assertRefused(Cli.run("convert", in, out), 1, "No recordings in " + in);
    assertFalse(Files.exists(out));
  }

  private static void assertRefused(Cli run, int exitCode, String words) {
    assertEquals(exitCode, run.exitCode(), run.err());
    assertTrue(run.err().contains(words), run.err());
    assertEquals("", run.out());
  }

  private Path recording(String name) throws IOException {
    Path file = in.resolve(name);
    Files.createDirectories(file.getParent());
    return Cli.recording(file);
  }

  /** All files below a folder, hidden ones too. */
  private static List<String> tree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }
}
