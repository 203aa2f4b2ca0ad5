package io.makebeliv.live;

/** What converts: a session, as the engine sees it. One thread calls it. */
public interface LiveVoice extends AutoCloseable {

  /**
   * Converts a block. Never throws, never blocks longer than its backend does.
   *
   * @param input mono samples from index 0
   * @param output receives as many converted samples from index 0
   * @param frames how many
   */
  void process(float[] input, float[] output, int frames);

  /**
   * Returns how late the output is.
   *
   * @return frames
   */
  int latencyFrames();

  /**
   * Nothing is converted for now: what waits for the next block need not wait for it. Called now
   * and then, when a block could be.
   */
  void rest();

  /** Starts anew: what was said before is not to be heard any more. */
  void reset();

  @Override
  void close();
}
