package io.makebeliv.ambience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Signals;
import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSink;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Settings, their bounds, and loops. */
final class AmbienceTest {

  private static final int RATE = 16000;

  private static String refusal(Executable call) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void eachIsFoundByItsName() {
    for (String name : Heard.NAMES) {
      assertEquals(name, Ambience.named(name).name());
      assertTrue(Ambience.named(name).relative());
      assertFalse(Ambience.named(name).isNone());
    }
    assertEquals(Ambience.cafe(), Ambience.named(" Cafe "));
    assertEquals(Ambience.none(), Ambience.named("none"));
    assertTrue(Ambience.named("none").isNone());
    assertEquals(
        "no ambience is named 'loop'; there are none, cafe, street, room, white, pink, brown",
        refusal(() -> Ambience.named("loop")));
  }

  @Test
  void settingsChangeOneThingEach() {
    Ambience below = Ambience.street().duckingDb(9).belowVoiceDb(31);
    assertTrue(below.relative());
    assertEquals(31, below.db());
    assertEquals(9, below.duckingDb());
    Ambience absolute = below.levelDb(-44.5);
    assertFalse(absolute.relative());
    assertEquals(-44.5, absolute.db());
    assertEquals(9, absolute.duckingDb());
    assertEquals("street", absolute.name());
  }

  @Test
  void equalSettingsAreEqual() {
    float[] samples = Signals.noise(4000, 0.1, 1);
    Ambience[] different = {
      Ambience.none(),
      Ambience.cafe(),
      Ambience.room(),
      Ambience.cafe().levelDb(-30),
      Ambience.cafe().belowVoiceDb(30),
      Ambience.cafe().duckingDb(3),
      Ambience.loop(samples, 8000),
      Ambience.loop(samples, 16000),
      Ambience.loop(Arrays.copyOf(samples, 3999), 8000)
    };
    for (int i = 0; i < different.length; i++) {
      for (int j = 0; j < different.length; j++) {
        assertEquals(i == j, different[i].equals(different[j]));
      }
    }
    assertEquals(Ambience.loop(samples, 8000), Ambience.loop(samples.clone(), 8000));
    assertEquals(
        Ambience.loop(samples, 8000).hashCode(), Ambience.loop(samples.clone(), 8000).hashCode());
    assertEquals(Ambience.cafe().duckingDb(3).hashCode(), different[5].hashCode());
    assertNotEquals(null, Ambience.cafe());
  }

  @Test
  void theySayWhatTheyAre() {
    assertEquals("none", Ambience.none().toString());
    assertEquals("cafe 26.0 dB below the voice", Ambience.cafe().toString());
    assertEquals(
        "brown -50.0 dBFS, 6.0 dB lower while it speaks",
        Ambience.brown().levelDb(-50).duckingDb(6).toString());
  }

  @Test
  void whatIsOutOfRangeIsRefusedByName() {
    assertEquals(
        "the level below the voice must be 0 to 80 dB, was -1.0",
        refusal(() -> Ambience.cafe().belowVoiceDb(-1)));
    assertEquals(
        "the level must be -90 to -10 dBFS, was -9.0", refusal(() -> Ambience.cafe().levelDb(-9)));
    assertEquals(
        "the ducking must be 0 to 40 dB, was NaN",
        refusal(() -> Ambience.cafe().duckingDb(Double.NaN)));
    assertEquals(
        "an ambience has 8000 to 96000 Hz, not 7999", refusal(() -> Ambience.cafe().open(7999, 1)));
    refusal(() -> Ambience.none().open(96001, 1));
  }

  @Test
  void whatMakesNoLoopIsRefusedByName() {
    float[] samples = Signals.noise(8000, 0.1, 1);
    assertEquals(
        "the sample rate of the loop must be 8000 to 192000 Hz, was 7999",
        refusal(() -> Ambience.loop(samples, 7999)));
    assertEquals(
        "the loop must last at least 10 ms, was 79 frames at 8000 Hz",
        refusal(() -> Ambience.loop(new float[79], 8000)));
    assertEquals(
        "the loop must last at most 120 seconds to be looped; cut a piece out of it",
        refusal(() -> Ambience.loop(new float[8000 * 120 + 1], 8000)));
    assertEquals(
        "the loop is silent and cannot be brought to a level; give one that sounds",
        refusal(() -> Ambience.loop(new float[8000], 8000)));
    samples[77] = Float.NaN;
    assertEquals(
        "the loop must hold finite samples only, number 77 was NaN",
        refusal(() -> Ambience.loop(samples, 8000)));
  }

  @Test
  void aLoopIsReadFromAFile(@TempDir Path folder) {
    Path file = folder.resolve("loop.wav");
    float[] samples = Signals.noise(30000, 0.3, 1);
    try (AudioSink sink = AudioFiles.create(file, 24000)) {
      sink.write(samples, 0, samples.length);
      sink.end();
    }
    float[] fromFile = new float[RATE];
    float[] fromArray = new float[RATE];
    Ambience.loop(file).levelDb(-20).open(RATE, 1).add(fromFile, 0, RATE, 0);
    Ambience.loop(samples, 24000).levelDb(-20).open(RATE, 1).add(fromArray, 0, RATE, 0);
    // The file has 16 bits.
    for (int i = 0; i < RATE; i++) {
      assertEquals(fromArray[i], fromFile[i], 1e-4);
    }
  }

  @Test
  void aFileThatMakesNoLoopIsNamed(@TempDir Path folder) {
    Path missing = folder.resolve("missing.wav");
    String message = assertThrows(AudioException.class, () -> Ambience.loop(missing)).getMessage();
    assertEquals("No such audio file: " + missing + ".", message);
    Path silent = folder.resolve("silent.wav");
    try (AudioSink sink = AudioFiles.create(silent, 8000)) {
      sink.write(new float[8000], 0, 8000);
      sink.end();
    }
    assertTrue(refusal(() -> Ambience.loop(silent)).startsWith(silent + " is silent"));
    Path longFile = folder.resolve("long.wav");
    try (AudioSink sink = AudioFiles.create(longFile, 8000)) {
      for (int second = 0; second <= 121; second++) {
        sink.write(Signals.noise(8000, 0.1, second), 0, 8000);
      }
      sink.end();
    }
    assertTrue(refusal(() -> Ambience.loop(longFile)).contains("at most 120 seconds"));
  }

  @Test
  void aLoopGoesRoundWithoutSeam() {
    // Where a recording's ends do not fit: noise of half a second's correlation none at all.
    float[] samples = Signals.noise(3 * RATE, 0.3, 1);
    float[] played = new float[20 * RATE];
    Ambience.loop(samples, RATE).levelDb(-20).open(RATE, 1).add(played, 0, played.length, 0);
    int turn = 3 * RATE - RATE / 2;
    for (int i = 0; i + turn < played.length; i++) {
      assertEquals(played[i], played[i + turn]);
    }
    // Equal power: the seam is as loud as the rest.
    double rest = Heard.db(played, RATE, 2 * RATE);
    for (int part = 0; part < 10; part++) {
      int at = turn + part * RATE / 20;
      assertEquals(rest, Heard.db(played, at, at + RATE / 20), 0.7);
    }
    assertEquals(-20, Heard.db(played, 0, 4 * turn), 0.05);
    // Between the seams it is what was given.
    double gain = played[RATE] / samples[RATE];
    for (int i = RATE / 2; i < turn; i++) {
      assertEquals(gain * samples[i], played[i], 1e-6);
    }
  }

  @Test
  void aSlopeAcrossTheEndsDoesNotClick() {
    // A ramp jumps by its whole height where it goes round.
    float[] ramp = new float[2 * RATE];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (float) i / ramp.length - 0.5f;
    }
    float[] played = new float[10 * RATE];
    Ambience.loop(ramp, RATE).levelDb(-20).open(RATE, 1).add(played, 0, played.length, 0);
    for (int i = 1; i < played.length; i++) {
      assertTrue(Math.abs(played[i] - played[i - 1]) < 1e-3, "jumps at " + i);
    }
  }

  @Test
  void aLoopShorterThanTheSeamStillGoesRound() {
    float[] samples = Signals.noise(200, 0.3, 1);
    Loop loop = new Loop(samples, RATE);
    assertEquals(150, loop.turn());
    float[] played = new float[4 * 256];
    new Hops(loop, 1).add(0, played, played.length);
    for (int i = 0; i + 150 < played.length; i++) {
      assertEquals(played[i], played[i + 150]);
    }
  }

  @Test
  void aLoopOfAnotherRateKeepsItsPitch() {
    float[] sine = Signals.sine(44100, 44100, 441, 0.5);
    float[] played = new float[RATE];
    Ambience.loop(sine, 44100).levelDb(-20).open(RATE, 1).add(played, 0, RATE, 0);
    Signals.Fit fit = Signals.fitSine(played, RATE * 2 / 5, RATE * 3 / 5, RATE, 441);
    assertEquals(0.1 * Math.sqrt(2), fit.amplitude(), 0.01);
    assertTrue(fit.rest() < 1e-6);
  }

  @Test
  void whoHoldsTheSamplesCannotChangeTheLoop() {
    float[] samples = Signals.noise(RATE, 0.3, 1);
    Ambience loop = Ambience.loop(samples, RATE);
    Ambience same = Ambience.loop(samples, RATE);
    Arrays.fill(samples, 0);
    assertEquals(same, loop);
    float[] played = new float[RATE];
    loop.levelDb(-20).open(RATE, 1).add(played, 0, RATE, 0);
    assertTrue(Heard.db(played, 0, RATE) > -25);
  }
}
