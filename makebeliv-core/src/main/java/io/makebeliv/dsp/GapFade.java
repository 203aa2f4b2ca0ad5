package io.makebeliv.dsp;

/**
 * Joins stretches of audio and gaps without clicks: where audio is missing, the last sample dies
 * away within milliseconds, and when it comes back it fades in. What fades out is a decay from one
 * number, not audio, so nothing of a stream's input can be in it.
 */
public final class GapFade {

  private static final double DECAY_SECONDS = 0.0005;
  private static final double RISE_SECONDS = 0.005;
  private static final float INAUDIBLE = 1e-5f;

  private final float decay;
  private final int rise;
  private float last;
  private float tail;
  private int risen;

  /**
   * Makes a fade at the start of a stream, which needs no fading in.
   *
   * @param sampleRate Hz, positive
   */
  public GapFade(int sampleRate) {
    decay = (float) Math.exp(-1 / (DECAY_SECONDS * sampleRate));
    rise = Math.max(1, (int) Math.round(RISE_SECONDS * sampleRate));
    risen = rise;
  }

  /**
   * Passes audio, fading in after a gap.
   *
   * @param samples mono samples, changed in place
   * @param offset index of the first
   * @param frames how many
   */
  public void pass(float[] samples, int offset, int frames) {
    if (frames == 0) {
      return;
    }
    for (int i = 0; risen < rise && i < frames; i++) {
      // A gap may have been shorter than the fade before it.
      tail = decayed(tail);
      samples[offset + i] = samples[offset + i] * ++risen / rise + tail;
    }
    last = samples[offset + frames - 1];
  }

  /**
   * Overwrites with silence, fading out before it.
   *
   * @param samples receives the gap
   * @param offset index of the first frame
   * @param frames how many
   */
  public void mute(float[] samples, int offset, int frames) {
    risen = 0;
    for (int i = offset; i < offset + frames; i++) {
      last = decayed(last);
      samples[i] = last;
    }
    tail = last;
  }

  private float decayed(float sample) {
    return Math.abs(sample) < INAUDIBLE ? 0 : sample * decay;
  }

  /** Forgets the stream; what comes next begins in the middle of a sound, and is faded in. */
  public void begin() {
    last = 0;
    tail = 0;
    risen = 0;
  }

  /** Forgets the stream, as if new. */
  public void reset() {
    last = 0;
    tail = 0;
    risen = rise;
  }
}
