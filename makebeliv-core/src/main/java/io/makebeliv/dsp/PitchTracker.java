package io.makebeliv.dsp;

/**
 * Follows the fundamental frequency of a voice through a stream, hop by hop. One thread uses it;
 * after construction nothing is allocated.
 */
public interface PitchTracker {

  /**
   * Returns the hop.
   *
   * @return frames that {@link #track} takes each time
   */
  int hop();

  /**
   * Returns how far an estimate lies in the past.
   *
   * @return frames from the instant the newest estimate describes to the newest frame given
   */
  int delay();

  /**
   * Takes the next hop and updates {@link #f0()} and {@link #confidence()}.
   *
   * @param samples mono samples
   * @param offset index of the first of {@link #hop()} new samples
   */
  void track(float[] samples, int offset);

  /**
   * Returns the newest estimate.
   *
   * @return the fundamental frequency in Hz, or 0 where the signal is not voiced
   */
  float f0();

  /**
   * Returns how periodic the signal is at the newest estimate.
   *
   * @return 0 (noise) to 1 (exactly periodic)
   */
  float confidence();

  /** Forgets the stream, as if new. */
  void reset();
}
