package io.makebeliv.onnx.f0;

import java.util.Arrays;

/**
 * The fundamental frequency of a stream in frames of 10 ms, by absolute number: frame {@code k} is
 * centred on sample {@code 160 k} of the 16 kHz stream. It holds as many of the newest frames as it
 * was made for.
 *
 * <p>Extractors look at a window, and their first and last frames know only half of what is around
 * them. Of a window's frames the first three and the last one are therefore not taken; the others
 * replace what an earlier window said.
 *
 * <p>One thread uses it; after construction nothing is allocated.
 */
public final class F0Track {

  /** Frames at the start of an extractor's window that are not taken. */
  public static final int UNSURE_AT_START = 3;

  /** Frames at the end of an extractor's window that are not taken. */
  public static final int UNSURE_AT_END = 1;

  private final float[] ring;
  private final int mask;
  private long end;

  /**
   * Makes an empty track.
   *
   * @param frames how many it must hold, at least 1
   * @throws IllegalArgumentException if they are fewer
   */
  public F0Track(int frames) {
    if (frames < 1 || frames > 1 << 24) {
      throw new IllegalArgumentException("frames must be from 1 to 2^24, was " + frames);
    }
    ring = new float[frames == 1 ? 1 : Integer.highestOneBit(frames - 1) << 1];
    mask = ring.length - 1;
  }

  /** Forgets the stream. */
  public void reset() {
    Arrays.fill(ring, 0);
    end = 0;
  }

  /**
   * Returns the frame after the newest.
   *
   * @return a frame, 0 if there is none yet
   */
  public long end() {
    return end;
  }

  /**
   * Takes what an extractor found in a window, but for its unsure frames.
   *
   * @param first number of the window's first frame
   * @param f0 Hz, 0 where unvoiced
   * @param offset index of the window's first frame
   * @param frames of the window
   */
  public void takeWindow(long first, float[] f0, int offset, int frames) {
    take(
        first + UNSURE_AT_START,
        f0,
        offset + UNSURE_AT_START,
        frames - UNSURE_AT_START - UNSURE_AT_END);
  }

  /**
   * Takes frames. Those before frame 0, and those older than the track holds, are let go; frames
   * left out between the newest and these are unvoiced.
   *
   * @param first number of the first
   * @param f0 Hz, 0 where unvoiced
   * @param offset index of the first
   * @param frames how many
   */
  public void take(long first, float[] f0, int offset, int frames) {
    long last = first + frames;
    if (frames <= 0 || last <= 0) {
      return;
    }
    for (long k = Math.max(end, last - ring.length); k < first; k++) {
      ring[(int) k & mask] = 0;
    }
    end = Math.max(end, last);
    for (long k = Math.max(first, Math.max(0, end - ring.length)); k < last; k++) {
      ring[(int) k & mask] = f0[offset + (int) (k - first)];
    }
  }

  /**
   * Gives frames. Before the first frame, and where they are older than the track holds, they are
   * unvoiced; after the newest its pitch is held, since a voice is likelier to go on than to break
   * off.
   *
   * @param first number of the first
   * @param frames how many
   * @param f0 receives Hz, 0 where unvoiced
   * @param offset index of the first
   */
  public void give(long first, int frames, float[] f0, int offset) {
    long oldest = Math.max(0, end - ring.length);
    for (int i = 0; i < frames; i++) {
      long k = Math.min(first + i, end - 1);
      f0[offset + i] = k < oldest ? 0 : ring[(int) k & mask];
    }
  }
}
