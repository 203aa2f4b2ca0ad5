package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.VoiceConversionException;
import org.junit.jupiter.api.Test;

class MakebelivTest {

  @Test
  void helpNamesEveryCommandAndShowsExamples() {
    Cli help = Cli.run("--help");
    assertEquals(0, help.exitCode());
    assertTrue(help.out().contains("./makebeliv demo"), help.out());
    for (String command : Makebeliv.commandLine(Terminal.NONE).getSubcommands().keySet()) {
      assertTrue(help.out().lines().anyMatch(line -> line.startsWith("  " + command)), command);
      Cli own = Cli.run(command, "--help");
      assertEquals(0, own.exitCode());
      assertTrue(own.out().contains("./makebeliv " + command), own.out());
    }
  }

  @Test
  void helpFitsAnOldTerminalWithoutColours() {
    for (Cli help : new Cli[] {Cli.run("-h"), Cli.run("demo", "-h"), Cli.run("convert", "-h")}) {
      assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.out());
      assertFalse(help.out().contains("\u001b"), help.out());
    }
  }

  @Test
  void versionSaysWhichJavaRuns() {
    Cli version = Cli.run("--version");
    assertEquals(0, version.exitCode());
    assertTrue(version.out().startsWith("makebeliv "), version.out());
    assertTrue(version.out().contains("Java " + System.getProperty("java.version")));
  }

  @Test
  void withoutACommandSaysWhatThereIs() {
    Cli nothing = Cli.run();
    assertEquals(2, nothing.exitCode());
    assertTrue(nothing.err().contains("demo, convert"), nothing.err());
  }

  @Test
  void unknownCommandSuggestsTheNearest() {
    Cli typo = Cli.run("covnert", "a.wav", "b.wav");
    assertEquals(2, typo.exitCode());
    assertTrue(
        typo.err().startsWith("makebeliv: There is no command 'covnert'. Did you mean 'convert'?"),
        typo.err());
  }

  @Test
  void aWordLikeNoCommandGetsTheListOfThem() {
    Cli word = Cli.run("hum");
    assertEquals(2, word.exitCode());
    assertTrue(
        word.err()
            .contains(
                "There are: demo, convert, monitor, presets, models, devices, latency, fluctuation,"
                    + " export."),
        word.err());
  }

  @Test
  void oneArgumentTooManyIsNamed() {
    Cli extra = Cli.run("convert", "a.wav", "b.wav", "c.wav");
    assertEquals(2, extra.exitCode());
    assertTrue(extra.err().contains("'c.wav' is one argument too many"), extra.err());
  }

  @Test
  void unknownOptionIsNamed() {
    Cli unknown = Cli.run("convert", "a.wav", "b.wav", "--pich", "3");
    assertEquals(2, unknown.exitCode());
    assertTrue(unknown.err().contains("'--pich'. Did you mean '--pitch'?"), unknown.err());
    assertTrue(unknown.err().contains("makebeliv convert --help"), unknown.err());
  }

  @Test
  void explanationsAreOneLine() {
    assertEquals(
        "first second", Makebeliv.explain(new VoiceConversionException("first\n  second\n")));
    assertTrue(Makebeliv.explain(new IllegalStateException("odd")).contains("odd"));
  }
}
