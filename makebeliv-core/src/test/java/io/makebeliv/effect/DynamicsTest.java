package io.makebeliv.effect;

import static io.makebeliv.effect.FilterResponseTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Signals;
import io.makebeliv.dsp.Limiter;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows the level: compressor, de-esser, ceiling. */
final class DynamicsTest {

  private static final int RATE = 48000;

  private static double level(double db) {
    return Math.pow(10, db / 20);
  }

  @ParameterizedTest
  @ValueSource(doubles = {60, 100, 440, 3000})
  void theCompressorFollowsItsCurve(double hertz) {
    for (double knee : new double[] {0, 8, 20}) {
      for (double ratio : new double[] {1, 2, 4, 20}) {
        Compressor compressor = new Compressor(-24, ratio, knee, 5, 60, 3);
        for (double in = -60; in <= 0; in += 4) {
          double over = in + 24;
          double share = 1 - 1 / ratio;
          double reduction =
              over <= -knee / 2
                  ? 0
                  : over >= knee / 2
                      ? share * over
                      : share * Math.pow(over + knee / 2, 2) / (2 * knee);
          assertEquals(
              3 - reduction,
              Response.gainDb(compressor, RATE, hertz, level(in)),
              0.2,
              compressor + " at " + in);
        }
      }
    }
  }

  /** Gains in dB, of a constant, which has no waves. */
  private static double[] gains(Compressor compressor, float[] input) {
    float[] output = input.clone();
    compressor.open(RATE, 1).process(output, 0, output.length, 0);
    double[] gains = new double[input.length];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = 20 * Math.log10(output[i] / input[i]);
    }
    return gains;
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 10, 50})
  void attackAndReleaseAreTimeConstants(double ms) {
    // 10 dB over the threshold, then 20 dB below it.
    float[] input = new float[2 * RATE];
    Arrays.fill(input, 0, RATE, (float) level(-10));
    Arrays.fill(input, RATE, 2 * RATE, (float) level(-40));
    double[] gains = gains(new Compressor(-20, 2, 0, ms, 2 * ms + 100, 0), input);
    double after = gains[(int) (ms * RATE / 1000) - 1];
    assertEquals(-5 * (1 - Math.exp(-1)), after, 0.01);
    // Held for 15 ms; then the peak falls below the threshold within 6 ms.
    double release = 2 * ms + 100;
    assertEquals(-5, gains[RATE + 15 * RATE / 1000 - 1], 0.01, "held");
    double released = gains[RATE + (int) ((15 + 3 + release) * RATE / 1000)];
    assertEquals(-5 * Math.exp(-1), released, 0.1);
    assertEquals(0, gains[2 * RATE - 1], 0.02 + 5 * Math.exp(-980 / release));
  }

  @Test
  void withNothingToDoItChangesNoBit() {
    float[] input = Signals.noise(RATE, level(-26), 1);
    float[] output = input.clone();
    new Compressor(-20, 4, 10, 5, 100, 0).open(RATE, 1).process(output, 0, RATE, 0);
    assertArrayEquals(input, output);
    output = input.clone();
    new DeEsser(5000, -10, 12).open(RATE, 1).process(output, 0, RATE, 0);
    assertArrayEquals(input, output);
  }

  @Test
  void theDeEsserTurnsHissingDownAndLeavesVowels() {
    DeEsser deEsser = new DeEsser(5000, -30, 12);
    for (double hertz : new double[] {6000, 7000, 9000, 15000}) {
      assertEquals(shelfDb(-12, hertz, 5000), Response.gainDb(deEsser, RATE, hertz, 0.7), 0.15);
    }
    assertEquals(0, Response.gainDb(deEsser, RATE, 7000, level(-35)), 1e-4, "soft hissing");
    for (double hertz : new double[] {100, 300, 1000}) {
      assertEquals(0, Response.gainDb(deEsser, RATE, hertz, 1), 1e-4);
    }
    // Together: the hiss goes, the vowel under it stays.
    float[] both = Signals.sine(RATE, RATE, 1000, 0.5);
    float[] hiss = Signals.sine(RATE, RATE, 7000, 0.4);
    for (int i = 0; i < RATE; i++) {
      both[i] += hiss[i];
    }
    deEsser.open(RATE, 1).process(both, 0, RATE, 0);
    double vowel = Signals.fitSine(both, RATE / 2, RATE, RATE, 1000).amplitude();
    double hissing = Signals.fitSine(both, RATE / 2, RATE, RATE, 7000).amplitude();
    assertEquals(0, 20 * Math.log10(vowel / 0.5), 0.1);
    assertTrue(20 * Math.log10(hissing / 0.4) < -6);
  }

  /** Butterworth's way from 1 to a gain. */
  private static double shelfDb(double gainDb, double hertz, double corner) {
    double w = Math.pow(Response.warped(RATE, hertz, corner), 4);
    return 10 * Math.log10((1 + w * Math.pow(10, gainDb / 10)) / (1 + w));
  }

  @Test
  void theDeEsserTakesNoMoreThanIsTooMuch() {
    // 3 dB over the threshold, where both filters have passed all.
    DeEsser deEsser = new DeEsser(3000, -20, 24);
    double in = -17;
    assertEquals(-3, Response.gainDb(deEsser, 96000, 12000, level(in)), 0.3);
  }

  @Test
  void nearHalfTheSampleRateThereIsNothingToDeEss() {
    float[] input = Signals.noise(8000, 1, 1);
    float[] output = input.clone();
    new DeEsser(5000, -60, 24).open(8000, 1).process(output, 0, output.length, 0);
    assertArrayEquals(input, output);
  }

  @Property(tries = 40)
  void nothingExceedsTheCeiling(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.1, max = 50) double loud,
      @ForAll @DoubleRange(min = -24, max = 0) double ceilingDb) {
    float[] samples = Signals.noise(5000, loud, seed);
    new Ceiling(ceilingDb).open(RATE, 1).process(samples, 0, samples.length, 0);
    float ceiling = (float) Decibels.toFactor(ceilingDb);
    for (float sample : samples) {
      assertTrue(Math.abs(sample) <= ceiling, () -> sample + " over " + ceiling);
    }
  }

  @Test
  void belowTheCeilingEveryBitPasses() {
    float[] input = Signals.noise(5000, level(-6.01), 1);
    float[] output = input.clone();
    Effect.Processor processor = new Ceiling(-6).open(RATE, 1);
    processor.process(output, 0, output.length, 0);
    int late = processor.latency();
    assertArrayEquals(
        Arrays.copyOf(input, input.length - late), Arrays.copyOfRange(output, late, output.length));
    assertEquals(new Limiter(RATE).delay(), late);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    refused(
        () -> Compressor.voice().withThreshold(1),
        "the compressor's thresholdDb must be -60 to 0 dB, was 1");
    refused(
        () -> Compressor.voice().withRatio(0.5), "the compressor's ratio must be 1 to 20, was 0.5");
    refused(
        () -> Compressor.voice().withMakeup(-1),
        "the compressor's makeupDb must be 0 to 24 dB, was -1");
    refused(
        () -> new Compressor(-20, 2, 30, 5, 100, 0),
        "the compressor's kneeDb must be 0 to 24 dB, was 30");
    refused(
        () -> new Compressor(-20, 2, 6, 0, 100, 0),
        "the compressor's attackMs must be 0.1 to 200 ms, was 0");
    refused(
        () -> new Compressor(-20, 2, 6, 5, Double.POSITIVE_INFINITY, 0),
        "the compressor's releaseMs must be 5 to 2000 ms, was Infinity");
    refused(
        () -> new DeEsser(100, -20, 6),
        "the de-esser's frequencyHz must be 2000 to 12000 Hz, was 100");
    refused(
        () -> DeEsser.soft().withThreshold(Double.NaN),
        "the de-esser's thresholdDb must be -60 to 0 dB, was NaN");
    refused(() -> new DeEsser(5000, -20, 40), "the de-esser's mostDb must be 0 to 24 dB, was 40");
    refused(() -> new Ceiling(3), "the ceiling's levelDb must be -24 to 0 dB, was 3");
  }
}
