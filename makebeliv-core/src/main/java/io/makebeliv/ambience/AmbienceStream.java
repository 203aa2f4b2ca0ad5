package io.makebeliv.ambience;

import java.util.Arrays;

/**
 * Adds an ambience to one stream. The sound is a function of the seed and the absolute position: it
 * can begin anywhere, and any split of the stream into blocks gives the same. Its level, where it
 * is relative or ducks, follows the voice that was heard since {@link #reset()}.
 *
 * <p>For one thread. {@link #add} allocates nothing. Where positions go on from call to call it
 * does an even amount of work, and so it does where they begin at 0 again; after any other jump a
 * café makes up for the reverberation of what was not played, 0.7 seconds, once.
 */
public final class AmbienceStream {

  /** A relative ambience is never louder than this, dBFS. */
  static final double LOUDEST_RELATIVE_DB = -30;

  private final Ambience ambience;
  private final Hops[] sounds;
  private final VoiceLevel voice = new VoiceLevel();
  private final int block;
  private final float[] scratch;
  private double squares;
  private int heard;
  private double gain0;
  private double gain1;

  AmbienceStream(Ambience ambience, int sampleRate, Hops... sounds) {
    this.ambience = ambience;
    this.sounds = sounds;
    block = sampleRate / VoiceLevel.BLOCKS_PER_SECOND;
    scratch = new float[block];
    // Most streams begin at 0: what must be made up for there is made up for now.
    join(0);
    reset();
  }

  /**
   * Makes ready for a stream under way. May take long; called before {@link #add}, never on an
   * audio thread.
   *
   * @param position where the ambience will begin, or a little before
   */
  public void join(long position) {
    for (Hops sound : sounds) {
      sound.add(position, scratch, 1);
    }
  }

  /**
   * Adds the ambience to the next stretch of the finished voice, in place.
   *
   * @param samples mono samples of the voice
   * @param offset index of the first
   * @param frames how many
   * @param position absolute index of the first in the stream; usually where the last call ended
   */
  public void add(float[] samples, int offset, int frames, long position) {
    if (sounds.length == 0) {
      return;
    }
    for (int done = 0; done < frames; ) {
      int from = (int) Math.floorMod(position + done, (long) block);
      int count = Math.min(frames - done, block - from);
      Arrays.fill(scratch, 0, count, 0);
      for (Hops sound : sounds) {
        sound.add(position + done, scratch, count);
      }
      mix(samples, offset + done, count, from);
      if (from + count == block) {
        turn();
      }
      done += count;
    }
  }

  private void mix(float[] samples, int offset, int count, int from) {
    double slope = (gain1 - gain0) / block;
    for (int i = 0; i < count; i++) {
      double x = samples[offset + i];
      squares += x * x;
      samples[offset + i] += (float) (gain0 + slope * (from + i)) * scratch[i];
    }
    heard += count;
  }

  /** At the end of a block on the absolute grid. */
  private void turn() {
    voice.hear(squares / heard);
    squares = 0;
    heard = 0;
    gain0 = gain1;
    gain1 = gain();
  }

  private double gain() {
    double db =
        ambience.relative()
            ? Math.min(LOUDEST_RELATIVE_DB, voice.db() - ambience.db())
            : ambience.db();
    return Math.pow(10, (db - ambience.duckingDb() * voice.speaking()) / 20);
  }

  /** Forgets the voice that was heard, as if new. */
  public void reset() {
    voice.reset();
    squares = 0;
    heard = 0;
    gain0 = gain();
    gain1 = gain0;
  }
}
