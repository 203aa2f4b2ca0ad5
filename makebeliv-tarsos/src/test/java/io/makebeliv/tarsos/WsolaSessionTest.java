// SPDX-License-Identifier: GPL-3.0-or-later
package io.makebeliv.tarsos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import be.tarsos.dsp.pitch.PitchProcessor.PitchEstimationAlgorithm;
import com.sun.management.ThreadMXBean;
import io.makebeliv.dsp.PitchTracker;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WsolaSessionTest {

  /** TarsosDSP's defaults for speech. */
  private static final double WINDOW_SECONDS = 0.040;

  private static final double OVERLAP_SECONDS = 0.012;

  @ParameterizedTest
  @CsvSource({
    "8000, 4",
    "8000, -12",
    "16000, 12",
    "16000, -12",
    "16000, 1",
    "44100, -7",
    "48000, 12",
    "48000, -12",
    "48000, -1",
    "96000, 5"
  })
  void theMiddleOfASequenceIsLateByExactlyTheLatency(int rate, float semitones) {
    // Sequence k covers the output from k * length on. A click that falls on its middle is away
    // from the joins, so nothing moves it but the latency.
    double factor = Math.pow(2, -semitones / 12);
    int window = (int) (rate * WINDOW_SECONDS);
    double length = factor * (window - (int) (rate * OVERLAP_SECONDS));
    int latency = new WsolaSession(rate).format().latency();
    for (int k = 5; k < 50; k += 18) {
      int expected = (int) Math.round(k * length + factor * window / 2);
      float[] input = new float[expected + rate / 10];
      input[expected - latency] = 0.9f;
      float[] output = convert(new WsolaSession(rate), input, semitones);
      assertEquals(expected, peak(output), 1, "sequence " + k);
    }
  }

  @ParameterizedTest
  @CsvSource({"16000, 12", "16000, 3", "16000, -3", "16000, -12"})
  void soundAnywhereIsLateByTheLatencyOnAverage(int rate, float semitones) {
    Random random = new Random(3);
    int latency = new WsolaSession(rate).format().latency();
    double late = 0;
    int bursts = 40;
    for (int i = 0; i < bursts; i++) {
      float[] input = new float[rate * 2 / 5];
      int at = rate / 10 + random.nextInt(rate / 10);
      System.arraycopy(Signals.noise(i, rate / 50), 0, input, at, rate / 50);
      late += centre(convert(new WsolaSession(rate), input, semitones)) - centre(input);
    }
    // The search prefers to go on where a sound goes on, so it is off balance by a few ms.
    assertEquals(latency, late / bursts, 0.005 * rate);
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 11_025, 16_000, 22_050, 44_100, 48_000})
  void shiftsThePitchByWhatIsAsked(int rate) {
    float[] input = Signals.voiced(160, rate, rate);
    for (float semitones : new float[] {-12, -5.5f, -1, 1, 4, 12}) {
      float[] output = convert(new WsolaSession(rate), input, semitones);
      assertEquals(semitones * 100, Signals.cents(pitch(output, rate), 160), 15, "at " + semitones);
    }
  }

  @Test
  void keepsAwayFromTheSpeakersOwnVoiceInAGlide() {
    int rate = 16_000;
    float[] input = Signals.voiced(160, rate, rate);
    assertArrayEquals(
        convert(new WsolaSession(rate), input, 1), convert(new WsolaSession(rate), input, 0));
    assertArrayEquals(
        convert(new WsolaSession(rate), input, -1), convert(new WsolaSession(rate), input, -0.4f));
    assertArrayEquals(
        convert(new WsolaSession(rate), input, 12), convert(new WsolaSession(rate), input, 24));
  }

  /**
   * Runs dry, or reads what it has not got, if the books of a changing pitch are off by a frame.
   */
  @Property(tries = 20)
  void neverRunsDryWhateverThePitchDoes(
      @ForAll long seed, @ForAll @IntRange(min = 4_000, max = 24_000) int rate) {
    Random random = new Random(seed);
    WsolaSession session = new WsolaSession(rate);
    StepFormat format = session.format();
    StepControls controls = new StepControls(format.inputStep());
    float[] input = new float[format.inputStep()];
    float[] output = new float[format.outputStep()];
    boolean wild = random.nextBoolean();
    double glide = 0;
    for (int step = 0; step < 600; step++) {
      glide = Math.max(-24, Math.min(24, glide + random.nextGaussian()));
      float semitones = (float) (wild ? random.nextDouble() * 48 - 24 : glide);
      Arrays.fill(controls.pitchSemitones(), semitones);
      Arrays.fill(input, 0.5f);
      Arrays.fill(output, Float.NaN);
      session.convert(input, output, controls);
      for (float sample : output) {
        // A constant goes through any stretching unchanged, and a gap in it shows.
        boolean settled = (long) step * input.length > format.latency() + rate / 5;
        assertTrue(settled ? Math.abs(sample - 0.5f) < 0.05f : Math.abs(sample) < 0.6f);
      }
    }
  }

  @Test
  void resetGoesBackToTheBeginning() {
    int rate = 16_000;
    WsolaSession used = new WsolaSession(rate);
    float[] input = Signals.voiced(140, rate, rate);
    convert(used, Signals.noise(1, rate), -3);
    used.reset();
    assertArrayEquals(convert(new WsolaSession(rate), input, 4), convert(used, input, 4));
  }

  @Test
  void nextToNothingIsAllocated() {
    WsolaSession session = new WsolaSession(48_000);
    convert(session, new float[480_000], 4);
    float[] input = new float[480];
    float[] output = new float[480];
    StepControls controls = new StepControls(480);
    Arrays.fill(controls.pitchSemitones(), 4);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (int i = 0; i < 1_000; i++) {
      session.convert(input, output, controls);
    }
    long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    assertTrue(after - before < 1_000 * 64, () -> (after - before) / 1_000 + " B per step");
  }

  private static float[] convert(WsolaSession session, float[] samples, float semitones) {
    int step = session.format().inputStep();
    StepControls controls = new StepControls(step);
    Arrays.fill(controls.pitchSemitones(), semitones);
    float[] input = new float[step];
    float[] output = new float[step];
    float[] all = new float[samples.length / step * step];
    for (int i = 0; i < all.length; i += step) {
      System.arraycopy(samples, i, input, 0, step);
      session.convert(input, output, controls);
      System.arraycopy(output, 0, all, i, step);
    }
    return all;
  }

  private static int peak(float[] samples) {
    int best = 0;
    for (int i = 1; i < samples.length; i++) {
      if (Math.abs(samples[i]) > Math.abs(samples[best])) {
        best = i;
      }
    }
    return best;
  }

  private static double centre(float[] samples) {
    double energy = 0;
    double moment = 0;
    for (int i = 0; i < samples.length; i++) {
      double power = (double) samples[i] * samples[i];
      energy += power;
      moment += power * i;
    }
    return moment / energy;
  }

  static double pitch(float[] samples, int rate) {
    PitchTracker tracker = TarsosPitchTracker.of(PitchEstimationAlgorithm.YIN, rate);
    int hops = samples.length / tracker.hop();
    double[] estimates = new double[hops];
    for (int i = 0; i < hops; i++) {
      tracker.track(samples, i * tracker.hop());
      estimates[i] = tracker.f0();
    }
    Arrays.sort(estimates);
    return estimates[hops / 2];
  }
}
