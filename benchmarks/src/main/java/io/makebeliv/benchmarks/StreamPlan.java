package io.makebeliv.onnx.rvc;

/**
 * How a stream is cut for an RVC voice, in frames of 10 ms. For every block the networks look at a
 * window that ends with it: some context that only they see, then the part that they are asked for,
 * which is the block, what the next block is faded into, and room to search for the best place to
 * do so; behind it, with long crossfades, some frames of look-ahead.
 *
 * @param sampleRate of the stream, a multiple of 100 Hz
 * @param blockFrames frames converted at a time
 * @param crossfadeFrames frames that the window goes on after a block; up to 4 of them are faded,
 *     the others are look-ahead
 * @param extraFrames frames of context before the part asked for
 */
public record StreamPlan(int sampleRate, int blockFrames, int crossfadeFrames, int extraFrames) {

  /** Samples of a frame at the rate of the networks that listen. */
  public static final int SAMPLES_16K = 160;

  private static final int FRAMES_PER_SECOND = 100;
  private static final int LONGEST_FADE = 4;
  private static final int SEARCH_FRAMES = 1;
  private static final int F0_MARGIN = 800;
  private static final int F0_PADDING = 32 * SAMPLES_16K;

  /** Checks the plan. */
  public StreamPlan {
    if (sampleRate < 8000 || sampleRate > 192_000 || sampleRate % FRAMES_PER_SECOND != 0) {
      throw new IllegalArgumentException(
          "sampleRate must be a multiple of 100 from 8000 to 192000 Hz, was " + sampleRate);
    }
    within("block", blockFrames, 1, 150);
    within("crossfade", crossfadeFrames, 1, 15);
    within("extra", extraFrames, 0, 1000);
  }

  private static void within(String what, int frames, int least, int most) {
    if (frames < least || frames > most) {
      throw new IllegalArgumentException(
          "%s must be from %d to %d frames of 10 ms, was %d".formatted(what, least, most, frames));
    }
  }

  /**
   * Plans by seconds, each rounded to whole frames.
   *
   * @param sampleRate of the stream, a multiple of 100 Hz
   * @param block seconds converted at a time
   * @param crossfade seconds that the window goes on after a block
   * @param extra seconds of context
   * @return the plan
   * @throws IllegalArgumentException if a number is out of range
   */
  public static StreamPlan ofSeconds(int sampleRate, double block, double crossfade, double extra) {
    return new StreamPlan(sampleRate, frames(block), frames(crossfade), frames(extra));
  }

  private static int frames(double seconds) {
    return (int) Math.rint(seconds * FRAMES_PER_SECOND);
  }

  /**
   * Returns how many samples of the stream a frame has.
   *
   * @return samples
   */
  public int frameSamples() {
    return sampleRate / FRAMES_PER_SECOND;
  }

  /**
   * Returns how many frames the crossfade between blocks lasts.
   *
   * @return frames
   */
  public int fadeFrames() {
    return Math.min(crossfadeFrames, LONGEST_FADE);
  }

  /**
   * Returns how far the search for the best place to fade goes.
   *
   * @return frames
   */
  public int searchFrames() {
    return SEARCH_FRAMES;
  }

  /**
   * Returns how many frames of the window lie behind the part asked for.
   *
   * @return frames
   */
  public int lookAheadFrames() {
    return crossfadeFrames - fadeFrames();
  }

  /**
   * Returns how long the window is.
   *
   * @return frames
   */
  public int windowFrames() {
    return extraFrames + blockFrames + crossfadeFrames + SEARCH_FRAMES;
  }

  /**
   * Returns how many frames of the window come before the part asked for.
   *
   * @return frames
   */
  public int skipFrames() {
    return extraFrames;
  }

  /**
   * Returns how many frames are asked for.
   *
   * @return frames
   */
  public int returnFrames() {
    return blockFrames + fadeFrames() + SEARCH_FRAMES;
  }

  /**
   * Returns how far what a block gives lies behind the end of that block.
   *
   * @return frames, at most: the search takes up to {@link #searchFrames()} of them back
   */
  public int delayFrames() {
    return crossfadeFrames + SEARCH_FRAMES;
  }

  /**
   * Returns how many samples the window has for the networks that listen.
   *
   * @return samples at 16 kHz
   */
  public int window16k() {
    return windowFrames() * SAMPLES_16K;
  }

  /**
   * Returns how many rows the content encoder gives for the window.
   *
   * @return rows, of 20 ms
   */
  public int contentRows() {
    return ContentRows.rows(window16k());
  }

  /**
   * Returns the first content row that is worth drawing towards the index.
   *
   * @return a row
   */
  public int firstIndexedRow() {
    return skipFrames() / 2;
  }

  /**
   * Returns how much of the window's end a pitch extractor is given.
   *
   * @return samples at 16 kHz
   */
  public int f0Window() {
    return Math.min(window16k(), blockFrames * SAMPLES_16K + F0_MARGIN);
  }

  /**
   * Returns the same for an extractor that takes frames by the 32, so that none are added.
   *
   * @return samples at 16 kHz
   */
  public int f0WindowBy32() {
    int wanted = blockFrames * SAMPLES_16K + F0_MARGIN;
    int padded = F0_PADDING * ((wanted - 1) / F0_PADDING + 1) - SAMPLES_16K;
    return Math.min(window16k(), padded);
  }

  /**
   * Returns how many frames to ask for when the formants are to be moved by playing them faster or
   * slower.
   *
   * @param semitones formants up, or down if negative
   * @return frames
   */
  public int returnFrames(double semitones) {
    return (int) Math.ceil(returnFrames() * Math.pow(2, semitones / 12));
  }
}
