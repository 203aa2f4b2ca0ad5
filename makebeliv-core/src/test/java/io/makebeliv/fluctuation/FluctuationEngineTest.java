package io.makebeliv.fluctuation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jtransforms.fft.DoubleFFT_1D;

/** What the trajectories are to be, measured over half an hour. */
final class FluctuationEngineTest {

  private static final int RATE = 8000;
  private static final int SECONDS = 1800;

  /** Samples a second that statistics are made of. */
  private static final int GRID = 100;

  /** One trajectory on a grid of {@value #GRID} Hz. */
  private static double[] trajectory(Reading reading, int seconds) {
    double[] values = new double[seconds * GRID];
    float[] block = new float[RATE / GRID];
    for (int i = 0; i < values.length; i++) {
      reading.read((long) i * block.length, block, 0, block.length);
      values[i] = block[0];
    }
    return values;
  }

  @FunctionalInterface
  private interface Reading {
    void read(long position, float[] into, int offset, int frames);
  }

  private static FluctuationEngine natural(long seed) {
    return new FluctuationEngine(Fluctuation.natural(), RATE, seed);
  }

  private static Stream<Reading> all(FluctuationEngine engine) {
    return Stream.concat(
        Stream.of(engine::pitch, engine::level),
        IntStream.range(0, Fluctuation.BANDS)
            .mapToObj(
                band ->
                    (position, into, offset, frames) ->
                        engine.band(band, position, into, offset, frames)));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0));
  }

  private static double correlation(double[] a, double[] b) {
    double meanA = mean(a);
    double meanB = mean(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - meanA) * (b[i] - meanB);
    }
    return sum / a.length / deviation(a) / deviation(b);
  }

  /** The exponent of the spectrum's fall, by Welch's method and a straight line in both logs. */
  private static double slope(double[] values, double lowestHz, double highestHz) {
    int size = 4096;
    double[] power = new double[size / 2];
    DoubleFFT_1D fft = new DoubleFFT_1D(size);
    for (int start = 0; start + size <= values.length; start += size / 2) {
      double[] window = new double[size];
      for (int i = 0; i < size; i++) {
        window[i] = values[start + i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
      }
      fft.realForward(window);
      for (int k = 1; k < size / 2; k++) {
        power[k] += window[2 * k] * window[2 * k] + window[2 * k + 1] * window[2 * k + 1];
      }
    }
    // Octave by octave, so that the many lines of the high end do not outvote the low end.
    double[] x = new double[40];
    double[] y = new double[40];
    int points = 0;
    for (double hz = lowestHz; hz < highestHz; hz *= Math.sqrt(2)) {
      int from = (int) Math.ceil(hz * size / GRID);
      int to = Math.max(from + 1, (int) Math.ceil(hz * Math.sqrt(2) * size / GRID));
      double sum = Arrays.stream(power, from, to).average().orElseThrow();
      x[points] = Math.log((from + to - 1) / 2.0);
      y[points++] = Math.log(sum);
    }
    double mx = Arrays.stream(x, 0, points).average().orElseThrow();
    double my = Arrays.stream(y, 0, points).average().orElseThrow();
    double xy = 0;
    double xx = 0;
    for (int i = 0; i < points; i++) {
      xy += (x[i] - mx) * (y[i] - my);
      xx += (x[i] - mx) * (x[i] - mx);
    }
    return xy / xx;
  }

  @Property(tries = 4)
  void pitchAndLevelFallAsOneOverF(@ForAll @LongRange(min = 0) long seed) {
    FluctuationEngine engine = natural(seed);
    assertEquals(-1, slope(trajectory(engine::pitch, SECONDS), 0.05, 5), 0.2);
    assertEquals(-1, slope(trajectory(engine::level, SECONDS), 0.05, 5), 0.2);
  }

  @Property(tries = 4)
  void deviationsAreAsAskedAndBoundsAreNeverPassed(@ForAll @LongRange(min = 0) long seed) {
    for (Fluctuation fluctuation :
        new Fluctuation[] {
          Fluctuation.natural(), Fluctuation.lively(), Fluctuation.singing(), Fluctuation.legacy()
        }) {
      FluctuationEngine engine = new FluctuationEngine(fluctuation, RATE, seed);
      check(fluctuation.pitch(), trajectory(engine::pitch, 2 * SECONDS));
      check(fluctuation.level(), trajectory(engine::level, 2 * SECONDS));
      // Bands wander slowly: together they tell sooner than one by one.
      double variance = 0;
      for (int band = 0; band < Fluctuation.BANDS; band++) {
        int b = band;
        double[] values = trajectory((p, into, o, n) -> engine.band(b, p, into, o, n), SECONDS);
        variance += Math.pow(deviation(values), 2) / Fluctuation.BANDS;
        assertTrue(Arrays.stream(values).allMatch(v -> Math.abs(v) <= fluctuation.eq().bound()));
      }
      double asked = fluctuation.eq().deviation();
      assertEquals(asked, Math.sqrt(variance), 0.1 * asked);
    }
  }

  private static void check(Variation variation, double[] values) {
    assertEquals(variation.deviation(), deviation(values), 0.1 * variation.deviation());
    assertEquals(0, mean(values), 0.25 * variation.deviation());
    assertTrue(Arrays.stream(values).allMatch(v -> Math.abs(v) <= variation.bound()));
  }

  @Example
  void slopesAreContinuousAndBounded() {
    FluctuationEngine engine = new FluctuationEngine(Fluctuation.lively(), 48_000, 1);
    float[] cents = new float[48_000 * 20];
    engine.pitch(0, cents, 0, cents.length);
    double steepest = 0;
    double sharpest = 0;
    for (int i = 2; i < cents.length; i++) {
      steepest = Math.max(steepest, Math.abs(cents[i] - cents[i - 1]));
      sharpest = Math.max(sharpest, Math.abs(cents[i] - 2 * cents[i - 1] + cents[i - 2]));
    }
    // A thousand cents a second at most, and no corner: the slope turns within a tick's 240 frames.
    assertTrue(steepest < 1000 / 48_000.0, () -> "steepest");
    assertTrue(sharpest < 6 * 1000 / 48_000.0 / 240, "sharpest " + sharpest);
  }

  @Example
  void nothingRepeats() {
    double[] values = trajectory(natural(2)::pitch, SECONDS);
    int longest = 600 * GRID;
    double mean = mean(values);
    int size = 1 << 19;
    double[] padded = new double[size];
    for (int i = 0; i < values.length; i++) {
      padded[i] = values[i] - mean;
    }
    DoubleFFT_1D fft = new DoubleFFT_1D(size);
    fft.realForward(padded);
    padded[0] *= padded[0];
    padded[1] *= padded[1];
    for (int k = 1; k < size / 2; k++) {
      padded[2 * k] = padded[2 * k] * padded[2 * k] + padded[2 * k + 1] * padded[2 * k + 1];
      padded[2 * k + 1] = 0;
    }
    fft.realInverse(padded, true);
    // Falling from the start as 1/f does, but never up again into a peak beyond two seconds.
    double lowest = 1;
    for (int lag = 2 * GRID; lag < longest; lag++) {
      double r = padded[lag] / padded[0];
      lowest = Math.min(lowest, r);
      assertTrue(r - lowest < 0.3 && r < 0.45, "lag " + lag + ": " + r);
    }
  }

  @Property(tries = 3)
  void trajectoriesAreIndependent(@ForAll @LongRange(min = 0, max = 1000) long seed) {
    // Their slow parts agree by chance for minutes, so the steps are compared.
    double[][] values =
        Stream.concat(all(natural(seed)), all(natural(seed + 1)))
            .map(reading -> steps(trajectory(reading, SECONDS)))
            .toArray(double[][]::new);
    for (int a = 0; a < values.length; a++) {
      for (int b = 0; b < a; b++) {
        assertEquals(0, correlation(values[a], values[b]), 0.05, a + " and " + b);
      }
    }
  }

  /** Over two hours even the slow parts have shown that they do not know of each other. */
  @Example
  void inTheLongRunPitchesAndLevelsAreIndependentAsAWhole() {
    double[][] values =
        Stream.of(natural(1), natural(2))
            .flatMap(engine -> Stream.<Reading>of(engine::pitch, engine::level))
            .map(reading -> trajectory(reading, 7200))
            .toArray(double[][]::new);
    for (int a = 0; a < values.length; a++) {
      for (int b = 0; b < a; b++) {
        assertEquals(0, correlation(values[a], values[b]), 0.05, a + " and " + b);
      }
    }
  }

  private static double[] steps(double[] values) {
    double[] steps = new double[values.length / 10 - 1];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = values[10 * (i + 1)] - values[10 * i];
    }
    return steps;
  }

  @Property(tries = 50)
  void anySplitGivesTheSameBits(
      @ForAll @IntRange(min = 1, max = 5000) int block,
      @ForAll @IntRange(min = 8000, max = 96_000) int rate,
      @ForAll long seed) {
    FluctuationEngine whole = new FluctuationEngine(Fluctuation.singing(), rate, seed);
    FluctuationEngine split = new FluctuationEngine(Fluctuation.singing(), rate, seed);
    int frames = 12_000;
    for (Function<FluctuationEngine, Reading> which : readings()) {
      float[] expected = new float[frames];
      float[] parts = new float[frames];
      which.apply(whole).read(0, expected, 0, frames);
      for (int i = 0; i < frames; i += block) {
        which.apply(split).read(i, parts, i, Math.min(block, frames - i));
      }
      assertArrayEquals(expected, parts);
    }
  }

  private static Iterable<Function<FluctuationEngine, Reading>> readings() {
    return List.of(
        engine -> engine::pitch,
        engine -> engine::level,
        engine -> engine::vibrato,
        engine -> (p, into, o, n) -> engine.band(3, p, into, o, n));
  }

  @Property(tries = 30)
  void seekingSnapshotsAndResetsAreBitExact(
      @ForAll @IntRange(max = 2_000_000) int position, @ForAll long seed) {
    FluctuationEngine first = new FluctuationEngine(Fluctuation.singing(), RATE, seed);
    FluctuationEngine second = new FluctuationEngine(Fluctuation.singing(), RATE, seed);
    float[] walked = new float[1000];
    float[] other = new float[1000];
    for (Function<FluctuationEngine, Reading> which : readings()) {
      float[] way = new float[position + 1];
      which.apply(first).read(0, way, 0, position);
    }
    second.restore(first.snapshot());
    FluctuationEngine third = new FluctuationEngine(Fluctuation.singing(), RATE, seed);
    third.seek(position);
    for (Function<FluctuationEngine, Reading> which : readings()) {
      which.apply(first).read(position, walked, 0, 1000);
      which.apply(second).read(position, other, 0, 1000);
      assertArrayEquals(walked, other, "restored");
      which.apply(third).read(position, other, 0, 1000);
      assertArrayEquals(walked, other, "sought");
      third.reset();
      which.apply(third).read(position, other, 0, 1000);
      assertArrayEquals(walked, other, "reset");
    }
  }

  @Property(tries = 20)
  void theSameTimeIsTheSameAtAnyRate(@ForAll long seed) {
    float[] low = new float[8000];
    float[] high = new float[48_000];
    new FluctuationEngine(Fluctuation.natural(), 8000, seed).pitch(0, low, 0, low.length);
    new FluctuationEngine(Fluctuation.natural(), 48_000, seed).pitch(0, high, 0, high.length);
    for (int i = 0; i < low.length; i++) {
      assertEquals(low[i], high[6 * i], 1e-4);
    }
  }

  @Example
  void theVibratoSwingsAsFastAsASingers() {
    double[] swing = trajectory(new FluctuationEngine(Fluctuation.singing(), RATE, 3)::vibrato, 60);
    int crossings = 0;
    int last = 0;
    for (int i = 1; i < swing.length; i++) {
      assertTrue(Math.abs(swing[i]) <= 1);
      if (swing[i - 1] < 0 && swing[i] >= 0) {
        crossings++;
        if (last > 0) {
          double hertz = (double) GRID / (i - last);
          assertTrue(hertz > 4.2 && hertz < 7.2, "a cycle at " + hertz + " Hz");
        }
        last = i;
      }
    }
    assertEquals(5.5, crossings / 60.0, 0.5);
  }

  @Example
  void theFirstDesignIsReproducedInContinuousForm() {
    Variation pitch = Fluctuation.legacy().pitch();
    double[] values =
        trajectory(new FluctuationEngine(Fluctuation.legacy(), RATE, 4)::pitch, SECONDS);
    assertEquals(28.9, pitch.deviation(), 0.1);
    assertEquals(28.9, deviation(values), 2.9);
    double at100ms =
        correlation(
            Arrays.copyOf(values, values.length - 10),
            Arrays.copyOfRange(values, 10, values.length));
    // Smoothed, it remembers a little more.
    assertEquals(0.83, at100ms, 0.05);
  }

  @Example
  void offIsNothingAtAll() {
    FluctuationEngine engine = new FluctuationEngine(Fluctuation.off(), RATE, 5);
    all(engine)
        .forEach(
            reading ->
                assertTrue(Arrays.stream(trajectory(reading, 10)).allMatch(value -> value == 0)));
  }

  @Example
  void nothingIsAllocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    FluctuationEngine engine = new FluctuationEngine(Fluctuation.singing(), RATE, 6);
    float[] block = new float[80];
    long least = Long.MAX_VALUE;
    long position = 0;
    for (int round = 0; round < 10; round++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < 3000; i++, position += block.length) {
        engine.pitch(position, block, 0, block.length);
        engine.level(position, block, 0, block.length);
        engine.vibrato(position, block, 0, block.length);
        for (int band = 0; band < Fluctuation.BANDS; band++) {
          engine.band(band, position, block, 0, block.length);
        }
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
    }
    assertEquals(0, least);
  }

  @Example
  void wrongSnapshotsAreRefusedAndChangeNothing() {
    FluctuationEngine engine = natural(7);
    byte[] snapshot = engine.snapshot();
    assertTrue(refusal(engine, new byte[3]).contains("cut short"));
    assertTrue(refusal(engine, new byte[300]).contains("no snapshot"));
    assertTrue(refusal(engine, Arrays.copyOf(snapshot, 200)).contains("200 bytes"));
    byte[] newer = snapshot.clone();
    newer[4] = 9;
    assertTrue(refusal(engine, newer).contains("version 9"));
    assertTrue(refusal(natural(8), snapshot).contains("other settings"));
    FluctuationEngine lively = new FluctuationEngine(Fluctuation.lively(), RATE, 7);
    assertTrue(refusal(lively, snapshot).contains("other settings"));
    assertArrayEquals(snapshot, engine.snapshot());
    assertFalse(Arrays.equals(snapshot, natural(8).snapshot()));
  }

  private static String refusal(FluctuationEngine engine, byte[] snapshot) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> engine.restore(snapshot)).getMessage());
  }

  @Example
  void wrongSettingsAreRefusedByName() {
    assertTrue(wrong(() -> Variation.pink(-1, 40)).contains("-1"));
    assertTrue(wrong(() -> Variation.pink(10, 12)).contains("12"));
    assertTrue(wrong(() -> Variation.paced(10, 40, 0.001)).contains("0.001"));
    assertTrue(wrong(() -> new Variation(10, 40, 2, 1)).contains("rise"));
    assertTrue(
        wrong(() -> Fluctuation.natural().withPitch(Variation.pink(50, 300))).contains("300"));
    assertTrue(wrong(() -> Fluctuation.natural().withLevel(Variation.pink(1, 7))).contains("dB"));
    assertTrue(wrong(() -> Fluctuation.natural().withEq(Variation.pink(1, 7))).contains("eq"));
    assertTrue(wrong(() -> Fluctuation.natural().withVibrato(-3)).contains("-3"));
    assertTrue(wrong(() -> new FluctuationEngine(Fluctuation.off(), 4000, 1)).contains("4000"));
  }

  private static String wrong(Runnable construction) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, construction::run).getMessage());
  }
}
