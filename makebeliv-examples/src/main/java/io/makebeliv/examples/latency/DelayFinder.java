package io.makebeliv.examples.latency;

import java.util.Optional;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * Finds how late a {@link CodedSignal} is heard: the highest peak of the normalised
 * cross-correlation, between samples by a parabola through the three highest. A peak counts only if
 * it stands out from whatever else there is, so that noise or another sound is no find, and if it
 * is sharp enough to be right to a frame.
 */
final class DelayFinder {

  /** Longer than any buffers in a row: the longest is half a second. */
  static final double LONGEST_SECONDS = 1;

  /**
   * How much is compared at a time: a longer window finds what is fainter, but where clocks are
   * being bent a shorter one sees more clearly, so that half of it is tried as well.
   */
  private static final double WINDOW_SECONDS = 0.16;

  /** The first reflections of a room are part of the peak, not a rival of it. */
  private static final double PEAK_SECONDS = 0.02;

  /**
   * How often a peak is higher than the next. The highest two of noise alone differ by a twentieth;
   * by twice, once in some millions of looks.
   */
  private static final double LEAST_CONFIDENCE = 2;

  /** By how many frames noise may have moved a peak, as a rule, for it to be right to a frame. */
  private static final double LARGEST_ERROR = 0.25;

  /** How often the highest peak of noise is higher than noise is as a rule. */
  private static final double NOISE_PEAK = 4.4;

  /**
   * Three times the second derivative of noise in a flat band, in units of its steepness squared.
   */
  private static final double NOISE_SHARPNESS = 4;

  /** The mean square of a sound below -110 dB of full scale, which is none. */
  private static final double SILENCE = 1e-11;

  /**
   * A find.
   *
   * @param frames how late, between samples too
   * @param confidence how often the peak is higher than the highest elsewhere, at least 2
   * @param inverted whether it came back upside down
   */
  record Delay(double frames, double confidence, boolean inverted) {}

  private final CodedSignal signal;
  private final int window;
  private final int longest;
  private final int peakWidth;
  private final FloatFFT_1D transform;
  private final float[] emitted;
  private final float[] heard;
  private final float[] correlation;

  DelayFinder(CodedSignal signal, int sampleRate) {
    this.signal = signal;
    window = CodedSignal.powerOfTwo(WINDOW_SECONDS * sampleRate);
    longest = (int) (LONGEST_SECONDS * sampleRate);
    peakWidth = (int) (PEAK_SECONDS * sampleRate);
    int size = CodedSignal.powerOfTwo(longest + window + 1);
    transform = new FloatFFT_1D(size);
    emitted = new float[size];
    heard = new float[size];
    correlation = new float[size];
  }

  /** How many frames {@link #find} looks at. */
  int window() {
    return window;
  }

  /**
   * Looks for the signal.
   *
   * @param recorded what was heard, on the signal's own frame count
   * @param from where to look: {@link #window()} frames from here
   * @return how late it is there; empty if it is not heard, or more than a second late
   */
  Optional<Delay> find(float[] recorded, int from) {
    Optional<Delay> found = find(recorded, from, window);
    return found.isPresent() ? found : find(recorded, from + window / 2, window / 2);
  }

  private Optional<Delay> find(float[] recorded, int from, int length) {
    double heardEnergy = take(recorded, from, length);
    if (heardEnergy < SILENCE * length) {
      return Optional.empty();
    }
    correlate();
    normalise(heardEnergy, length);
    int peak = highest(1, longest);
    double next =
        Math.max(high(highest(1, peak - peakWidth)), high(highest(peak + peakWidth, longest)));
    double confidence = high(peak) / Math.max(1e-9, next);
    double slope = (correlation[peak - 1] - correlation[peak + 1]) / (2 * correlation[peak]);
    double curvature = 2 - (correlation[peak - 1] + correlation[peak + 1]) / correlation[peak];
    // Noise is as steep as the signal it is compared with, and as sharp; a peak of fewer
    // frequencies
    // is blunter, and noise on it can look like sharpness.
    double steepness = signal.steepness();
    double noise = 1 / (NOISE_PEAK * confidence);
    double sharpness = curvature - NOISE_SHARPNESS * steepness * steepness * noise;
    double error = steepness * noise / Math.max(1e-9, sharpness);
    if (confidence < LEAST_CONFIDENCE || error > LARGEST_ERROR) {
      return Optional.empty();
    }
    return Optional.of(new Delay(peak - slope / curvature, confidence, correlation[peak] < 0));
  }

  private double take(float[] recorded, int from, int length) {
    double mean = 0;
    for (int i = 0; i < length; i++) {
      mean += recorded[from + i];
    }
    mean /= length;
    double energy = 0;
    for (int i = 0; i < heard.length; i++) {
      heard[i] = i < length ? (float) (recorded[from + i] - mean) : 0;
      energy += (double) heard[i] * heard[i];
      emitted[i] = i < longest + length ? signal.at((long) from + i - longest) : 0;
    }
    return energy;
  }

  /** {@code correlation[s]} becomes the sum of {@code heard[k] * emitted[s + k]}. */
  private void correlate() {
    System.arraycopy(emitted, 0, correlation, 0, correlation.length);
    transform.realForward(correlation);
    transform.realForward(heard);
    correlation[0] *= heard[0];
    correlation[1] *= heard[1];
    for (int i = 2; i < correlation.length; i += 2) {
      float re = correlation[i] * heard[i] + correlation[i + 1] * heard[i + 1];
      float im = correlation[i + 1] * heard[i] - correlation[i] * heard[i + 1];
      correlation[i] = re;
      correlation[i + 1] = im;
    }
    transform.realInverse(correlation, true);
  }

  /** Puts the correlation at each delay, -1 to 1, into {@code correlation[delay]}. */
  private void normalise(double heardEnergy, int length) {
    double energy = 0;
    for (int i = 0; i < length; i++) {
      energy += (double) emitted[i] * emitted[i];
    }
    double full = length * 1e-6;
    for (int s = 0; s <= longest; s++) {
      correlation[s] /= (float) Math.sqrt(heardEnergy * Math.max(full, energy));
      double leaving = emitted[s];
      double coming = emitted[s + length];
      energy += coming * coming - leaving * leaving;
    }
    for (int s = 0; s < longest - s; s++) {
      float swapped = correlation[s];
      correlation[s] = correlation[longest - s];
      correlation[longest - s] = swapped;
    }
  }

  /** The delay of the highest correlation from one to before another, or -1 if there are none. */
  private int highest(int from, int to) {
    int highest = -1;
    for (int delay = Math.max(0, from); delay < to; delay++) {
      if (highest < 0 || high(delay) > high(highest)) {
        highest = delay;
      }
    }
    return highest;
  }

  private double high(int delay) {
    return delay < 0 ? 0 : Math.abs(correlation[delay]);
  }
}
