package io.makebeliv.mcadams;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Backends;
import io.makebeliv.Signals;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.pitchshift.Measures;
import io.makebeliv.pitchshift.Speech;
import io.makebeliv.pitchshift.Stream;
import io.makebeliv.pitchshift.SyntheticVoice;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The voice as a whole: what it promises of sound, and how it behaves as a stream. */
final class McAdamsTest {

  private static final double[] ALPHAS = {0.5, 0.7, 0.9, 1.1, 1.3};

  private static float[] converted(double alpha, int rate, float[] x) {
    return Stream.convert(McAdams.voice(alpha), rate, x, 0, 1);
  }

  static java.util.stream.Stream<String> speech() {
    return Speech.ALL.stream();
  }

  @Test
  void isFoundByItsIdAndTakesNoPitchAndNoFormant() {
    try (var voice = Backends.modelFree("mcadams")) {
      assertEquals(new VoiceSettings(0, 1), voice.defaults());
      voice.check(voice.defaults());
      assertFalse(voice.followsPitch());
      for (VoiceSettings asked :
          new VoiceSettings[] {new VoiceSettings(2, 1), new VoiceSettings(0, 1.2)}) {
        String message =
            assertThrows(IllegalArgumentException.class, () -> voice.check(asked)).getMessage();
        assertTrue(String.valueOf(message).contains("pitchshift"), message);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.49, 0.91, 1, 1.09, 1.31, Double.NaN, -0.8, Double.POSITIVE_INFINITY})
  void anExponentThatChangesNothingOrTooMuchIsRefused(double alpha) {
    assertThrows(IllegalArgumentException.class, () -> McAdams.voice(alpha));
  }

  @Test
  void theSeedDrawsTheExponent() {
    double[] drawn = new double[1000];
    for (int seed = 0; seed < drawn.length; seed++) {
      drawn[seed] = McAdams.voice().alphaFor(seed);
      assertTrue(drawn[seed] >= 0.5 && drawn[seed] < 0.9);
    }
    assertEquals(0.7, Arrays.stream(drawn).average().orElseThrow(), 0.01);
    assertEquals(drawn[3], McAdams.voice().alphaFor(3));
    assertNotEquals(drawn[3], drawn[4]);
    assertEquals(1.2, McAdams.voice(1.2).alphaFor(3));
    float[] x = SyntheticVoice.steady(16_000, 0.5, 120).samples();
    float[] one = Stream.convert(session(McAdams.voice(), 16_000, 3), x, 0, 1);
    assertArrayEquals(one, Stream.convert(session(McAdams.voice(), 16_000, 3), x, 0, 1));
    assertFalse(Arrays.equals(one, Stream.convert(session(McAdams.voice(), 16_000, 4), x, 0, 1)));
  }

  private static BackendSession session(McAdams voice, int rate, long seed) {
    return voice.openSession(new StreamContext(rate, seed));
  }

  @ParameterizedTest
  @CsvSource({"8000, 90", "16000, 75", "16000, 130", "16000, 290", "48000, 110", "44100, 220"})
  void leavesTheFundamentalWhereItIs(int rate, int hz) {
    float[] x = SyntheticVoice.steady(rate, 0.7, hz).samples();
    for (double alpha : ALPHAS) {
      float[] y = converted(alpha, rate, x);
      for (int n = (int) (0.25 * rate); n < 0.5 * rate; n += rate / 8) {
        double found = Measures.f0(y, rate, n, hz * 0.6, hz * 1.7);
        assertEquals(0, Measures.cents(found, hz), 5, found + " Hz for " + hz + " at " + alpha);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"16000, 0.6", "16000, 0.8", "16000, 1.2", "48000, 0.8", "48000, 1.2"})
  void movesFormants(int rate, double alpha) {
    double formant = 1500;
    // The pitch sweeps, so that the harmonics pass over the formant and draw it.
    float[] x =
        new SyntheticVoice(rate, 2, t -> 120 * Math.pow(2, 0.3 * Math.sin(9 * t)), formant)
            .samples();
    float[] y = converted(alpha, rate, x);
    double expected = Math.pow(2 * Math.PI * formant / 16_000, alpha) * 16_000 / (2 * Math.PI);
    double found = Measures.powerCentre(y, rate, 0.8 * expected, 1.2 * expected);
    assertEquals(expected, found, 0.05 * expected);
    assertTrue(band(x, rate, formant) > band(x, rate, expected) + 3, "it was there");
    assertTrue(band(y, rate, expected) > band(y, rate, formant) + 3, "and is there no more");
  }

  private static double band(float[] x, int rate, double around) {
    double sum = 0;
    int count = 0;
    for (double hz = 0.95 * around; hz <= 1.05 * around; hz += 4) {
      sum += Math.pow(10, Measures.partialDb(x, rate, hz) / 10);
      count++;
    }
    return 10 * Math.log10(sum / count);
  }

  @ParameterizedTest
  @MethodSource("speech")
  void keepsItsPromisesOnSpeech(String name) {
    Speech speech = Speech.of(name);
    float[] x = speech.samples();
    for (double alpha : new double[] {0.5, 0.7, 0.9, 1.1}) {
      float[] y = converted(alpha, speech.rate(), x);
      assertEquals(0, Measures.verbatim(x, y, speech.rate()), "copied frames");
      assertEquals(Measures.levelDb(x), Measures.levelDb(y), 1, "level at " + alpha);
      double cents = Measures.medianCents(x, y, speech.rate(), 0);
      assertTrue(cents < 15, cents + " cents off at " + alpha);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 16_000, 44_100, 48_000})
  void changesWhatIsUnvoiced(int rate) {
    Random random = new Random(3);
    for (double colour : new double[] {0, -0.9, 0.9}) {
      float[] x = new float[2 * rate];
      float before = 0;
      for (int n = 0; n < x.length; n++) {
        float white = (float) (0.1 * random.nextGaussian());
        x[n] = (float) (white + colour * before);
        before = white;
      }
      for (double alpha : ALPHAS) {
        float[] y = converted(alpha, rate, x);
        assertEquals(Measures.levelDb(x), Measures.levelDb(y), 1);
        int length = rate / 50;
        for (int at = length; at + 2 * length < x.length; at += length) {
          for (int lag = -rate / 1000; lag <= rate / 1000; lag++) {
            float[] late = Measures.part(y, at + lag, at + lag + length);
            double like = Measures.correlation(Measures.part(x, at, at + length), late, 0, length);
            assertTrue(Math.abs(like) < 0.9, "correlation " + like + " at " + alpha);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 11_025, 16_000, 44_100, 48_000, 96_000})
  void isLateByExactlyItsLatency(int rate) {
    try (VoiceConverter converter =
            VoiceConverter.builder().measuring().backend(McAdams.voice(0.8)).build();
        VoiceSession session = converter.openSession(rate)) {
      int latency = session.latency().totalFrames();
      // The envelope of noise that comes and goes: its centre is where it was.
      Random random = new Random(1);
      double before = 0;
      double after = 0;
      double powerBefore = 0;
      double powerAfter = 0;
      float[] x = new float[20 * rate];
      for (int n = 0; n < x.length; n++) {
        double beat = Math.sin(Math.PI * ((double) n / rate % 0.2) / 0.2);
        x[n] = (float) (0.1 * random.nextGaussian() * beat * beat * beat * beat);
      }
      float[] y = new float[x.length];
      session.process(x, 0, y, 0, x.length);
      for (int n = rate; n < 19 * rate; n++) {
        double at = n % (rate / 5);
        before += x[n] * x[n] * at;
        powerBefore += x[n] * x[n];
        after += y[n + latency] * y[n + latency] * at;
        powerAfter += y[n + latency] * y[n + latency];
      }
      // The noise's own chance is what is left; a millisecond would be seen.
      assertEquals(before / powerBefore, after / powerAfter, 0.0004 * rate);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 16_000, 48_000})
  void aClickComesOutWhereItWentIn(int rate) {
    for (int shift : new int[] {0, 17, 80}) {
      float[] x = new float[rate / 2];
      int at = rate / 4 + shift;
      x[at] = 0.5f;
      float[] y = converted(0.8, rate, x);
      double sum = 0;
      double centre = 0;
      for (int n = 0; n < y.length; n++) {
        sum += y[n] * y[n];
        centre += (double) n * y[n] * y[n];
      }
      // Within the millisecond of the dispersion, which is evenly about it.
      assertEquals(at, centre / sum, 0.0006 * rate);
    }
  }

  @Test
  void silenceAfterSoundIsSilence() {
    int rate = 16_000;
    float[] x = Arrays.copyOf(SyntheticVoice.steady(rate, 1, 120).samples(), 3 * rate);
    float[] y = converted(0.7, rate, x);
    for (int n = 2 * rate; n < y.length; n++) {
      assertEquals(0, y[n]);
    }
    for (float v : converted(0.7, rate, new float[rate])) {
      assertEquals(0, v);
    }
  }

  @Test
  void aConstantIsTakenAway() {
    float[] x = new float[32_000];
    Arrays.fill(x, 0.7f);
    float[] y = converted(0.7, 16_000, x);
    assertTrue(Measures.levelDb(y, 16_000, 31_000) < -100);
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 16_000, 48_000, 96_000})
  void allocatesNothing(int rate) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    BackendSession session = session(McAdams.voice(), rate, 1);
    int step = session.format().inputStep();
    StepControls controls = new StepControls(step);
    float[] in = new float[step];
    float[] out = new float[step];
    float[] noisy = Signals.noise(rate / 2, 0.1, 1);
    System.arraycopy(SyntheticVoice.steady(rate, 0.25, 140).samples(), 0, noisy, 0, rate / 4);
    // The compiler's own traces show now and then; the voice's would show each time.
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 6; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int at = 0; at + step <= noisy.length; at += step) {
        System.arraycopy(noisy, at, in, 0, step);
        session.convert(in, out, controls);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least);
  }

  @Test
  void resetGivesTheSameSamplesAgain() {
    float[] x = Arrays.copyOf(Speech.of("rms-number-16k").samples(), 32_000);
    BackendSession session = session(McAdams.voice(), 16_000, 3);
    float[] once = Stream.convert(session, x, 0, 1);
    session.reset();
    assertArrayEquals(once, Stream.convert(session, x, 0, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 480, 4096})
  void anyBlocksGiveTheSame(int size) {
    float[] x = Arrays.copyOf(Speech.of("slt-harbour-48k").samples(), 48_000);
    assertArrayEquals(inBlocks(x, x.length), inBlocks(x, size));
  }

  private static float[] inBlocks(float[] x, int size) {
    try (VoiceConverter converter = VoiceConverter.builder().backend(McAdams.voice()).build();
        VoiceSession session = converter.session(48_000).id("anna").open()) {
      float[] y = new float[x.length];
      for (int at = 0; at < x.length; at += size) {
        session.process(x, at, y, at, Math.min(size, x.length - at));
      }
      assertTrue(session.statistics().mutedFrames().isEmpty());
      return y;
    }
  }

  @Property(tries = 60)
  void staysFiniteAndBoundedForNastyInput(
      @ForAll("rates") int rate, @ForAll("kinds") String kind, @ForAll int seed) {
    McAdams voice = McAdams.voice(ALPHAS[Math.floorMod(seed, ALPHAS.length)]);
    for (float v : Stream.convert(session(voice, rate, seed), nasty(kind, rate, seed), 0, 1)) {
      assertTrue(Float.isFinite(v));
      // Sixteen times the loudest that is let in.
      assertTrue(Math.abs(v) < 128, () -> kind + " gave " + v);
    }
  }

  @Provide
  Arbitrary<Integer> rates() {
    return Arbitraries.of(8000, 11_025, 16_000, 44_100, 48_000);
  }

  @Provide
  Arbitrary<String> kinds() {
    return Arbitraries.of(
        "noise",
        "clipped",
        "constant",
        "denormal",
        "square",
        "bursts",
        "huge",
        "chirp",
        "nan",
        "clicks",
        "faint");
  }

  private static float[] nasty(String kind, int rate, int seed) {
    Random random = new Random(seed);
    float[] x = new float[rate / 2];
    double hz = 30 + random.nextInt(2000);
    for (int n = 0; n < x.length; n++) {
      double sine = Math.sin(2 * Math.PI * hz * n / rate);
      x[n] =
          switch (kind) {
            case "noise" -> 2 * random.nextFloat() - 1;
            case "clipped" -> (float) Math.max(-1, Math.min(1, 20 * sine));
            case "constant" -> 1;
            case "denormal" -> (float) (sine * 1e-40);
            case "square" -> sine > 0 ? 1 : -1;
            case "bursts" -> n / (rate / 50) % 3 == 0 ? random.nextFloat() : 0;
            case "huge" -> (float) (sine * Float.MAX_VALUE);
            case "chirp" -> (float) Math.sin(1e-3 * n * n);
            case "nan" -> random.nextInt(50) == 0 ? Float.NaN : (float) sine;
            case "clicks" -> random.nextInt(rate / 50) == 0 ? 1 : 0;
            case "faint" -> (float) (1e-7 * sine);
            default -> throw new AssertionError(kind);
          };
    }
    return x;
  }
}
