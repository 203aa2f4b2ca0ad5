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
 * <p>Where formants are moved, the synthesizer has frames of its own, {@code ratio} of them for
 * each that is heard ({@link Stretch}).
 *
 * @param chunk frames put out in each step
 * @param heard frames that the encoder hears
 * @param synthesised frames that go into the synthesizer, its own
 * @param lead frames decoded before the chunk, to settle the decoder and the phase of its source
 * @param fade frames of the crossfade
 * @param tail frames decoded after the chunk
 * @param ahead how many of the tail's frames a synthesizer that carries its past takes for good
 * @param ratio how many of its own frames the synthesizer speaks for each that is heard
 */
record Plan(
    int chunk, int heard, int synthesised, int lead, int fade, int tail, int ahead, double ratio) {

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
    return new Plan(chunk, heard, heard, 0, 0, tail, ahead, 1);
  }

  private static Plan windowed(RvcSettings settings, Synthesizer synthesizer) {
    double ratio = settings.formant();
    int chunk = settings.chunkMs() / 10;
    int fade = Math.min(chunk, settings.crossfadeMs() / 10);
    // Where the synthesizer's frames are longer than those that are heard, its edges are too.
    int tail = heard(fade + SPOILT_END, Math.min(1, ratio));
    int lead = heard(SETTLING + (synthesizer.takesPhase() ? 0 : TURNING), ratio);
    int decoded = lead + chunk + tail;
    int heard =
        odd(
            Math.max(
                settings.contextMs() / 10 + chunk, decoded + heard(Synthesizer.FLOW_REACH, ratio)));
    int spoken = Stretch.spoken(decoded, ratio);
    int synthesised =
        synthesizer.decodesAll()
            ? spoken + WHOLE_CONTEXT
            : Math.max(spoken + Synthesizer.FLOW_REACH, Stretch.spoken(heard, ratio));
    int only = synthesizer.onlyFrames();
    return new Plan(chunk, heard, only > 0 ? only : synthesised, lead, fade, tail, 0, ratio);
  }

  /** How many frames are heard while the synthesizer speaks so many of its own. */
  private static int heard(int spoken, double ratio) {
    return (int) Math.ceil(spoken / ratio);
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

  /** How many of its own frames the synthesizer decodes for these. */
  int spoken() {
    return Stretch.spoken(decoded(), ratio);
  }
}
