package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.RvcSettings;

/**
 * The arithmetic of a stream through an RVC voice, in frames of 10 ms. Each step hears a window
 * that ends with the newest sample:
 *
 * <pre>
 *   |&lt;------------------------- heard -------------------------&gt;|
 *                     |&lt;------------- synthesised ------------&gt;|
 *                              |&lt;-- lead --&gt;|&lt;-- chunk --&gt;|tail|
 * </pre>
 *
 * The chunk is put out, so the output is late by the tail. The tail's beginning is kept for the
 * crossfade into the next chunk; its end, like the lead's beginning, lacks what the synthesizer
 * would look at on both sides of it. A synthesizer that carries its past needs neither lead nor
 * crossfade: its tail is what it looks ahead to.
 *
 * @param chunk frames put out in each step
 * @param heard frames that the encoder hears
 * @param synthesised frames that go into the synthesizer
 * @param lead frames decoded before the chunk, to settle the decoder and the phase of its source
 * @param fade frames of the crossfade
 * @param tail frames decoded after the chunk
 * @param ahead how many of the tail's frames a synthesizer that carries its past takes for good
 */
record Plan(int chunk, int heard, int synthesised, int lead, int fade, int tail, int ahead) {

  /** Where a decoder is cut off it is audibly wrong for four to five frames. */
  private static final int SETTLING = 5;

  /** Frames in which the phase is brought to where it has to be. */
  static final int TURNING = 3;

  /** Frames at the end of a window for which the encoder has no row yet. */
  static final int SPOILT_END = 1;

  /**
   * What a frame's content needs to hear behind it: the text encoder's convolutions see 12 frames
   * ahead, and a window's last frame has no row of its own.
   */
  static final int ENCODER_AHEAD = 13;

  /**
   * What a frame's content needs to hear before it, where it is taken: without, what attention
   * makes of it is three times as far from the whole.
   */
  static final int ENCODER_BEHIND = 30;

  /** How much of the past is synthesised again by graphs that put all of it out. */
  private static final int WHOLE_CONTEXT = Synthesizer.FLOW_REACH - SETTLING - TURNING;

  static Plan of(RvcSettings settings, Synthesizer synthesizer) {
    return synthesizer.carries()
        ? carried(settings, synthesizer.reach())
        : windowed(settings, synthesizer);
  }

  /**
   * A frame that is taken is never encoded again. So frames are taken ahead, and nothing is decoded
   * twice, only where the tail has room for what flow and decoder look ahead to and for the
   * encoders behind that. Else nothing behind the chunk is taken: what the encoders say of its end
   * is surer in the next step, when they hear what follows it.
   */
  private static Plan carried(RvcSettings settings, int reach) {
    int chunk = settings.chunkMs() / 10;
    int tail = settings.lookAhead();
    int ahead = tail < reach + ENCODER_AHEAD ? 0 : reach;
    int least = Math.max(tail, tail - ahead + ENCODER_BEHIND);
    int heard = odd(Math.max(settings.contextMs() / 10, least) + chunk);
    return new Plan(chunk, heard, heard, 0, 0, tail, ahead);
  }

  private static Plan windowed(RvcSettings settings, Synthesizer synthesizer) {
    int chunk = settings.chunkMs() / 10;
    int fade = Math.min(chunk, settings.crossfadeMs() / 10);
    int tail = fade + SPOILT_END;
    int lead = SETTLING + (synthesizer.takesPhase() ? 0 : TURNING);
    int decoded = lead + chunk + tail;
    int heard = odd(Math.max(settings.contextMs() / 10 + chunk, decoded + Synthesizer.FLOW_REACH));
    int synthesised = synthesizer.decodesAll() ? decoded + WHOLE_CONTEXT : heard;
    int only = synthesizer.onlyFrames();
    return new Plan(chunk, heard, only > 0 ? only : synthesised, lead, fade, tail, 0);
  }

  /**
   * The encoder's rows last two frames and need a quarter of a row more: of an even number of
   * frames the last two would have no row of their own, of an odd number only the last has none.
   */
  private static int odd(int frames) {
    return frames | 1;
  }

  /** Frames that are decoded and read. */
  int decoded() {
    return lead + chunk + tail;
  }
}
