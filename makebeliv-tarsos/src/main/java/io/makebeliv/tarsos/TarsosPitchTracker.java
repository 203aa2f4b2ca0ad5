// SPDX-License-Identifier: GPL-3.0-or-later
package io.makebeliv.tarsos;

import be.tarsos.dsp.pitch.PitchDetectionResult;
import be.tarsos.dsp.pitch.PitchDetector;
import be.tarsos.dsp.pitch.PitchProcessor.PitchEstimationAlgorithm;
import io.makebeliv.dsp.PitchTracker;
import java.util.Arrays;

/**
 * Follows the pitch with one of TarsosDSP's detectors.
 *
 * <p>A detector sees a sliding window of the last frames. All of them need two periods of the
 * lowest pitch in it; MPM finds nothing below 80 Hz and AMDF nothing below 82 Hz. AMDF rounds the
 * period to whole frames and wants signals near full scale. FFT_YIN misses windows whose periods
 * are alike to the last bit, as synthetic ones can be. None remembers the window before, so octave
 * errors are not smoothed.
 *
 * <p>Unlike makebeliv's own tracker this one allocates while it runs, inside TarsosDSP: nothing
 * with YIN, a little with FFT_YIN, MPM and DYNAMIC_WAVELET, and with AMDF several times the square
 * of the window. Keep it off the audio thread where that matters.
 */
public final class TarsosPitchTracker implements PitchTracker {

  /** The lowest pitch, Hz, that {@link #of} makes the window long enough for. */
  private static final double LOWEST_HZ = 60;

  /** Mean power below which a window counts as silence: -100 dB full scale. */
  private static final double SILENCE = 1e-10;

  private final PitchEstimationAlgorithm algorithm;
  private final int sampleRate;
  private final PitchDetector detector;
  private final float[] window;
  private final int hop;
  private float f0;
  private float confidence;

  /**
   * Makes a tracker with a window of two periods of 60 Hz, rounded up to a power of two, and a hop
   * of 10 ms.
   *
   * @param algorithm any but FFT_PITCH, which finds no pitch
   * @param sampleRate sample rate, Hz, at least 4000
   * @return a new tracker
   */
  public static TarsosPitchTracker of(PitchEstimationAlgorithm algorithm, int sampleRate) {
    checkRate(sampleRate);
    int twoPeriods = (int) Math.ceil(2 * sampleRate / LOWEST_HZ);
    int window = Integer.highestOneBit(twoPeriods - 1) * 2;
    return new TarsosPitchTracker(algorithm, sampleRate, window, sampleRate / 100);
  }

  /**
   * Makes a tracker.
   *
   * @param algorithm any but FFT_PITCH, which finds no pitch
   * @param sampleRate sample rate, Hz, at least 4000
   * @param window frames the detector sees, even, at least two periods of 82 Hz; FFT_YIN is fastest
   *     with a power of two
   * @param hop frames from one estimate to the next, 1 to {@code window}
   * @throws IllegalArgumentException if an argument is not in its range
   */
  public TarsosPitchTracker(
      PitchEstimationAlgorithm algorithm, int sampleRate, int window, int hop) {
    checkRate(sampleRate);
    if (algorithm == PitchEstimationAlgorithm.FFT_PITCH) {
      throw new IllegalArgumentException(
          "algorithm must not be FFT_PITCH, which finds no pitch: take YIN, FFT_YIN, MPM, AMDF or DYNAMIC_WAVELET");
    }
    int least = (int) Math.ceil(2 * sampleRate / 82.0);
    if (window < least || window % 2 != 0) {
      throw new IllegalArgumentException(
          "window must be even and at least %d frames, two periods of 82 Hz at %d Hz, was %d"
              .formatted(least, sampleRate, window));
    }
    if (hop < 1 || hop > window) {
      throw new IllegalArgumentException(
          "hop must be from 1 to the window of %d frames, was %d".formatted(window, hop));
    }
    this.algorithm = algorithm;
    this.sampleRate = sampleRate;
    this.window = new float[window];
    this.hop = hop;
    detector = algorithm.getDetector(sampleRate, window);
  }

  private static void checkRate(int sampleRate) {
    if (sampleRate < 4000) {
      throw new IllegalArgumentException("sampleRate must be at least 4000 Hz, was " + sampleRate);
    }
  }

  @Override
  public int hop() {
    return hop;
  }

  /**
   * Returns how far an estimate lies in the past: half the window. The two YINs compare the
   * window's first half with itself one period later, so their estimates describe an instant that
   * is up to a quarter of the window earlier, the more the higher the pitch; for them it is five
   * eighths, right for a period of a quarter window.
   *
   * @return frames from the instant the newest estimate describes to the newest frame given
   */
  @Override
  public int delay() {
    return switch (algorithm) {
      case YIN, FFT_YIN -> window.length * 5 / 8;
      default -> window.length / 2;
    };
  }

  @Override
  public void track(float[] samples, int offset) {
    System.arraycopy(window, hop, window, 0, window.length - hop);
    System.arraycopy(samples, offset, window, window.length - hop, hop);
    f0 = 0;
    confidence = 0;
    double power = power(0, window.length);
    // Silence and NaN make the detectors divide by zero.
    if (!(power > SILENCE * window.length && power < Double.POSITIVE_INFINITY)) {
      return;
    }
    if (window[0] == 0) {
      // So does MPM where both edges of the window are zero. This is -180 dB.
      window[0] = 1e-9f;
    }
    PitchDetectionResult result = detector.getPitch(window);
    float pitch = result.getPitch();
    if (result.isPitched() && pitch > 0 && pitch < sampleRate / 2f) {
      f0 = pitch;
      confidence = confidence(result);
    }
  }

  /** AMDF and DYNAMIC_WAVELET give none, so theirs is measured at the period they found. */
  private float confidence(PitchDetectionResult result) {
    float given = result.getProbability();
    return given >= 0 ? Math.min(1, given) : periodicity(Math.round(sampleRate / f0));
  }

  private float periodicity(int period) {
    int overlap = window.length - period;
    if (overlap <= 0) {
      return 0;
    }
    double product = 0;
    for (int i = 0; i < overlap; i++) {
      product += (double) window[i] * window[i + period];
    }
    double norm = Math.sqrt(power(0, overlap) * power(period, window.length));
    return norm > 0 ? (float) Math.min(1, Math.max(0, product / norm)) : 0;
  }

  private double power(int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) window[i] * window[i];
    }
    return sum;
  }

  @Override
  public float f0() {
    return f0;
  }

  @Override
  public float confidence() {
    return confidence;
  }

  @Override
  public void reset() {
    Arrays.fill(window, 0);
    f0 = 0;
    confidence = 0;
  }
}
