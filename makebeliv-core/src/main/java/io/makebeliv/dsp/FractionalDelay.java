package io.makebeliv.dsp;

import java.util.Arrays;

/**
 * A delay that may be any number of frames and move from frame to frame, as on a tape that runs
 * faster or slower: read by a windowed sinc (Laakso et al., "Splitting the unit delay", 1996). Up
 * to 0.42 of the sample rate, 20 kHz at 48 kHz, what is read is right to -70 dB. A delay of whole
 * frames copies.
 *
 * <p>For one thread; after construction nothing is allocated.
 */
public final class FractionalDelay {

  /** How far the sinc reaches to either side: the least delay, in frames. */
  public static final int REACH = 16;

  private static final int TAPS = 2 * REACH;

  /** Rows between which the sinc is interpolated: right to -100 dB. */
  private static final int PHASES = 512;

  private static final double BETA = 7;

  private static final float[] ROWS = rows();

  private final int longest;
  private final float[] line;
  private int filled;

  /**
   * Makes a delay at rest.
   *
   * @param longest the longest delay in frames, at least {@link #REACH}
   * @param mostFrames how many frames come at once at most, positive
   */
  public FractionalDelay(int longest, int mostFrames) {
    if (longest < REACH || mostFrames < 1) {
      throw new IllegalArgumentException(
          "longest must be at least %d frames and mostFrames 1, were %d and %d"
              .formatted(REACH, longest, mostFrames));
    }
    this.longest = longest;
    line = new float[longest + REACH + 1 + mostFrames];
    reset();
  }

  private static float[] rows() {
    WindowedSinc sinc = new WindowedSinc(0.5, REACH, BETA);
    float[] rows = new float[(PHASES + 1) * TAPS];
    double[] row = new double[TAPS];
    for (int phase = 0; phase <= PHASES; phase++) {
      double sum = 0;
      for (int tap = 0; tap < TAPS; tap++) {
        row[tap] = sinc.at(tap - (REACH - 1) - (double) phase / PHASES);
        sum += row[tap];
      }
      for (int tap = 0; tap < TAPS; tap++) {
        rows[phase * TAPS + tap] = (float) (row[tap] / sum);
      }
    }
    return rows;
  }

  /**
   * Takes the next frames of the stream; {@link #read} reads among them.
   *
   * @param samples mono samples
   * @param frames how many, from index 0
   */
  public void write(float[] samples, int frames) {
    int kept = longest + REACH + 1;
    System.arraycopy(line, filled - kept, line, 0, kept);
    System.arraycopy(samples, 0, line, kept, frames);
    filled = kept + frames;
  }

  /**
   * Reads one frame.
   *
   * @param index which of the frames written last, from 0
   * @param written how many frames were written last
   * @param delay how many frames before it, {@link #REACH} to the longest
   * @return the stream's value there
   */
  public float read(int index, int written, double delay) {
    double place = filled - written + index - delay;
    int before = (int) place;
    double within = place - before;
    if (within == 0) {
      return line[before];
    }
    double phase = within * PHASES;
    int row = (int) phase;
    float low = Correlations.dot(ROWS, row * TAPS, line, before - REACH + 1, TAPS);
    float high = Correlations.dot(ROWS, (row + 1) * TAPS, line, before - REACH + 1, TAPS);
    return (float) (low + (phase - row) * (high - low));
  }

  /** Forgets the stream, as if new. */
  public void reset() {
    Arrays.fill(line, 0);
    filled = longest + REACH + 1;
  }
}
