package io.makebeliv.onnx.rvc;

/**
 * Lets the level of the converted voice follow that of the speaker. With rate 0 it is the
 * speaker's, with rate 1 the voice's own.
 *
 * <p>One thread uses it; after construction nothing is allocated.
 */
public final class LevelMix {

  private static final double LEAST_LEVEL = 1e-3;

  private final LevelEnvelope speaker;
  private final LevelEnvelope voice;

  private LevelMix(LevelEnvelope speaker, LevelEnvelope voice) {
    this.speaker = speaker;
    this.voice = voice;
  }

  /**
   * Returns a mix of levels over 40 ms, every 10 ms.
   *
   * @param speakerFrame samples of 10 ms of the speaker
   * @param voiceFrame samples of 10 ms of the converted voice
   * @param frames of 10 ms that are ever mixed at a time
   * @param spoilt how many of them, at the end, do not sound as they will: there the voice still
   *     says what was said before, and a level made to fit would come too early
   * @return a mix
   */
  public static LevelMix streaming(int speakerFrame, int voiceFrame, int frames, int spoilt) {
    return new LevelMix(
        new LevelEnvelope(
            4 * speakerFrame, speakerFrame, frames * speakerFrame, spoilt * speakerFrame),
        new LevelEnvelope(4 * voiceFrame, voiceFrame, frames * voiceFrame, spoilt * voiceFrame));
  }

  /**
   * Mixes, in place.
   *
   * @param input the speaker
   * @param inputOffset index of the first sample
   * @param inputFrames how many; they last as long as what comes out
   * @param output the converted voice
   * @param outputOffset index of the first sample
   * @param frames how many
   * @param rate 0 (the speaker's level) to 1 (the voice's own)
   */
  public void apply(
      float[] input,
      int inputOffset,
      int inputFrames,
      float[] output,
      int outputOffset,
      int frames,
      double rate) {
    if (!(rate < 1) || frames == 0) {
      return;
    }
    speaker.measure(input, inputOffset, inputFrames);
    voice.measure(output, outputOffset, frames);
    for (int i = 0; i < frames; i++) {
      double gain = speaker.spanning(i, frames) / Math.max(LEAST_LEVEL, voice.spanning(i, frames));
      output[outputOffset + i] *= (float) Math.pow(gain, 1 - rate);
    }
  }
}
