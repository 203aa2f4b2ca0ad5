package io.makebeliv.ambience;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.makebeliv.Signals;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws of a stream: blocks, positions, levels, memory. */
final class AmbienceStreamTest {

  private static final int RATE = 16000;

  private static List<Ambience> all() {
    Stream<Ambience> generated = Stream.of(Heard.NAMES).map(Ambience::named);
    float[] loop = Signals.noise(12345, 0.3, 8);
    return Stream.concat(generated, Stream.of(Ambience.loop(loop, 22050))).toList();
  }

  /** Noise of some level that speaks for a second and is silent for one. */
  private static float[] voice(int seconds, double db) {
    float[] samples = Signals.noise(seconds * RATE, Math.sqrt(3) * Math.pow(10, db / 20), 2);
    for (int i = 0; i < samples.length; i++) {
      if (i / RATE % 2 == 1) {
        samples[i] = 0;
      }
    }
    return samples;
  }

  /** What is added to a voice. */
  private static float[] added(AmbienceStream stream, float[] voice) {
    float[] samples = voice.clone();
    stream.add(samples, 0, samples.length, 0);
    for (int i = 0; i < samples.length; i++) {
      samples[i] -= voice[i];
    }
    return samples;
  }

  @ParameterizedTest
  @MethodSource("all")
  void anySplitGivesTheSame(Ambience ambience) {
    Ambience ducking = ambience.duckingDb(12);
    float[] voice = voice(3, -20);
    long position = 987_654_321;
    float[] whole = voice.clone();
    ducking.open(RATE, 3).add(whole, 0, whole.length, position);
    Random random = new Random(1);
    for (int size : new int[] {1, 7, 64, 480, 4096, 0}) {
      float[] split = voice.clone();
      AmbienceStream stream = ducking.open(RATE, 3);
      for (int done = 0; done < split.length; ) {
        int asked = size == 0 ? random.nextInt(2000) : size;
        int count = Math.min(asked, split.length - done);
        stream.add(split, done, count, position + done);
        done += count;
      }
      assertArrayEquals(whole, split, ambience + " in blocks of " + size);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void itCanBeginAnywhere(Ambience ambience) {
    for (int rate : new int[] {8000, 44100}) {
      Ambience steady = ambience.levelDb(-30);
      float[] run = new float[8 * rate];
      steady.open(rate, 11).add(run, 0, run.length, 0);
      AmbienceStream stream = steady.open(rate, 11);
      // Forth and back, on and off the grid.
      for (int at : new int[] {3 * rate + 17, 7 * rate, 1, 5 * rate + 4321, 5 * rate}) {
        float[] piece = new float[rate / 2];
        stream.add(piece, 0, piece.length, at);
        assertArrayEquals(Arrays.copyOfRange(run, at, at + piece.length), piece, "at " + at);
      }
    }
  }

  @Test
  void aCafeBeginsAgainAsItBegan() {
    int rate = 16_000;
    AmbienceStream stream = Ambience.cafe().levelDb(-30).open(rate, 5);
    float[] first = new float[rate];
    stream.add(first, 0, rate, 0);
    for (int elsewhere : new int[] {3, 9, 1}) {
      stream.add(new float[rate], 0, 160, (long) elsewhere * rate);
      stream.reset();
      float[] again = new float[rate];
      stream.add(again, 0, rate, 0);
      assertArrayEquals(first, again);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void itIsGivenBySeedAndPosition(Ambience ambience) {
    float[] one = new float[RATE];
    float[] same = new float[RATE];
    float[] other = new float[RATE];
    ambience.open(RATE, 1).add(one, 0, RATE, 40_000_000_000L);
    ambience.open(RATE, 1).add(same, 0, RATE, 40_000_000_000L);
    ambience.open(RATE, 2).add(other, 0, RATE, 40_000_000_000L);
    assertArrayEquals(one, same);
    assertTrue(Heard.db(one, 0, RATE) > -90);
    // A recording is one and the same for all.
    assertEquals(ambience.name().equals("loop"), Arrays.equals(one, other));
  }

  @Test
  void noneChangesNothing() {
    float[] voice = voice(1, -20);
    voice[5] = -0.0f;
    voice[6] = Float.NaN;
    float[] samples = voice.clone();
    Ambience.none().levelDb(-20).open(RATE, 1).add(samples, 0, samples.length, 0);
    assertArrayEquals(voice, samples);
    assertEquals(Float.floatToRawIntBits(-0.0f), Float.floatToRawIntBits(samples[5]));
  }

  @Test
  void onlyTheStretchIsChanged() {
    float[] samples = new float[100];
    Ambience.white().levelDb(-20).open(RATE, 1).add(samples, 30, 40, 0);
    for (int i = 0; i < samples.length; i++) {
      assertEquals(i >= 30 && i < 70, samples[i] != 0, "sample " + i);
    }
  }

  @Test
  void aRelativeLevelFollowsTheVoiceAndHoldsInItsPauses() {
    for (double db : new double[] {-14, -26, -38}) {
      AmbienceStream stream = Ambience.white().belowVoiceDb(24).open(RATE, 1);
      float[] voice = Arrays.copyOf(voice(40, db), 120 * RATE);
      float[] added = added(stream, voice);
      double running = Heard.db(added, 38 * RATE, 39 * RATE);
      assertEquals(db - 24, running, db > -20 ? 0.6 + Math.max(0, db - 24 + 30) : 0.6);
      // Long after the last word as well: muted is a long pause.
      double later = Heard.db(added, 119 * RATE, 120 * RATE);
      assertEquals(running, later, 0.3);
      for (int second = 30; second < 120; second++) {
        double level = Heard.db(added, second * RATE, (second + 1) * RATE);
        assertEquals(running, level, 0.8, "no pumping in second " + second);
      }
    }
  }

  @Test
  void beforeAVoiceWasHeardADefaultCounts() {
    float[] silence = new float[5 * RATE];
    float[] added = added(Ambience.pink().belowVoiceDb(30).open(RATE, 1), silence);
    assertEquals(VoiceLevel.DEFAULT_DB - 30, Heard.db(added, 0, added.length), 0.2);
  }

  @Test
  void relativeIsNeverLouderThanItsBound() {
    float[] voice = Signals.noise(10 * RATE, 1, 1);
    float[] added = added(Ambience.white().belowVoiceDb(0).open(RATE, 1), voice);
    assertEquals(AmbienceStream.LOUDEST_RELATIVE_DB, Heard.db(added, 5 * RATE, added.length), 0.2);
  }

  @Test
  void aVoiceThatHasBecomeVerySoftIsFoundAgain() {
    float[] voice = Signals.noise(60 * RATE, Math.sqrt(3) * Math.pow(10, -40 / 20.0), 3);
    float[] loud = Signals.noise(5 * RATE, Math.sqrt(3) * Math.pow(10, -12 / 20.0), 4);
    System.arraycopy(loud, 0, voice, 0, loud.length);
    float[] added = added(Ambience.white().belowVoiceDb(30).open(RATE, 1), voice);
    assertEquals(-70, Heard.db(added, 55 * RATE, added.length), 1);
  }

  @Test
  void duckingGoesAsDeepAsAskedAndComesBack() {
    float[] voice = Arrays.copyOf(Signals.noise(6 * RATE, 0.2, 1), 12 * RATE);
    Arrays.fill(voice, 0, 2 * RATE, 0);
    float[] added = added(Ambience.white().levelDb(-40).duckingDb(15).open(RATE, 1), voice);
    assertEquals(-40, Heard.db(added, 0, 2 * RATE), 0.3);
    assertEquals(-55, Heard.db(added, 3 * RATE, 6 * RATE), 0.3);
    assertEquals(-40, Heard.db(added, 9 * RATE, 12 * RATE), 0.3);
    // Smoothly: from one 10 ms to the next by little.
    float[] steady = added(Ambience.white().levelDb(-40).open(RATE, 1), new float[voice.length]);
    double before = 0;
    for (int at = 0; at + 160 <= voice.length; at += 160) {
      double gain = Heard.db(added, at, at + 160) - Heard.db(steady, at, at + 160);
      assertTrue(Math.abs(gain - before) < 2, "jumps by " + (gain - before));
      before = gain;
    }
  }

  @Test
  void whatIsNoNumberDoesNotSpoilTheLevel() {
    float[] voice = new float[10 * RATE];
    Arrays.fill(voice, RATE, RATE + 300, Float.NaN);
    Arrays.fill(voice, 2 * RATE, 2 * RATE + 300, Float.POSITIVE_INFINITY);
    Arrays.fill(voice, 3 * RATE, 3 * RATE + 300, Float.MAX_VALUE);
    AmbienceStream stream = Ambience.white().belowVoiceDb(30).duckingDb(6).open(RATE, 1);
    stream.add(voice, 0, voice.length, 0);
    double level = Heard.db(voice, 8 * RATE, 10 * RATE);
    assertTrue(level > -70 && level < -30, "level " + level);
  }

  @Test
  void resetForgetsTheVoice() {
    AmbienceStream stream = Ambience.white().belowVoiceDb(20).duckingDb(10).open(RATE, 1);
    float[] fresh = added(stream, new float[RATE]);
    added(stream, voice(5, -38));
    stream.reset();
    assertArrayEquals(fresh, added(stream, new float[RATE]));
  }

  @Test
  void nothingIsAllocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    int rate = 48000;
    float[] samples = Signals.noise(2 * rate, 0.1, 1);
    for (Ambience ambience : all()) {
      AmbienceStream stream = ambience.duckingDb(6).open(rate, 1);
      long least = Long.MAX_VALUE;
      // The first rounds load classes; compilation may allocate on this thread in any one round.
      for (int round = 0; round < 8; round++) {
        long before = threads.getThreadAllocatedBytes(self);
        for (int done = 0; done + 480 <= samples.length; done += 480) {
          stream.add(samples, done, 480, (long) round * samples.length + done);
        }
        // A jump as well.
        stream.add(samples, 0, 480, 1_000_000_000L * round);
        least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
      }
      assertEquals(0, least, ambience.toString());
    }
  }

  @Test
  void everyRateIsServed() {
    for (int rate : new int[] {8000, 8001, 11025, 16000, 22050, 32000, 44100, 88200, 96000}) {
      for (Ambience ambience : all()) {
        float[] samples = new float[rate];
        ambience.levelDb(-30).open(rate, 1).add(samples, 0, rate, 0);
        assertEquals(-30, Heard.db(samples, 0, rate), 5, ambience + " at " + rate);
        for (float sample : samples) {
          assertFalse(Float.isNaN(sample));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 5000, 20_000, 400_000})
  void aCafeThatWasMadeReadyALittleBeforeIsTheSame(int ahead) {
    long position = 12_345_678;
    AmbienceStream one = Ambience.cafe().open(48_000, 3);
    AmbienceStream other = Ambience.cafe().open(48_000, 3);
    other.join(position - ahead);
    float[] expected = new float[9600];
    float[] heard = new float[9600];
    one.add(expected, 0, expected.length, position);
    other.add(heard, 0, heard.length, position);
    org.junit.jupiter.api.Assertions.assertArrayEquals(expected, heard);
  }
}
