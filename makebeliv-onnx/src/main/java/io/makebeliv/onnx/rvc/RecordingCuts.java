package io.makebeliv.onnx.rvc;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a recording too long to convert at once is cut: at the quietest place around every so many
 * seconds.
 *
 * @param padSeconds that are added, mirrored, at both ends of the recording, and that each part
 *     shares with its neighbours
 * @param querySeconds to either side, within which the quietest place is looked for
 * @param centreSeconds from one to the next place to look around
 * @param longestSeconds up to which a recording is not cut
 */
public record RecordingCuts(
    int padSeconds, int querySeconds, int centreSeconds, int longestSeconds) {

  /** What is usual where memory is plenty. */
  public static final RecordingCuts USUAL = new RecordingCuts(1, 6, 38, 41);

  /** What is usual with 4 GB. */
  public static final RecordingCuts SMALL = new RecordingCuts(1, 5, 30, 32);

  /** What is usual with numbers of half the precision. */
  public static final RecordingCuts HALF_PRECISION = new RecordingCuts(3, 10, 60, 65);

  private static final int RATE = 16_000;
  private static final int FRAME = 160;

  /** Checks the seconds. */
  public RecordingCuts {
    if (padSeconds < 0
        || querySeconds < 1
        || centreSeconds <= querySeconds
        || longestSeconds < centreSeconds) {
      throw new IllegalArgumentException(
          "must be 0 <= pad, 1 <= query < centre <= longest, were %d, %d, %d, %d"
              .formatted(padSeconds, querySeconds, centreSeconds, longestSeconds));
    }
  }

  /**
   * A part of the padded recording that is converted at once. Its first and last {@code padSeconds}
   * are cut off afterwards; the rest is put one after the other.
   *
   * @param from first sample, at 16 kHz
   * @param to sample after the last
   * @param firstFrame first frame of its pitch
   * @param endFrame frame after the last
   */
  public record Part(int from, int to, int firstFrame, int endFrame) {

    /**
     * Returns how many frames come out before both pads are cut off, for the parts to add up to the
     * recording. The reference takes {@link ContentRows#recordingFrames} instead, which loses up to
     * two frames a part.
     *
     * @return frames
     */
    public int frames() {
      return endFrame - firstFrame;
    }
  }

  /**
   * Returns how many samples are added at either end.
   *
   * @return samples at 16 kHz
   */
  public int pad() {
    return padSeconds * RATE;
  }

  /**
   * Returns where to cut.
   *
   * @param audio the recording at 16 kHz, not padded
   * @param offset index of the first sample
   * @param length how many
   * @return samples, each a multiple of 160
   */
  public int[] cuts(float[] audio, int offset, int length) {
    // Half a frame at either end takes part in the decision.
    if (length + FRAME <= longestSeconds * RATE) {
      return new int[0];
    }
    int centre = centreSeconds * RATE;
    int[] cuts = new int[(length - 1) / centre];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = quietest(audio, offset, length, (i + 1) * centre) / FRAME * FRAME;
    }
    return cuts;
  }

  private int quietest(float[] audio, int offset, int length, int centre) {
    int query = querySeconds * RATE;
    int quietest = centre - query;
    double least = Double.POSITIVE_INFINITY;
    for (int at = centre - query; at < Math.min(length, centre + query); at++) {
      double sum = 0;
      for (int i = at - FRAME / 2; i < at + FRAME / 2 && sum < least; i++) {
        sum += Math.abs(audio[offset + mirrored(i, length)]);
      }
      if (sum < least) {
        least = sum;
        quietest = at;
      }
    }
    return quietest;
  }

  private static int mirrored(int index, int length) {
    return index < 0 ? -index : index < length ? index : 2 * (length - 1) - index;
  }

  /**
   * Returns the parts to convert.
   *
   * @param length of the recording at 16 kHz, not padded
   * @param cuts from {@link #cuts}
   * @return at least one part
   */
  public List<Part> parts(int length, int[] cuts) {
    int padded = length + 2 * pad();
    int allFrames = padded / FRAME;
    List<Part> parts = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      int to = cut + 2 * pad();
      parts.add(
          new Part(
              from, Math.min(padded, to + FRAME), from / FRAME, Math.min(allFrames, to / FRAME)));
      from = cut;
    }
    parts.add(new Part(from, padded, from / FRAME, allFrames));
    return List.copyOf(parts);
  }

  /**
   * Lowers a recording that exceeds a peak, in place.
   *
   * @param audio mono samples
   * @param offset index of the first
   * @param length how many
   * @param peak 0.95 before conversion, 0.99 after
   */
  public static void limit(float[] audio, int offset, int length, double peak) {
    double highest = 0;
    for (int i = offset; i < offset + length; i++) {
      highest = Math.max(highest, Math.abs(audio[i]));
    }
    double excess = highest / peak;
    if (excess > 1) {
      for (int i = offset; i < offset + length; i++) {
        audio[i] = (float) (audio[i] / excess);
      }
    }
  }
}
