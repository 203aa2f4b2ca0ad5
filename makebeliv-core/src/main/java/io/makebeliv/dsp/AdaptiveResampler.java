package io.makebeliv.dsp;

import java.util.Arrays;

/**
 * Follows a clock: resamples a stream by a factor close to one that may change from block to block,
 * as two devices drift apart. A windowed sinc is interpolated between {@value #PHASES} phases
 * (Smith and Gossett, "A flexible sampling-rate conversion method", 1984), its place kept across
 * blocks, so that a change of the factor bends time and never steps.
 *
 * <p>At a factor of exactly one what comes in comes out, {@value #DELAY} frames late. The pass band
 * is flat within 0.01 dB up to 0.44 of the sample rate; images lie below -90 dB. Nothing is
 * allocated after construction.
 */
public final class AdaptiveResampler {

  /** Frames by which the output is late. */
  public static final int DELAY = 24;

  /** The largest departure from one that {@link #maxOutput} allows for. */
  public static final double MOST = 0.01;

  private static final int TAPS = 2 * DELAY;
  private static final int PHASES = 256;
  private static final double KAISER_BETA = 9;
  private static final int CHUNK = 512;

  /** One row of taps for each phase and one more, oldest input first. The same for all streams. */
  private static final float[] TABLE = table();

  private final float[] line = new float[TAPS - 1 + CHUNK];
  private double place;

  /** Makes a resampler at the start of its stream. */
  public AdaptiveResampler() {}

  private static float[] table() {
    float[] table = new float[(PHASES + 1) * TAPS];
    double[] row = new double[TAPS];
    WindowedSinc response = new WindowedSinc(0.5, DELAY, KAISER_BETA);
    for (int p = 0; p <= PHASES; p++) {
      for (int i = 0; i < TAPS; i++) {
        row[i] = response.at(i - (DELAY - 1) - (double) p / PHASES);
      }
      double sum = Arrays.stream(row).sum();
      for (int i = 0; i < TAPS; i++) {
        table[p * TAPS + i] = (float) (row[i] / sum);
      }
    }
    return table;
  }

  /**
   * Returns how many frames may come out at most.
   *
   * @param inputFrames frames given to one call of {@link #process}
   * @return the size that is enough while the speed departs from one by {@link #MOST} at most
   */
  public static int maxOutput(int inputFrames) {
    return (int) (inputFrames * (1 + 2 * MOST)) + 2;
  }

  /**
   * Resamples the next frames of the stream.
   *
   * @param input mono samples
   * @param inputOffset index of the first
   * @param frames how many; all are consumed
   * @param output receives the result, from index 0; {@link #maxOutput} frames are enough
   * @param speed input frames to go on by for each output frame, within {@link #MOST} of 1
   * @return how many frames were written
   */
  public int process(float[] input, int inputOffset, int frames, float[] output, double speed) {
    int written = 0;
    for (int done = 0; done < frames; ) {
      int count = Math.min(CHUNK, frames - done);
      System.arraycopy(input, inputOffset + done, line, TAPS - 1, count);
      written = drain(count, output, written, speed);
      System.arraycopy(line, count, line, 0, TAPS - 1);
      done += count;
    }
    return written;
  }

  private int drain(int count, float[] output, int from, double speed) {
    int written = from;
    while (place < count) {
      int newest = (int) place;
      double phase = (place - newest) * PHASES;
      int row = (int) phase;
      float a = Correlations.dot(TABLE, row * TAPS, line, newest, TAPS);
      float b = Correlations.dot(TABLE, (row + 1) * TAPS, line, newest, TAPS);
      output[written++] = a + (float) (phase - row) * (b - a);
      place += speed;
    }
    place -= count;
    return written;
  }

  /** Forgets the stream, as if new. */
  public void reset() {
    Arrays.fill(line, 0);
    place = 0;
  }
}
