package io.makebeliv.dsp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CorrelationPitchTrackerTest {

  private static final double[] PITCHES = {60, 71, 98, 147, 220, 333, 440, 610, 800};

  /** A tone of the given harmonics (amplitude 1/h each) whose fundamental follows a function. */
  private static float[] tone(int rate, double seconds, DoubleUnaryOperator hz, int... harmonics) {
    float[] x = new float[(int) (seconds * rate)];
    double phase = 0;
    for (int n = 0; n < x.length; n++) {
      double f = hz.applyAsDouble((double) n / rate);
      double sum = 0;
      for (int h : harmonics) {
        if (h * f < 0.45 * rate) {
          sum += Math.sin(2 * Math.PI * h * phase + h) / h;
        }
      }
      x[n] = (float) (0.3 * sum);
      phase += f / rate;
    }
    return x;
  }

  private static float[] track(CorrelationPitchTracker tracker, float[] x) {
    float[] f0 = new float[x.length / tracker.hop()];
    for (int i = 0; i < f0.length; i++) {
      tracker.track(x, i * tracker.hop());
      f0[i] = tracker.f0();
      assertTrue(tracker.confidence() >= 0 && tracker.confidence() <= 1);
    }
    return f0;
  }

  /** Seconds of the instant that estimate {@code i} describes. */
  private static double instant(CorrelationPitchTracker tracker, int rate, int i) {
    return ((i + 1.0) * tracker.hop() - 1 - tracker.delay()) / rate;
  }

  private static double cents(double a, double b) {
    return 1200 * Math.abs(Math.log(a / b) / Math.log(2));
  }

  private static void follows(int rate, DoubleUnaryOperator hz, double within, int... harmonics) {
    CorrelationPitchTracker tracker = new CorrelationPitchTracker(rate);
    float[] f0 = track(tracker, tone(rate, 0.6, hz, harmonics));
    int settled = (int) (0.06 * rate / tracker.hop());
    for (int i = settled; i < f0.length; i++) {
      double expected = hz.applyAsDouble(instant(tracker, rate, i));
      double found = f0[i];
      assertTrue(
          found > 0 && cents(found, expected) <= within,
          () -> "%.2f Hz at %d Hz rate was taken for %.2f Hz".formatted(expected, rate, found));
    }
  }

  /** A broken driver's samples are not the loudest that it ever heard. */
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE, 1e30f, 1e6f, 100})
  void forgetsWhatIsNoSound(float bad) {
    int rate = 16_000;
    float[] x = tone(rate, 1, t -> 150, 1, 2, 3);
    x[5000] = bad;
    x[5001] = -bad;
    CorrelationPitchTracker tracker = new CorrelationPitchTracker(rate);
    float[] f0 = track(tracker, x);
    for (int i = 7000 / tracker.hop(); i < f0.length; i++) {
      assertEquals(150, f0[i], 0.5, bad + " is not forgotten");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000})
  void findsSines(int rate) {
    for (double hz : PITCHES) {
      follows(rate, t -> hz, 5, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 16_000, 44_100, 48_000})
  void findsHarmonicTones(int rate) {
    for (double hz : PITCHES) {
      follows(rate, t -> hz, 5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 16_000, 44_100, 48_000})
  void findsAMissingFundamental(int rate) {
    for (double hz : new double[] {70, 100, 150, 200}) {
      follows(rate, t -> hz, 5, 3, 4, 5, 6);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 16_000, 48_000})
  void followsGlidesWithExactlyItsDelay(int rate) {
    follows(rate, t -> 100 * Math.pow(2, t), 12, 1, 2, 3, 4, 5);
    follows(rate, t -> 400 * Math.pow(2, -1.5 * t), 12, 1, 2, 3, 4, 5);
  }

  /** What is nearly the same a little later is not yet a period, however its top is wrinkled. */
  @ParameterizedTest
  @ValueSource(ints = {300, 500, 700})
  void aRippleOnAHumHasNoPitch(int ripple) {
    int rate = 16_000;
    float[] x = tone(rate, 0.6, t -> 25, 1);
    for (int n = 0; n < x.length; n++) {
      x[n] += (float) (0.002 * Math.sin(2 * Math.PI * ripple * n / rate));
    }
    float[] f0 = track(new CorrelationPitchTracker(rate), x);
    for (float hz : f0) {
      assertEquals(0, hz);
    }
  }

  /** A low sound of a voice's own power lifts all the correlation; the voice is heard above it. */
  @ParameterizedTest
  @CsvSource({"350, 50, 0.98", "350, 30, 0.98", "200, 30, 0.7"})
  void aVoiceAboveAHumIsHeard(double voice, double hum, double share) {
    int rate = 16_000;
    float[] x = tone(rate, 1, t -> voice, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    double power = 0;
    for (float v : x) {
      power += (double) v * v / x.length;
    }
    for (int n = 0; n < x.length; n++) {
      x[n] += (float) (Math.sqrt(2 * power) * Math.sin(2 * Math.PI * hum * n / rate));
    }
    CorrelationPitchTracker tracker = new CorrelationPitchTracker(rate);
    float[] f0 = track(tracker, x);
    int settled = (int) (0.06 * rate / tracker.hop());
    long heard = IntStream.range(settled, f0.length).filter(i -> cents(f0[i], voice) < 50).count();
    assertTrue(heard > share * (f0.length - settled), heard + " of " + (f0.length - settled));
  }

  /** Three periods that are not quite alike repeat better than one: they are still three. */
  @Test
  void aCreakDoesNotMakeTheSpeakerAnother() {
    int rate = 16_000;
    int period = 64;
    float[] x = new float[rate * 3 / 2];
    Random random = new Random(8);
    double[] loud = {1, 0.55, 0.8};
    int[] late = {0, 1, -1};
    int creak = rate;
    for (int k = 1; (k + 2) * period < x.length; k++) {
      boolean creaks = k * period > creak;
      int at = k * period + (creaks ? late[k % 3] : 0);
      for (int n = 0; at + n < x.length; n++) {
        double struck = Math.exp(-n / 25.0) * Math.sin(0.25 * n);
        x[at + n] += (float) (0.3 * (creaks ? loud[k % 3] : 1) * struck);
      }
    }
    for (int n = creak; n < x.length; n++) {
      x[n] += (float) (0.04 * random.nextGaussian());
    }
    CorrelationPitchTracker tracker = new CorrelationPitchTracker(rate);
    float[] f0 = track(tracker, x);
    int from = (creak + 800) / tracker.hop();
    long kept = IntStream.range(from, f0.length).filter(i -> cents(f0[i], 250) < 100).count();
    assertTrue(kept > 0.9 * (f0.length - from), kept + " of " + (f0.length - from));
  }

  /** Nobody is taken for who spoke before, however much higher that was. */
  @ParameterizedTest
  @CsvSource({"300, 80", "250, 110", "400, 61"})
  void aDeepVoiceAfterAHighOneIsItself(double high, double deep) {
    int rate = 16_000;
    float[] x = tone(rate, 2, t -> t < 1 ? high : deep, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    CorrelationPitchTracker tracker = new CorrelationPitchTracker(rate);
    float[] f0 = track(tracker, x);
    for (int i = (int) (1.06 * rate / tracker.hop()); i < f0.length; i++) {
      assertEquals(0, cents(f0[i], deep), 5);
    }
  }

  /** What was heard is forgotten, even if what comes is never sure enough to be learnt. */
  @ParameterizedTest
  @CsvSource({"790, 90, -1.5", "500, 80, -1.5", "300, 70, -1.5"})
  void aBeepDoesNotSilenceADeepVoiceInNoise(double beep, double deep, double snrDb) {
    int rate = 16_000;
    float[] x = tone(rate, 5, t -> t < 1 ? beep : deep, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    double power = 0;
    for (float v : x) {
      power += (double) v * v / x.length;
    }
    Random random = new Random(6);
    double noise = Math.sqrt(power * Math.pow(10, -snrDb / 10));
    for (int n = rate; n < x.length; n++) {
      x[n] += (float) (noise * random.nextGaussian());
    }
    CorrelationPitchTracker tracker = new CorrelationPitchTracker(rate);
    float[] f0 = track(tracker, x);
    int from = 3 * rate / tracker.hop();
    long heard = IntStream.range(from, f0.length).filter(i -> cents(f0[i], deep) < 100).count();
    assertTrue(heard > 0.9 * (f0.length - from), heard + " of " + (f0.length - from));
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 16_000, 48_000})
  void noiseHasNoPitch(int rate) {
    Random random = new Random(5);
    float[] x = new float[3 * rate];
    for (int n = 0; n < x.length; n++) {
      x[n] = (float) (0.2 * random.nextGaussian());
    }
    float[] f0 = track(new CorrelationPitchTracker(rate), x);
    int voiced = 0;
    for (float f : f0) {
      voiced += f > 0 ? 1 : 0;
    }
    assertTrue(voiced < 0.05 * f0.length, voiced + " of " + f0.length + " were taken for voiced");
  }

  @Test
  void silenceAndAConstantHaveNoPitch() {
    CorrelationPitchTracker tracker = new CorrelationPitchTracker(16_000);
    float[] x = new float[16_000];
    assertArrayEquals(new float[16_000 / tracker.hop()], track(tracker, x));
    Arrays.fill(x, 0.7f);
    float[] f0 = track(tracker, x);
    for (int i = 20; i < f0.length; i++) {
      assertEquals(0, f0[i]);
    }
  }

  @Test
  void aConstantOffsetDoesNotHurt() {
    int rate = 16_000;
    float[] x = tone(rate, 0.5, t -> 130, 1, 2, 3);
    for (int n = 0; n < x.length; n++) {
      x[n] = x[n] * 0.1f + 0.4f;
    }
    CorrelationPitchTracker tracker = new CorrelationPitchTracker(rate);
    float[] f0 = track(tracker, x);
    for (int i = 25; i < f0.length; i++) {
      assertEquals(0, cents(f0[i], 130), 5);
    }
  }

  @Test
  void looksNoFurtherThanTwoPeriodsOfTheLowestVoice() {
    for (int rate : new int[] {8000, 16_000, 48_000}) {
      CorrelationPitchTracker tracker = new CorrelationPitchTracker(rate);
      // Centred on the instant it describes, so half of it lies in the future.
      assertTrue(tracker.delay() <= rate / 60.0, "delay was " + tracker.delay() + " at " + rate);
    }
  }

  /** A stream that begins anew knows nothing of who spoke in the last one. */
  @Test
  void resetForgetsWhoSpoke() {
    int rate = 16_000;
    float[] deep = tone(rate, 1, t -> 90, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    Random random = new Random(6);
    for (int n = 0; n < deep.length; n++) {
      deep[n] += (float) (0.3 * random.nextGaussian());
    }
    CorrelationPitchTracker tracker = new CorrelationPitchTracker(rate);
    track(tracker, tone(rate, 1, t -> 790, 1, 2, 3));
    tracker.reset();
    assertArrayEquals(track(new CorrelationPitchTracker(rate), deep), track(tracker, deep));
  }

  @Test
  void resetForgetsEverything() {
    CorrelationPitchTracker tracker = new CorrelationPitchTracker(16_000);
    float[] x = tone(16_000, 0.3, t -> 90 + 200 * t, 1, 2, 3, 4);
    float[] once = track(tracker, x);
    tracker.reset();
    assertArrayEquals(once, track(tracker, x));
  }

  @Property(tries = 60)
  void anyPitchAndLoudnessIsFoundToTenCents(
      @ForAll @DoubleRange(min = 62, max = 790) double hz,
      @ForAll @DoubleRange(min = -70, max = 12) double levelDb,
      @ForAll @DoubleRange(min = 0, max = 6.28) double phase) {
    int rate = 16_000;
    float gain = (float) Math.pow(10, levelDb / 20);
    float[] x = new float[rate / 3];
    for (int n = 0; n < x.length; n++) {
      double t = 2 * Math.PI * hz * n / rate + phase;
      x[n] = gain * (float) (Math.sin(t) + 0.6 * Math.sin(2 * t) + 0.4 * Math.cos(3 * t + phase));
    }
    CorrelationPitchTracker tracker = new CorrelationPitchTracker(rate);
    float[] f0 = track(tracker, x);
    for (int i = 25; i < f0.length; i++) {
      assertTrue(f0[i] > 0);
      assertEquals(0, cents(f0[i], hz), 10);
    }
  }

  @Test
  void refusesWhatItCannotDo() {
    assertThrows(IllegalArgumentException.class, () -> new CorrelationPitchTracker(7999));
    assertThrows(
        IllegalArgumentException.class, () -> new CorrelationPitchTracker(16_000, 20, 800));
    assertThrows(
        IllegalArgumentException.class, () -> new CorrelationPitchTracker(16_000, 100, 150));
  }
}
