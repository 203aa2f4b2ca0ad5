package io.makebeliv.dsp;

import java.util.Arrays;

/**
 * Lowers the sample rate of a stream by a whole factor, through a linear-phase low pass (a sinc
 * under a Kaiser window, Kaiser and Schafer 1980). Meant for analysis: short, and flat only up to
 * the cutoff that is asked for.
 *
 * <p>One thread uses it; after construction nothing is allocated.
 */
public final class Decimator {

  private static final double KAISER_BETA = 6.5;

  private final int factor;
  private final float[] taps;
  private final float[] line;
  private int fill;
  private int countdown;

  /**
   * Designs the low pass.
   *
   * @param factor input frames per output frame, at least 1; 1 hands the stream through, without
   *     delay
   * @param cutoff edge of the low pass (half amplitude) as a fraction of the output rate, 0.05 to
   *     0.5
   * @param halfLength how far the low pass reaches to either side, in output frames, at least 1
   * @throws IllegalArgumentException if an argument is out of range
   */
  public Decimator(int factor, double cutoff, int halfLength) {
    if (factor < 1) {
      throw new IllegalArgumentException("factor must be at least 1, was " + factor);
    }
    if (!(cutoff >= 0.05 && cutoff <= 0.5)) {
      throw new IllegalArgumentException("cutoff must be from 0.05 to 0.5, was " + cutoff);
    }
    if (halfLength < 1) {
      throw new IllegalArgumentException("halfLength must be at least 1, was " + halfLength);
    }
    this.factor = factor;
    taps = factor == 1 ? new float[] {1} : lowPass(factor, cutoff, halfLength);
    line = new float[taps.length + Math.max(1024, 8 * factor)];
    reset();
  }

  private static float[] lowPass(int factor, double cutoff, int halfLength) {
    int half = halfLength * factor;
    double[] ideal = new double[2 * half + 1];
    double sum = 0;
    WindowedSinc response = new WindowedSinc(cutoff / factor, half + 1, KAISER_BETA);
    for (int i = 0; i < ideal.length; i++) {
      ideal[i] = response.at(i - half);
      sum += ideal[i];
    }
    float[] taps = new float[ideal.length];
    for (int i = 0; i < taps.length; i++) {
      taps[i] = (float) (ideal[i] / sum);
    }
    return taps;
  }

  /**
   * Returns the factor.
   *
   * @return input frames per output frame
   */
  public int factor() {
    return factor;
  }

  /**
   * Returns the delay of the low pass: output frame {@code j} describes input frame {@code j *
   * factor - delay()}.
   *
   * @return input frames
   */
  public int delay() {
    return taps.length / 2;
  }

  /**
   * Takes a block and gives what output frames it completes: output frame {@code j} comes with
   * input frame {@code j * factor}, both counted from the start or the last {@link #reset()}.
   *
   * @param input mono samples
   * @param inputOffset index of the first sample to take
   * @param frames how many to take
   * @param output receives up to {@code frames / factor + 1} samples
   * @param outputOffset index of the first sample to write
   * @return how many were written
   */
  public int process(float[] input, int inputOffset, int frames, float[] output, int outputOffset) {
    int written = 0;
    for (int done = 0; done < frames; ) {
      if (fill == line.length) {
        int keep = taps.length - 1;
        System.arraycopy(line, fill - keep, line, 0, keep);
        fill = keep;
      }
      int count = Math.min(frames - done, line.length - fill);
      System.arraycopy(input, inputOffset + done, line, fill, count);
      written += filter(count, output, outputOffset + written);
      fill += count;
      done += count;
    }
    return written;
  }

  /** Filters what frames are due among those that follow what was taken; says how many were. */
  private int filter(int count, float[] output, int offset) {
    int start = fill + countdown - (taps.length - 1);
    int due = count > countdown ? (count - countdown - 1) / factor + 1 : 0;
    int j = 0;
    for (; j + 1 < due; j += 2) {
      filterTwo(start + j * factor, output, offset + j);
    }
    if (j < due) {
      output[offset + j] = filterOne(start + j * factor);
    }
    countdown += due * factor - count;
    return due;
  }

  private float filterOne(int start) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int whole = taps.length & -4;
    // Four sums: they do not wait for one another.
    for (int i = 0; i < whole; i += 4) {
      a += taps[i] * line[start + i];
      b += taps[i + 1] * line[start + i + 1];
      c += taps[i + 2] * line[start + i + 2];
      d += taps[i + 3] * line[start + i + 3];
    }
    for (int i = whole; i < taps.length; i++) {
      a += taps[i] * line[start + i];
    }
    return (a + b) + (c + d);
  }

  /** The same for two frames in a row, in less than twice the time. */
  private void filterTwo(int start, float[] output, int offset) {
    float[] x = line;
    float[] h = taps;
    int next = start + factor;
    float a0 = 0;
    float b0 = 0;
    float c0 = 0;
    float d0 = 0;
    float a1 = 0;
    float b1 = 0;
    float c1 = 0;
    float d1 = 0;
    int whole = h.length & -4;
    for (int i = 0; i < whole; i += 4) {
      a0 += h[i] * x[start + i];
      a1 += h[i] * x[next + i];
      b0 += h[i + 1] * x[start + i + 1];
      b1 += h[i + 1] * x[next + i + 1];
      c0 += h[i + 2] * x[start + i + 2];
      c1 += h[i + 2] * x[next + i + 2];
      d0 += h[i + 3] * x[start + i + 3];
      d1 += h[i + 3] * x[next + i + 3];
    }
    for (int i = whole; i < h.length; i++) {
      a0 += h[i] * x[start + i];
      a1 += h[i] * x[next + i];
    }
    output[offset] = (a0 + b0) + (c0 + d0);
    output[offset + 1] = (a1 + b1) + (c1 + d1);
  }

  /** Forgets the stream, as if new. */
  public void reset() {
    Arrays.fill(line, 0);
    fill = taps.length - 1;
    countdown = 0;
  }
}
