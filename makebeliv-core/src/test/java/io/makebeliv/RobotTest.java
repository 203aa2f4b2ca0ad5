package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.mcadams.McAdams;
import io.makebeliv.pitchshift.Measures;
import io.makebeliv.pitchshift.PitchShift;
import io.makebeliv.pitchshift.Speech;
import io.makebeliv.pitchshift.SyntheticVoice;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A voice that stays at one pitch. */
final class RobotTest {

  private static VoiceConverter.Builder still(double hz) {
    return VoiceConverter.builder().robot(hz).fluctuation(Fluctuation.off());
  }

  private static float[] sweep(int rate) {
    return new SyntheticVoice(rate, 4, t -> 100 * Math.pow(2, t / 4), 650, 1150, 2500, 3400)
        .samples();
  }

  /** Distances from a pitch in cents, in order. */
  private static double[] cents(float[] y, int rate, double hz) {
    double[] distances = new double[1000];
    int count = 0;
    for (int n = rate / 4; n < y.length - rate / 4; n += rate / 50) {
      double found = Measures.f0(y, rate, n, hz * 0.6, hz * 1.7);
      assertTrue(found > 0, "voiced at " + (double) n / rate);
      distances[count++] = Measures.cents(found, hz);
    }
    double[] sorted = Arrays.copyOf(distances, count);
    Arrays.sort(sorted);
    return sorted;
  }

  @ParameterizedTest
  @CsvSource({
    "16000, 130, 1.1",
    "48000, 130, 1.1",
    "44100, 130, 0.85",
    "16000, 90, 1.1",
    "16000, 240, 1.2"
  })
  void aGlideComesOutAtOnePitch(int rate, double hz, double formant) {
    float[] x = sweep(rate);
    try (VoiceConverter converter = still(hz).formant(formant).build()) {
      float[] y = converter.convert(x, rate);
      double[] cents = cents(y, rate, hz);
      assertTrue(cents[cents.length / 2] < 5, "median " + cents[cents.length / 2]);
      assertTrue(cents[cents.length * 95 / 100] < 25, "95 % " + cents[cents.length * 95 / 100]);
      assertEquals(
          Measures.levelDb(x, rate, 3 * rate), Measures.levelDb(y, rate, 3 * rate), 3, "level");
    }
  }

  @Test
  void pitchAndFluctuationAreOnTopOfIt() {
    int rate = 16_000;
    float[] x = SyntheticVoice.steady(rate, 6, 110).samples();
    try (VoiceConverter converter = still(100).pitch(12).formant(1.1).build()) {
      double[] cents = cents(converter.convert(x, rate), rate, 200);
      assertTrue(cents[cents.length * 95 / 100] < 5);
    }
    try (VoiceConverter converter =
        still(130).formant(1.1).fluctuation(Fluctuation.natural()).build()) {
      double[] cents = cents(converter.convert(x, rate), rate, 130);
      assertTrue(cents[cents.length / 2] > 4, "alive");
      assertTrue(cents[cents.length - 1] < 45, "and bounded: " + cents[cents.length - 1]);
    }
  }

  @Test
  void turnsIntoARobotAndBackWhileItSpeaks() {
    int rate = 48_000;
    float[] x = SyntheticVoice.steady(rate, 6, 120).samples();
    try (VoiceConverter converter =
            VoiceConverter.builder().pitch(4).formant(1.1).fluctuation(Fluctuation.off()).build();
        VoiceSession session = converter.openSession(rate)) {
      float[] y = new float[x.length];
      session.process(x, 0, y, 0, 2 * rate);
      session.settings(new VoiceSettings(0, 1.1, 180));
      session.process(x, 2 * rate, y, 2 * rate, rate);
      session.robot(140);
      session.process(x, 3 * rate, y, 3 * rate, rate);
      session.settings(new VoiceSettings(4, 1.1));
      session.process(x, 4 * rate, y, 4 * rate, 2 * rate);
      double shifted = 120 * Math.pow(2, 4 / 12.0);
      double[] expected = {shifted, 180, 140, shifted};
      int[] at = {rate, 5 * rate / 2, 7 * rate / 2, 5 * rate};
      for (int i = 0; i < at.length; i++) {
        double found = Measures.f0(y, rate, at[i], 80, 300);
        assertEquals(0, Measures.cents(found, expected[i]), 5, "at " + at[i]);
      }
      double steepest = 0;
      double usual = 0;
      for (int n = rate; n < y.length - rate / 2; n++) {
        boolean turning = n > 2 * rate && n < 4.5 * rate;
        double step = Math.abs(y[n] - y[n - 1]);
        steepest = turning ? Math.max(steepest, step) : steepest;
        usual = turning ? usual : Math.max(usual, step);
      }
      assertTrue(steepest < 1.6 * usual, "a click of " + steepest + ", usual " + usual);
    }
  }

  @Test
  void onSpeechNothingIsCopied() {
    for (String name : Speech.ALL) {
      Speech speech = Speech.of(name);
      try (VoiceConverter converter = still(120).build()) {
        float[] y = converter.convert(speech.samples(), speech.rate());
        assertEquals(0, Measures.verbatim(speech.samples(), y, speech.rate()), name);
        assertEquals(Measures.levelDb(speech.samples()), Measures.levelDb(y), 2, name);
      }
    }
  }

  @Test
  void whatItCannotDoIsRefused() {
    for (double hz : new double[] {49.9, 600.1, 0, -130, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> VoiceConverter.builder().robot(hz));
    }
    // The speaker's own pitch comes by: the formants have to move.
    assertThrows(IllegalArgumentException.class, () -> still(130).formant(1.05).build());
    for (VoiceConverter.Builder other :
        new VoiceConverter.Builder[] {
          still(130).backend(McAdams.voice()),
          still(130).backend(TestVoice.of(160, TestVoice::mirror))
        }) {
      String message = assertThrows(IllegalArgumentException.class, other::build).getMessage();
      assertTrue(String.valueOf(message).contains("pitchshift"), message);
    }
    try (VoiceConverter converter =
            VoiceConverter.builder().backend(PitchShift.voice()).pitch(3).formant(1).build();
        VoiceSession session = converter.openSession(16_000)) {
      assertThrows(IllegalArgumentException.class, () -> session.robot(130));
      session.formant(1.1);
      session.robot(130);
      session.pitch(-2);
      assertEquals(new VoiceSettings(-2, 1.1, 130), session.settings());
      session.robot(0);
      assertEquals(new VoiceSettings(-2, 1.1), session.settings());
    }
  }

  @Test
  void allocatesNothing() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    float[] x = SyntheticSpeech.sentence(48_000, 48_000, 1);
    float[] y = new float[480];
    try (VoiceConverter converter = VoiceConverter.builder().robot(130).build();
        VoiceSession session = converter.openSession(48_000)) {
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 8; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int at = 0; at + y.length <= x.length; at += y.length) {
          session.process(x, at, y, 0, y.length);
        }
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertEquals(0, least);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 480, 4096})
  void anyBlocksGiveTheSame(int size) {
    float[] x = SyntheticSpeech.sentence(48_000, 48_000, 1);
    float[][] outputs = new float[2][x.length];
    for (int i = 0; i < 2; i++) {
      int block = i == 0 ? x.length : size;
      try (VoiceConverter converter = VoiceConverter.builder().robot(130).build();
          VoiceSession session = converter.session(48_000).id("anna").open()) {
        for (int at = 0; at < x.length; at += block) {
          session.process(x, at, outputs[i], at, Math.min(block, x.length - at));
        }
      }
    }
    assertArrayEquals(outputs[0], outputs[1]);
  }
}
