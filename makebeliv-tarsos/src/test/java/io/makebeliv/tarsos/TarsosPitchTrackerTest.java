// SPDX-License-Identifier: GPL-3.0-or-later
package io.makebeliv.tarsos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import be.tarsos.dsp.pitch.PitchProcessor.PitchEstimationAlgorithm;
import io.makebeliv.dsp.PitchTracker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class TarsosPitchTrackerTest {

  private static final int RATE = 16_000;

  @ParameterizedTest
  @EnumSource(names = "FFT_PITCH", mode = Mode.EXCLUDE)
  void findsAVoice(PitchEstimationAlgorithm algorithm) {
    // AMDF knows whole periods only: 133 frames at 120 Hz, 13 cents apart.
    double tolerance = algorithm == PitchEstimationAlgorithm.AMDF ? 15 : 5;
    for (double hz : new double[] {120, 220}) {
      PitchTracker tracker = TarsosPitchTracker.of(algorithm, RATE);
      List<Float> estimates = track(tracker, Signals.voiced(hz, RATE, RATE / 2));
      assertEquals(0, Signals.cents(median(estimates), hz), tolerance, () -> algorithm + " " + hz);
      assertTrue(tracker.confidence() > 0.85 && tracker.confidence() <= 1, algorithm::name);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "FFT_PITCH", mode = Mode.EXCLUDE)
  void findsNothingInSilenceAndSurvivesBadInput(PitchEstimationAlgorithm algorithm) {
    PitchTracker tracker = TarsosPitchTracker.of(algorithm, RATE);
    float[] voice = Signals.voiced(203, RATE, RATE / 2);
    float[] burst = new float[RATE / 2];
    System.arraycopy(voice, 0, burst, 100, 200);
    for (float[] signal : List.of(new float[RATE / 2], burst)) {
      track(tracker, signal);
      assertEquals(0, tracker.f0());
      assertEquals(0, tracker.confidence());
    }
    float[] broken = voice.clone();
    broken[broken.length - 1] = Float.NaN;
    track(tracker, broken);
    assertEquals(0, tracker.f0());
    assertEquals(0, Signals.cents(median(track(tracker, voice)), 203), 15);
  }

  @ParameterizedTest
  @EnumSource(names = {"YIN", "FFT_YIN", "MPM"})
  void saysHowFarBackTheEstimateLies(PitchEstimationAlgorithm algorithm) {
    PitchTracker tracker = TarsosPitchTracker.of(algorithm, RATE);
    int frames = 2 * RATE;
    float[] signal = Signals.sweep(150, 250, RATE, frames);
    double summedLag = 0;
    int voiced = 0;
    for (int end = tracker.hop(); end <= frames; end += tracker.hop()) {
      tracker.track(signal, end - tracker.hop());
      if (end > RATE / 2) {
        double instant = (tracker.f0() - 150) / 100 * frames;
        summedLag += end - instant;
        voiced++;
      }
    }
    // Window 1024: the mean period of 80 frames is shorter than the quarter window the delay of the
    // YINs is right for, by 176 frames, and an estimate moves by half that.
    double slack = algorithm == PitchEstimationAlgorithm.MPM ? 10 : 110;
    assertEquals(tracker.delay(), summedLag / voiced, slack);
  }

  @ParameterizedTest
  @ValueSource(ints = {4_000, 8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000})
  void fitsItsWindowToTheRate(int rate) {
    PitchTracker tracker = TarsosPitchTracker.of(PitchEstimationAlgorithm.FFT_YIN, rate);
    assertEquals(rate / 100, tracker.hop());
    // 62 Hz is below what MPM and AMDF look for, and needs the full window.
    List<Float> estimates = track(tracker, Signals.voiced(62, rate, rate / 2));
    assertEquals(0, Signals.cents(median(estimates), 62), 10);
  }

  @Test
  void resetForgetsTheStream() {
    PitchTracker used = TarsosPitchTracker.of(PitchEstimationAlgorithm.YIN, RATE);
    track(used, Signals.voiced(150, RATE, RATE));
    used.reset();
    assertEquals(0, used.f0());
    assertEquals(0, used.confidence());
    float[] signal = Signals.voiced(240, RATE, RATE / 4);
    PitchTracker fresh = TarsosPitchTracker.of(PitchEstimationAlgorithm.YIN, RATE);
    assertEquals(track(fresh, signal), track(used, signal));
  }

  @Test
  void refusesWhatCannotWork() {
    assertRefused(
        "FFT_PITCH",
        () -> new TarsosPitchTracker(PitchEstimationAlgorithm.FFT_PITCH, RATE, 1024, 160));
    assertRefused(
        "was 100", () -> new TarsosPitchTracker(PitchEstimationAlgorithm.AMDF, RATE, 100, 50));
    assertRefused(
        "was 1023", () -> new TarsosPitchTracker(PitchEstimationAlgorithm.YIN, RATE, 1023, 50));
    assertRefused(
        "was 0", () -> new TarsosPitchTracker(PitchEstimationAlgorithm.YIN, RATE, 1024, 0));
    assertRefused(
        "was 1025", () -> new TarsosPitchTracker(PitchEstimationAlgorithm.YIN, RATE, 1024, 1025));
    assertRefused("was 0", () -> TarsosPitchTracker.of(PitchEstimationAlgorithm.YIN, 0));
  }

  private static void assertRefused(String given, Runnable attempt) {
    String message = assertThrows(IllegalArgumentException.class, attempt::run).toString();
    assertTrue(message.contains(given), message);
  }

  private static List<Float> track(PitchTracker tracker, float[] samples) {
    List<Float> estimates = new ArrayList<>();
    for (int i = 0; i + tracker.hop() <= samples.length; i += tracker.hop()) {
      tracker.track(samples, i);
      estimates.add(tracker.f0());
    }
    return estimates;
  }

  private static float median(List<Float> values) {
    List<Float> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
