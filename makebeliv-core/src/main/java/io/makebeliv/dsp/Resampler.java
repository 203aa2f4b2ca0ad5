package io.makebeliv.dsp;

import java.util.Arrays;

/**
 * Changes the sample rate of a stream by a rational factor, exactly and continuously: a polyphase
 * windowed-sinc filter (Kaiser window) whose state is kept across blocks, so that any split of the
 * input gives the same samples. After construction nothing is allocated.
 *
 * <p>The pass band is flat within 0.01 dB up to 0.45 of the lower rate; images and aliases lie
 * below -90 dB. The filter is linear-phase, so its delay is one number, {@link #delay()}.
 *
 * <p>With the factor {@code L/M} in lowest terms and an impulse response {@code h} at {@code L}
 * times the input rate, output {@code k} is the sum of {@code h[kM - jL] x[j]} over {@code j}: it
 * needs no input later than {@code floor(kM/L)}, and after {@code n} inputs exactly {@code
 * ceil(nL/M)} outputs exist. See Crochiere and Rabiner, "Multirate Digital Signal Processing",
 * 1983.
 */
public final class Resampler {

  private static final double STOP_BAND_DB = 102;

  /** Between 0.45 and 0.5 of the lower rate, so that nothing folds back at all. */
  private static final double TRANSITION = 0.05;

  private static final int HALF_LENGTH =
      (int) Math.ceil((STOP_BAND_DB - 7.95) / (2 * 2.285 * 2 * Math.PI * TRANSITION));

  private static final int CHUNK = 512;

  private final int up;
  private final int down;
  private final int inputRate;
  private final int delayUnits;
  private final int taps;
  private final float[] bank;
  private final float[] line;

  private int phase;
  private int skip;

  /**
   * Makes a resampler with the least delay.
   *
   * @param inputRate sample rate of what comes in, Hz, positive
   * @param outputRate sample rate of what goes out, Hz, positive
   */
  public Resampler(int inputRate, int outputRate) {
    this(inputRate, outputRate, 0, 1);
  }

  private Resampler(int inputRate, int outputRate, long remainder, int modulus) {
    if (inputRate <= 0 || outputRate <= 0) {
      throw new IllegalArgumentException(
          "sample rates must be positive, were " + inputRate + " and " + outputRate);
    }
    int divisor = gcd(inputRate, outputRate);
    this.inputRate = inputRate;
    up = outputRate / divisor;
    down = inputRate / divisor;
    int half = HALF_LENGTH * Math.max(up, down);
    delayUnits = half + Math.floorMod(remainder - half, modulus);
    taps = (delayUnits + half) / up + 1;
    bank = polyphaseBank(half);
    line = new float[taps - 1 + CHUNK];
    reset();
  }

  /**
   * Makes a resampler whose delay is a whole number of input frames.
   *
   * @param inputRate sample rate of what comes in, Hz, positive
   * @param outputRate sample rate of what goes out, Hz, positive
   * @return a new resampler, at most one input frame later than the shortest
   */
  public static Resampler alignedToInput(int inputRate, int outputRate) {
    return new Resampler(inputRate, outputRate, 0, outputRate / gcd(inputRate, outputRate));
  }

  /**
   * Makes a resampler that, together with a delay before it, delays by a whole number of output
   * frames.
   *
   * @param inputRate sample rate of what comes in, Hz, positive
   * @param outputRate sample rate of what goes out, Hz, positive
   * @param delayBefore the delay before it, in input frames
   * @return a new resampler, at most one output frame later than the shortest
   */
  public static Resampler alignedToOutput(int inputRate, int outputRate, int delayBefore) {
    int divisor = gcd(inputRate, outputRate);
    return new Resampler(
        inputRate, outputRate, -(long) delayBefore * (outputRate / divisor), inputRate / divisor);
  }

  /**
   * Returns the delay.
   *
   * @return seconds by which the output is late against the input
   */
  public double delay() {
    return (double) delayUnits / up / inputRate;
  }

  /**
   * Returns how many frames may come out at most.
   *
   * @param inputFrames frames given to one call of {@link #process}
   * @return the size that is always enough for its output
   */
  public int maxOutput(int inputFrames) {
    return Math.toIntExact((long) inputFrames * up / down + 1);
  }

  /**
   * Resamples the next frames of the stream.
   *
   * @param input mono samples
   * @param inputOffset index of the first
   * @param frames how many; all are consumed
   * @param output receives the result; {@link #maxOutput} frames are enough
   * @param outputOffset index of the first frame written
   * @return how many frames were written
   */
  public int process(float[] input, int inputOffset, int frames, float[] output, int outputOffset) {
    int written = outputOffset;
    for (int done = 0; done < frames; ) {
      int count = Math.min(CHUNK, frames - done);
      System.arraycopy(input, inputOffset + done, line, taps - 1, count);
      written = drain(count, output, written);
      System.arraycopy(line, count, line, 0, taps - 1);
      done += count;
    }
    return written - outputOffset;
  }

  private int drain(int count, float[] output, int from) {
    int written = from;
    int newest = skip;
    while (newest < count) {
      output[written++] = Correlations.dot(bank, phase * taps, line, newest, taps);
      phase += down;
      newest += phase / up;
      phase %= up;
    }
    skip = newest - count;
    return written;
  }

  /** Forgets the stream, as if new. */
  public void reset() {
    Arrays.fill(line, 0);
    phase = 0;
    skip = 0;
  }

  /**
   * One row of {@code taps} coefficients for each phase, oldest input first. Every row is scaled to
   * a gain of exactly one at 0 Hz, so that a constant comes out constant.
   */
  private float[] polyphaseBank(int half) {
    WindowedSinc response =
        new WindowedSinc(
            (0.5 - TRANSITION / 2) / Math.max(up, down), half, 0.1102 * (STOP_BAND_DB - 8.7));
    float[] rows = new float[up * taps];
    double[] row = new double[taps];
    for (int p = 0; p < up; p++) {
      double sum = 0;
      for (int i = 0; i < taps; i++) {
        int t = p + i * up - delayUnits;
        row[taps - 1 - i] = response.at(t);
        sum += row[taps - 1 - i];
      }
      for (int i = 0; i < taps; i++) {
        rows[p * taps + i] = (float) (row[i] / sum);
      }
    }
    return rows;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
