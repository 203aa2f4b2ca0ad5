package io.makebeliv.onnx.rvc;

import java.util.Arrays;

/**
 * Lets the level of the converted voice follow that of the speaker, as {@link LevelMix} does, chunk
 * after chunk of a stream that is not decoded twice: levels are those of the 40 ms around a time,
 * or of the last 40 ms where a chunk ends, and the gain goes straight from one frame's to the next
 * one's. Both levels are as old, so that what is said at a time is measured against what was put
 * out for it.
 *
 * <p>One thread uses it; after construction nothing is allocated.
 */
final class RunningLevelMix {

  private static final int SPAN = 4;
  private static final double LEAST_LEVEL = 1e-3;

  private final int frames;
  private final double rate;
  private final Level speaker;
  private final Level voice;

  /**
   * Makes a mix at the start of a stream.
   *
   * @param speakerFrame samples of 10 ms of the speaker
   * @param voiceFrame samples of 10 ms of the converted voice
   * @param frames of a chunk
   * @param rate 0 (the speaker's level) to 1 (the voice's own)
   */
  RunningLevelMix(int speakerFrame, int voiceFrame, int frames, double rate) {
    this.frames = frames;
    this.rate = rate;
    speaker = new Level(speakerFrame, frames);
    voice = new Level(voiceFrame, frames);
  }

  /**
   * Mixes a chunk, in place.
   *
   * @param input the speaker
   * @param from index of the first sample that was said when the chunk was
   * @param chunk of the converted voice
   */
  void apply(float[] input, int from, float[] chunk) {
    if (!(rate < 1)) {
      return;
    }
    speaker.measure(input, from);
    voice.measure(chunk, 0);
    for (int k = 0; k < frames; k++) {
      speaker.advance(k);
      voice.advance(k);
      for (int i = 0; i < voice.frame; i++) {
        double at = (double) i / voice.frame;
        double gain = speaker.between(at) / Math.max(LEAST_LEVEL, voice.between(at));
        chunk[k * voice.frame + i] *= (float) Math.pow(gain, 1 - rate);
      }
    }
  }

  void reset() {
    speaker.reset();
    voice.reset();
  }

  /** The level of one of the two. */
  private static final class Level {

    private final int frame;

    /** Of the frames of a chunk, and before them of those that its levels look back to. */
    private final double[] squares;

    private double before;
    private double after;

    Level(int frame, int frames) {
      this.frame = frame;
      squares = new double[SPAN + frames];
    }

    void measure(float[] x, int from) {
      int frames = squares.length - SPAN;
      System.arraycopy(squares, frames, squares, 0, SPAN);
      for (int k = 0; k < frames; k++) {
        double sum = 0;
        for (int i = from + k * frame; i < from + (k + 1) * frame; i++) {
          sum += (double) x[i] * x[i];
        }
        squares[SPAN + k] = sum / frame;
      }
    }

    /** Goes on over a frame of the chunk, from where it stood before it. */
    void advance(int k) {
      before = after;
      int end = Math.min(SPAN + k + 1 + SPAN / 2, squares.length);
      double sum = 0;
      for (int i = end - SPAN; i < end; i++) {
        sum += squares[i];
      }
      after = Math.sqrt(sum / SPAN);
    }

    double between(double at) {
      return before + at * (after - before);
    }

    void reset() {
      Arrays.fill(squares, 0);
      after = 0;
    }
  }
}
