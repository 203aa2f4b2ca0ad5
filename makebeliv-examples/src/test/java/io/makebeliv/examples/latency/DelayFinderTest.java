package io.makebeliv.examples.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelayFinderTest {

  private static final int[] RATES = {8000, 16_000, 44_100, 48_000, 96_000};

  /** Whatever happens on the way, what is said to be found is right to a frame. */
  @Property(tries = 60)
  void findsItToAFrameOrNotAtAll(
      @ForAll @IntRange(max = 4) int rateIndex,
      @ForAll @DoubleRange(min = 0.001, max = 0.99) @Scale(6) double seconds,
      @ForAll @DoubleRange(min = -60, max = 0) double gainDb,
      @ForAll boolean inverted,
      @ForAll @DoubleRange(min = -30, max = 40) double noiseBelowDb,
      @ForAll @DoubleRange(min = 900, max = 20_000) double bandwidthHz,
      @ForAll long seed) {
    int rate = RATES[rateIndex];
    Way way = new Way(rate, seconds * rate, gainDb, inverted, noiseBelowDb, bandwidthHz, seed);
    Optional<DelayFinder.Delay> found = way.find();
    found.ifPresent(
        delay -> {
          assertEquals(seconds * rate, delay.frames(), 1, delay.toString());
          assertEquals(inverted, delay.inverted());
        });
    if (noiseBelowDb > 10 && bandwidthHz > 4000 && rate < 96_000) {
      assertTrue(found.isPresent(), "heard well enough");
    }
  }

  @Property(tries = 60)
  void noiseAloneIsNoFind(@ForAll @IntRange(max = 4) int rateIndex, @ForAll long seed) {
    int rate = RATES[rateIndex];
    assertFalse(new Way(rate, 0, -300, false, -290, 20_000, seed).find().isPresent());
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 44_100, 48_000, 96_000})
  void exactBetweenFrames(int rate) {
    for (double frames : new double[] {1.3, 2, 999.5, rate / 3.0, 0.9 * rate + 0.25}) {
      DelayFinder.Delay delay = new Way(rate, frames, -20, false, 200, 1e6, 1).find().orElseThrow();
      assertEquals(frames, delay.frames(), rate == 8000 ? 0.3 : 0.1);
    }
  }

  @Test
  void silenceIsNoFind() {
    CodedSignal signal = new CodedSignal(48_000);
    DelayFinder finder = new DelayFinder(signal, 48_000);
    float[] heard = new float[finder.window()];
    assertFalse(finder.find(heard, 0).isPresent());
    Arrays.fill(heard, 0.5f);
    assertFalse(finder.find(heard, 0).isPresent());
  }

  @Test
  void aHumOrATooLongWayIsNoFind() {
    CodedSignal signal = new CodedSignal(48_000);
    DelayFinder finder = new DelayFinder(signal, 48_000);
    float[] hum = new float[finder.window()];
    float[] late = new float[70_000];
    for (int i = 0; i < hum.length; i++) {
      hum[i] = (float) Math.sin(2 * Math.PI * 440 * i / 48_000);
    }
    for (int i = 0; i < late.length; i++) {
      late[i] = signal.at(i - 50_000);
    }
    assertFalse(finder.find(hum, 0).isPresent());
    assertFalse(finder.find(late, 60_000).isPresent());
  }

  @Test
  void isQuietAndInItsBand() {
    CodedSignal signal = new CodedSignal(48_000);
    double energy = 0;
    double highest = 0;
    double steps = 0;
    for (int i = 0; i < 48_000; i++) {
      energy += signal.at(i) * signal.at(i);
      highest = Math.max(highest, Math.abs(signal.at(i)));
      double step = signal.at(i) - signal.at(i - 1);
      steps += step * step;
    }
    assertEquals(0.05, Math.sqrt(energy / 48_000), 0.002);
    assertTrue(highest < 0.3, "highest " + highest);
    assertEquals(signal.steepness(), Math.sqrt(steps / energy), 0.02);
  }

  /** From the signal to what is heard of it. */
  private record Way(
      int rate,
      double frames,
      double gainDb,
      boolean inverted,
      double noiseBelowDb,
      double bandwidthHz,
      long seed) {

    private static final int TAPS = 64;

    Optional<DelayFinder.Delay> find() {
      CodedSignal signal = new CodedSignal(rate);
      DelayFinder finder = new DelayFinder(signal, rate);
      Random random = new Random(seed);
      int from = rate + random.nextInt(rate);
      float[] heard = new float[from + finder.window()];
      double gain = Math.pow(10, gainDb / 20) * (inverted ? -1 : 1);
      double noise = 0.05 * Math.pow(10, (gainDb - noiseBelowDb) / 20);
      for (int i = from; i < heard.length; i++) {
        heard[i] = (float) (gain * delayed(signal, i) + noise * random.nextGaussian());
      }
      return finder.find(heard, from);
    }

    /** A windowed sinc at a fraction of a frame, cut off at the bandwidth. */
    private double delayed(CodedSignal signal, int frame) {
      double at = frame - frames;
      long centre = (long) Math.floor(at);
      double cut = Math.min(1, 2 * bandwidthHz / rate);
      double sum = 0;
      for (int tap = -TAPS; tap <= TAPS; tap++) {
        double x = at - (centre + tap);
        double window = Math.cos(Math.PI * x / (2 * TAPS + 4));
        sum += signal.at(centre + tap) * cut * sinc(cut * x) * window * window;
      }
      return sum;
    }

    private static double sinc(double x) {
      return Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }
  }
}
