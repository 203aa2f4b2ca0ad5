package io.makebeliv.onnx.rvc;

/**
 * Lets the level of the converted voice follow that of the speaker. With rate 0 it is the
 * speaker's, with rate 1 the voice's own.
 *
 * <p>One thread uses it; after construction nothing is allocated.
 */
public final class LevelMix {

  private static final double LEAST_LEVEL_STREAMING = 1e-3;
  private static final double LEAST_LEVEL_RECORDED = 1e-6;

  private final LevelEnvelope speaker;
  private final LevelEnvelope voice;
  private final boolean streaming;

  private LevelMix(LevelEnvelope speaker, LevelEnvelope voice, boolean streaming) {
    this.speaker = speaker;
    this.voice = voice;
    this.streaming = streaming;
  }

  /**
   * Returns the form for streams: levels over 40 ms, every 10 ms.
   *
   * @param speakerFrame samples of 10 ms of the speaker
   * @param voiceFrame samples of 10 ms of the converted voice
   * @param frames of 10 ms that are ever mixed at a time
   * @return a mix
   */
  public static LevelMix streaming(int speakerFrame, int voiceFrame, int frames) {
    return new LevelMix(
        new LevelEnvelope(4 * speakerFrame, speakerFrame, frames * speakerFrame),
        new LevelEnvelope(4 * voiceFrame, voiceFrame, frames * voiceFrame),
        true);
  }

  /**
   * Returns the form for whole recordings: levels over a second, every half second.
   *
   * @param speakerRate sample rate of the speaker's recording
   * @param speakerLongest samples it ever has
   * @param voiceRate sample rate of the converted one
   * @param voiceLongest samples it ever has
   * @return a mix
   */
  public static LevelMix recorded(
      int speakerRate, int speakerLongest, int voiceRate, int voiceLongest) {
    return new LevelMix(
        new LevelEnvelope(speakerRate / 2 * 2, speakerRate / 2, speakerLongest),
        new LevelEnvelope(voiceRate / 2 * 2, voiceRate / 2, voiceLongest),
        false);
  }

  /**
   * Mixes, in place.
   *
   * @param input the speaker
   * @param inputOffset index of the first sample
   * @param inputFrames how many; in a stream they last as long as what comes out
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
      double gain =
          streaming
              ? speaker.spanning(i, frames)
                  / Math.max(LEAST_LEVEL_STREAMING, voice.spanning(i, frames))
              : speaker.sharing(i, frames)
                  / Math.max(LEAST_LEVEL_RECORDED, voice.sharing(i, frames));
      output[outputOffset + i] *= (float) Math.pow(gain, 1 - rate);
    }
  }
}
