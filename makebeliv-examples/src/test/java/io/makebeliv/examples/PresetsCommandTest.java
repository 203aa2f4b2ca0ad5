package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.examples.report.Signals;
import io.makebeliv.examples.report.VoiceReport;
import io.makebeliv.preset.Preset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Presets on the command line, and heard anew when they are saved. */
class PresetsCommandTest {

  @TempDir Path folder;

  @Test
  void whatCannotBeSavedIsAMistakeInTheArguments() {
    Cli wrong = Cli.run("presets", "--save", "gaint", folder.resolve("mine.json"));
    assertEquals(2, wrong.exitCode());
    assertTrue(wrong.err().contains("Did you mean 'giant'?"), wrong.err());
    Cli nowhere = Cli.run("presets", "--save", "giant", "a\0b");
    assertEquals(2, nowhere.exitCode());
    assertTrue(nowhere.err().contains("cannot be the name of a file"), nowhere.err());
    assertEquals(
        2,
        Cli.run(
                "convert",
                Cli.recording(folder.resolve("in.wav")),
                folder.resolve("out.wav"),
                "--preset",
                "a/\0b")
            .exitCode());
  }

  @Test
  void savesWithinOneTickOfTheClockAreNoticed() throws IOException {
    Path file = folder.resolve("mine.json");
    Preset.bundled("giant").save(file);
    FileTime tick = Files.getLastModifiedTime(file);
    PresetWatch watch = new PresetWatch(file);
    assertTrue(watch.changed().isEmpty());
    Preset.bundled("elf").save(file);
    Files.setLastModifiedTime(file, tick);
    assertEquals("elf", watch.changed().orElseThrow().name());
    assertTrue(watch.changed().isEmpty());
    Files.writeString(file, "");
    assertTrue(watch.changed().isEmpty(), "an editor at work");
    Preset.bundled("giant").save(file);
    assertEquals("giant", watch.changed().orElseThrow().name());
  }

  @Test
  void listsEveryOneWithALine() {
    Cli run = Cli.run("presets");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(Preset.bundled().size(), run.out().lines().count());
    for (String name : Preset.bundled()) {
      assertTrue(run.out().contains(name), run.out());
    }
  }

  @Test
  void savesOneToBeChanged() {
    Path file = folder.resolve("mine.json");
    assertEquals(0, Cli.run("presets", "--save", "giant", file).exitCode());
    assertEquals(Preset.bundled("giant"), Preset.load(file));
    Cli again = Cli.run("presets", "--save", "elf", file);
    assertEquals(1, again.exitCode());
    assertTrue(again.err().contains("exists already"), again.err());
    assertEquals(Preset.bundled("giant"), Preset.load(file));
  }

  @Test
  void convertsWithAPresetAndLetsOptionsReplaceWhatItSays() throws IOException {
    Path in = Signals.write(folder.resolve("in.wav"), Signals.voice(150, 150, 2, 16_000), 16_000);
    Path named = folder.resolve("named.wav");
    Path own = folder.resolve("own.wav");
    Path replaced = folder.resolve("replaced.wav");
    Path file = folder.resolve("mine.json");
    Preset.bundled("giant").save(file);
    assertEquals(0, Cli.run("convert", in, named, "--preset", "giant").exitCode());
    assertEquals(0, Cli.run("convert", in, own, "--preset", file).exitCode());
    Cli run = Cli.run("convert", in, replaced, "--preset", "giant", "--pitch", "+5");
    assertEquals(0, run.exitCode(), run.err());
    assertArrayEquals(Files.readAllBytes(named), Files.readAllBytes(own));
    assertEquals(-6, VoiceReport.of(in, named).shiftSemitones(), 0.3);
    assertEquals(5, VoiceReport.of(in, replaced).shiftSemitones(), 0.3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gaint | There is no preset 'gaint'. Did you mean 'giant'?",
        "nowhere.json | No such preset: nowhere.json.",
      })
  void aPresetThatIsNotThereIsOneSentence(String name, String message) {
    Path in = Cli.recording(folder.resolve("in.wav"));
    Cli run = Cli.run("convert", in, folder.resolve("out.wav"), "--preset", name);
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains(message), run.err());
    assertFalse(Files.exists(folder.resolve("out.wav")));
  }

  @Test
  void anAmbienceIsHeardInTheSilence() {
    Path in = Signals.write(folder.resolve("in.wav"), new float[16_000], 16_000);
    Path out = folder.resolve("out.wav");
    assertEquals(0, Cli.run("convert", in, out, "--ambience", "cafe").exitCode());
    assertTrue(rms(read(out)) > 1e-4);
    Cli wrong = Cli.run("convert", in, out, "--ambience", "pub");
    assertEquals(2, wrong.exitCode());
    assertTrue(wrong.err().contains("none, cafe, street"), wrong.err());
  }

  private static float[] read(Path file) {
    try (AudioFileSource source = AudioFiles.open(file)) {
      float[] samples = new float[(int) source.length().orElseThrow()];
      source.read(samples, 0, samples.length);
      return samples;
    }
  }

  private static double rms(float[] samples) {
    double sum = 0;
    for (float x : samples) {
      sum += x * x;
    }
    return Math.sqrt(sum / samples.length);
  }

  @Test
  void whatIsSavedWhileItRunsIsHeard() throws Exception {
    Path preset = folder.resolve("mine.json");
    Preset.bundled("giant").save(preset);
    Path in = Signals.write(folder.resolve("in.wav"), Signals.voice(150, 150, 0.5, 16_000), 16_000);
    CompletableFuture<Cli> run =
        CompletableFuture.supplyAsync(
            () -> Cli.run("monitor", "--preset", preset, "--file", in, "--loop", "--seconds", "6"));
    TimeUnit.MILLISECONDS.sleep(2000);
    Files.writeString(preset, "{\"makebeliv\": 1, \"name\": \"x\", \"pich\": 3}");
    Files.setLastModifiedTime(preset, FileTime.fromMillis(System.currentTimeMillis() + 1000));
    TimeUnit.MILLISECONDS.sleep(1000);
    Path next = folder.resolve("next.json");
    Preset.bundled("cavern").save(next);
    Files.setLastModifiedTime(next, FileTime.fromMillis(System.currentTimeMillis() + 3000));
    Files.move(next, preset, StandardCopyOption.REPLACE_EXISTING);
    Cli done = run.get();
    assertEquals(0, done.exitCode(), done.err());
    assertTrue(done.err().contains("Did you mean 'pitch'?"), done.err());
    assertTrue(done.err().contains("the preset was loaded again"), done.err());
    assertTrue(done.out().contains("nothing lost"), done.out());
  }

  @Test
  void whatIsSavedWhileDevicesOpenIsHeard() {
    Path preset = folder.resolve("mine.json");
    Preset.bundled("giant").save(preset);
    Path in = Signals.write(folder.resolve("in.wav"), Signals.voice(150, 150, 0.5, 16_000), 16_000);
    LoopedDevices slow =
        LoopedDevices.opening(
            () -> {
              try {
                Files.delete(preset);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              Preset.bundled("cavern").save(preset);
            });
    Cli run =
        Cli.run(
            slow, "", "monitor", "--preset", preset, "--file", in, "--loop", "--seconds", "1.5");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("the preset was loaded again"), run.err());
  }
}
