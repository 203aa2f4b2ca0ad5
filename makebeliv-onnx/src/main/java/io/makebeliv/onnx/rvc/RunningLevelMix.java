package io.makebeliv.onnx.rvc;

import java.util.Arrays;

/**
 * Lets the level of the converted voice follow that of the speaker, as {@link LevelMix} does, chunk
 * after chunk of a stream that is not decoded twice: levels are those of the last 40 ms, and the
 * gain goes straight from one frame's to the next one's. Both levels are as old, so that what is
 * said at a time is measured against what was put out for it.
 *
 * <p>One thread uses it; after construction nothing is allocated.
 */
final class RunningLevelMix {

  private static final int SPAN = 4;
  private static final double LEAST_LEVEL = 1e-3;

  private final int speakerFrame;
  private final int voiceFrame;
  private final int frames;
  private final double rate;

  /** Squares of the frames of a chunk, and before them of those that its levels look back to. */
  private final double[] speaker;

  private final double[] voice;

  /**
   * Makes a mix at the start of a stream.
   *
   * @param speakerFrame samples of 10 ms of the speaker
   * @param voiceFrame samples of 10 ms of the converted voice
   * @param frames of a chunk
   * @param rate 0 (the speaker's level) to 1 (the voice's own)
   */
  RunningLevelMix(int speakerFrame, int voiceFrame, int frames, double rate) {
    this.speakerFrame = speakerFrame;
    this.voiceFrame = voiceFrame;
    this.frames = frames;
    this.rate = rate;
    speaker = new double[SPAN + frames];
    voice = new double[SPAN + frames];
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
    goOn(speaker, input, from, speakerFrame);
    goOn(voice, chunk, 0, voiceFrame);
    for (int k = 0; k < frames; k++) {
      double said = level(speaker, k);
      double saidNext = level(speaker, k + 1);
      double spoken = level(voice, k);
      double spokenNext = level(voice, k + 1);
      for (int i = 0; i < voiceFrame; i++) {
        double at = (double) i / voiceFrame;
        double gain =
            (said + at * (saidNext - said))
                / Math.max(LEAST_LEVEL, spoken + at * (spokenNext - spoken));
        chunk[k * voiceFrame + i] *= (float) Math.pow(gain, 1 - rate);
      }
    }
  }

  private void goOn(double[] squares, float[] x, int from, int frame) {
    System.arraycopy(squares, frames, squares, 0, SPAN);
    for (int k = 0; k < frames; k++) {
      double sum = 0;
      for (int i = from + k * frame; i < from + (k + 1) * frame; i++) {
        sum += (double) x[i] * x[i];
      }
      squares[SPAN + k] = sum / frame;
    }
  }

  /** The level of the 40 ms before a frame of the chunk. */
  private static double level(double[] squares, int frame) {
    double sum = 0;
    for (int k = frame; k < frame + SPAN; k++) {
      sum += squares[k];
    }
    return Math.sqrt(sum / SPAN);
  }

  void reset() {
    Arrays.fill(speaker, 0);
    Arrays.fill(voice, 0);
  }
}
