package io.makebeliv.dsp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Signals;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ResamplerTest {

  private static final int[] RATES = {
    8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000
  };

  static Stream<Arguments> pairs() {
    return IntStream.of(RATES)
        .boxed()
        .flatMap(
            in ->
                IntStream.of(RATES)
                    .filter(out -> in != out)
                    .mapToObj(out -> Arguments.of(in, out)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void passBandIsFlatAndFreeOfImages(int in, int out) {
    int lower = Math.min(in, out);
    for (double share : new double[] {0.003, 0.1, 0.313, 0.43, 0.45}) {
      Signals.Fit fit = steadyResponse(in, out, share * lower);
      assertEquals(0, 20 * Math.log10(fit.amplitude()), 0.1, "gain at " + share);
      assertTrue(decibels(fit.rest()) < -90, "images at " + share + ": " + decibels(fit.rest()));
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void nothingFoldsBack(int in, int out) {
    for (double share : new double[] {0.5, 0.52, 0.57, 0.71, 0.93, 1.01}) {
      double hertz = share * out;
      if (hertz < 0.5 * in) {
        float[] heard = resample(new Resampler(in, out), Signals.sine(in / 4, in, hertz, 1));
        double power = Signals.power(heard, heard.length / 2, heard.length);
        assertTrue(decibels(2 * power) < -90, "alias of " + share + ": " + decibels(2 * power));
      }
    }
  }

  private static Signals.Fit steadyResponse(int in, int out, double hertz) {
    float[] heard = resample(new Resampler(in, out), Signals.sine(in / 4, in, hertz, 1));
    return Signals.fitSine(heard, heard.length / 2, heard.length, out, hertz);
  }

  private static double decibels(double power) {
    return 10 * Math.log10(power);
  }

  private static float[] resample(Resampler resampler, float[] input) {
    float[] output = new float[resampler.maxOutput(input.length)];
    return Arrays.copyOf(output, resampler.process(input, 0, input.length, output, 0));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void delayIsWhatItSays(int in, int out) {
    Resampler resampler = new Resampler(in, out);
    double hertz = 0.01 * Math.min(in, out);
    float[] heard = resample(resampler, Signals.sine(in / 4, in, hertz, 1));
    int from = heard.length / 2;
    for (int i = from; i < heard.length; i++) {
      double expected = Math.sin(2 * Math.PI * hertz * ((double) i / out - resampler.delay()));
      assertEquals(expected, heard[i], 1e-3);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void alignedDelaysAreWholeFrames(int in, int out) {
    whole(Resampler.alignedToInput(in, out).delay() * in);
    whole(Resampler.alignedToOutput(in, out, 37).delay() * out + 37.0 * out / in);
  }

  private static void whole(double frames) {
    assertEquals(Math.rint(frames), frames, 1e-6);
  }

  @Property(tries = 60)
  void anySplitGivesTheSameSamplesAndTheCountIsExact(
      @ForAll @IntRange(max = 9) int in, @ForAll @IntRange(max = 9) int out, @ForAll long seed) {
    float[] input = Signals.noise(3000, 1, seed);
    float[] whole = resample(new Resampler(RATES[in], RATES[out]), input);
    assertEquals(
        -Math.floorDiv(-(long) input.length * RATES[out], RATES[in]), whole.length, "frames");

    Resampler resampler = new Resampler(RATES[in], RATES[out]);
    float[] pieces = new float[whole.length];
    Random random = new Random(seed);
    int written = 0;
    for (int read = 0; read < input.length; ) {
      int count = Math.min(input.length - read, random.nextInt(700));
      written += resampler.process(input, read, count, pieces, written);
      read += count;
    }
    assertEquals(whole.length, written);
    assertArrayEquals(whole, pieces);
  }

  @Test
  void resetForgets() {
    Resampler resampler = new Resampler(44100, 16000);
    float[] input = Signals.noise(1000, 1, 1);
    float[] first = resample(resampler, input);
    resampler.reset();
    assertArrayEquals(first, resample(resampler, input));
  }

  @Test
  void ratesMustBePositive() {
    assertThrows(IllegalArgumentException.class, () -> new Resampler(0, 16000));
  }
}
