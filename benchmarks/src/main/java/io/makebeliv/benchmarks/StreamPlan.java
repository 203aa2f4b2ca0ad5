package io.makebeliv.benchmarks;

import io.makebeliv.onnx.rvc.ContentRows;

/**
 * How the usual way cuts a stream for an RVC voice, in frames of 10 ms. For every block the
 * networks look at a window that ends with it: some context that only they see, then the part that
 * they are asked for, which is the block, what the next block is faded into, and room to search for
 * the best place to do so; behind it, with long crossfades, some frames of look-ahead.
 *
 * @param sampleRate of the stream, a multiple of 100 Hz
 * @param blockFrames frames converted at a time
 * @param crossfadeFrames frames that the window goes on after a block; up to 4 of them are faded,
 *     the others are look-ahead
 * @param extraFrames frames of context before the part asked for
 */
record StreamPlan(int sampleRate, int blockFrames, int crossfadeFrames, int extraFrames) {

  /** Samples of a frame at the rate of the networks that listen. */
  static final int SAMPLES_16K = 160;

  private static final int FRAMES_PER_SECOND = 100;
  private static final int LONGEST_FADE = 4;
  private static final int SEARCH_FRAMES = 1;
  private static final int F0_MARGIN = 800;
  private static final int F0_PADDING = 32 * SAMPLES_16K;

  /** Plans by seconds, each rounded to whole frames. */
  static StreamPlan ofSeconds(int sampleRate, double block, double crossfade, double extra) {
    return new StreamPlan(sampleRate, frames(block), frames(crossfade), frames(extra));
  }

  private static int frames(double seconds) {
    return (int) Math.rint(seconds * FRAMES_PER_SECOND);
  }

  /** How many samples of the stream a frame has. */
  int frameSamples() {
    return sampleRate / FRAMES_PER_SECOND;
  }

  /** How many frames the crossfade between blocks lasts. */
  int fadeFrames() {
    return Math.min(crossfadeFrames, LONGEST_FADE);
  }

  /** How far the search for the best place to fade goes, in frames. */
  int searchFrames() {
    return SEARCH_FRAMES;
  }

  /** How long the window is, in frames. */
  int windowFrames() {
    return extraFrames + blockFrames + crossfadeFrames + SEARCH_FRAMES;
  }

  /** How many frames of the window come before the part asked for. */
  int skipFrames() {
    return extraFrames;
  }

  /** How many samples at 16 kHz the window has for the networks that listen. */
  int window16k() {
    return windowFrames() * SAMPLES_16K;
  }

  /** How many rows of 20 ms the content encoder gives for the window. */
  int contentRows() {
    return ContentRows.rows(window16k());
  }

  /**
   * How many samples at 16 kHz, at the window's end, a pitch extractor is given that takes frames
   * by the 32, so that none are added.
   */
  int f0WindowBy32() {
    int wanted = blockFrames * SAMPLES_16K + F0_MARGIN;
    int padded = F0_PADDING * ((wanted - 1) / F0_PADDING + 1) - SAMPLES_16K;
    return Math.min(window16k(), padded);
  }
}
