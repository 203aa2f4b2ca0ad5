package io.makebeliv.pitchshift;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StreamContext;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How it behaves as a stream, whatever comes. */
final class PitchShiftStreamTest {

  private static BackendSession open(int rate, long seed) {
    return PitchShift.voice().openSession(new StreamContext(rate, seed));
  }

  @Test
  void resetGivesTheSameSamplesAgain() {
    Speech speech = Speech.of("rms-number-16k");
    float[] x = Arrays.copyOf(speech.samples(), 32_000);
    BackendSession session = open(16_000, 3);
    float[] once = Stream.convert(session, x, 4, 1.1);
    session.reset();
    assertArrayEquals(once, Stream.convert(session, x, 4, 1.1));
  }

  @Test
  void theSeedDecidesTheNoiseAndNothingElse() {
    float[] x = Arrays.copyOf(Speech.of("slt-harbour-16k").samples(), 32_000);
    float[] a = Stream.convert(open(16_000, 1), x, 4, 1);
    assertArrayEquals(a, Stream.convert(open(16_000, 1), x, 4, 1));
    float[] b = Stream.convert(open(16_000, 2), x, 4, 1);
    assertFalse(Arrays.equals(a, b));
    float[] voiced = SyntheticVoice.steady(16_000, 1, 150).samples();
    assertArrayEquals(
        Measures.part(Stream.convert(open(16_000, 1), voiced, 4, 1), 4000, 12_000),
        Measures.part(Stream.convert(open(16_000, 2), voiced, 4, 1), 4000, 12_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 16_000, 48_000, 96_000})
  void allocatesNothing(int rate) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    BackendSession session = open(rate, 1);
    int step = session.format().inputStep();
    StepControls controls = new StepControls(step);
    Arrays.fill(controls.pitchSemitones(), 5);
    float[] in = new float[step];
    float[] out = new float[step];
    Random random = new Random(1);
    float[] x = SyntheticVoice.steady(rate, 0.5, 140).samples();
    float[] noisy = new float[2 * x.length];
    for (int n = 0; n < noisy.length; n++) {
      noisy[n] = n < x.length ? x[n] : 0.1f * random.nextFloat();
    }
    // The compiler's own traces show now and then; the voice's would show each time.
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 6; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int at = 0; at + step <= noisy.length; at += step) {
        System.arraycopy(noisy, at, in, 0, step);
        Arrays.fill(controls.formantRatio(), round % 2 == 0 ? 1 : 1.2f);
        controls.position((long) round * noisy.length + at);
        session.convert(in, out, controls);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least);
  }

  @Property(tries = 40)
  void staysFiniteAndBoundedForNastyInput(
      @ForAll("rates") int rate,
      @ForAll("kinds") String kind,
      @ForAll @DoubleRange(min = -24, max = 24) double semitones,
      @ForAll @DoubleRange(min = 0.5, max = 2) double ratio,
      @ForAll int seed) {
    float[] y = Stream.convert(open(rate, seed), nasty(kind, rate, seed), semitones, ratio);
    for (float v : y) {
      assertTrue(Float.isFinite(v));
      assertTrue(Math.abs(v) < 100, () -> kind + " gave " + v);
    }
  }

  @Provide
  Arbitrary<Integer> rates() {
    return Arbitraries.of(8000, 11_025, 16_000, 44_100, 48_000, 96_000);
  }

  @Provide
  Arbitrary<String> kinds() {
    return Arbitraries.of(
        "noise", "clipped", "constant", "denormal", "square", "bursts", "huge", "chirp", "nan");
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
            default -> throw new AssertionError(kind);
          };
    }
    return x;
  }

  @Test
  @Timeout(30)
  void tonesAboveAnyVoiceDoNotTrapTheEpochs() {
    for (int hz = 900; hz < 4000; hz += 37) {
      float[] x = new float[4000];
      for (int n = 0; n < x.length; n++) {
        x[n] = n % 1000 < 500 ? (float) Math.sin(2 * Math.PI * hz * n / 8000) : 0;
      }
      assertEquals(x.length, Stream.convert(open(8000, hz), x, 5, 1).length);
    }
  }

  @Property(tries = 20)
  void controlsMayMoveAtAnyTime(@ForAll int seed) {
    Random random = new Random(seed);
    int rate = 16_000;
    float[] x = SyntheticVoice.steady(rate, 1, 80 + random.nextInt(200)).samples();
    BackendSession session = open(rate, seed);
    int step = session.format().inputStep();
    StepControls controls = new StepControls(step);
    float[] in = new float[step];
    float[] out = new float[step];
    float peak = 0;
    for (int at = 0; at + step <= x.length; at += step) {
      System.arraycopy(x, at, in, 0, step);
      for (int i = 0; i < step; i++) {
        controls.pitchSemitones()[i] = (float) (24 * Math.sin((at + i) * 1e-3 + seed));
        controls.formantRatio()[i] = (float) Math.exp(0.69 * Math.sin((at + i) * 7e-4));
        boolean robot = Math.sin((at + i) * 1.3e-3 + seed) > 0;
        controls.targetHz()[i] = robot ? (float) (325 + 275 * Math.sin((at + i) * 2e-4)) : 0;
      }
      controls.position(at);
      session.convert(in, out, controls);
      for (float v : out) {
        assertTrue(Float.isFinite(v));
        peak = Math.max(peak, Math.abs(v));
      }
    }
    assertTrue(peak > 0.1f && peak < 3, "peak " + peak);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.5", "0, 2", "24, 2", "-24, 0.5", "24, 0.5", "-24, 2"})
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void everyStepEndsAtTheEdgesOfTheRange(double semitones, double ratio) {
    for (String name : Speech.ALL) {
      Speech speech = Speech.of(name);
      float[] heard = Stream.convert(open(speech.rate(), 1), speech.samples(), semitones, ratio);
      assertEquals(speech.samples().length, heard.length);
    }
  }
}
