package io.makebeliv.effect;

/**
 * Something done to a converted voice: an equalizer, a room, a telephone. Immutable settings,
 * shared by any number of streams; each stream opens its own {@link Processor}.
 *
 * <p>An effect of one's own is a function that makes a function:
 *
 * <pre>{@code
 * Effect tremolo = (sampleRate, seed) -> (samples, offset, frames, position) -> {
 *   for (int i = 0; i < frames; i++) {
 *     samples[offset + i] *= 0.7 + 0.3 * Math.sin(2 * Math.PI * 5 * (position + i) / sampleRate);
 *   }
 * };
 * }</pre>
 */
@FunctionalInterface
public interface Effect {

  /**
   * Opens a stream. May take long and allocate; never called on an audio thread.
   *
   * @param sampleRate Hz, 8000 to 96000
   * @param seed the key of everything random in the stream
   * @return a new processor in its initial state
   */
  Processor open(int sampleRate, long seed);

  /**
   * One stream through an effect. One thread at a time uses it, the audio thread: it must not
   * allocate, lock, log, do I/O or throw.
   */
  @FunctionalInterface
  interface Processor {

    /**
     * Changes frames in place. However the stream is cut into blocks, the result is the same.
     *
     * @param samples mono samples, finite
     * @param offset index of the first
     * @param frames how many, any number
     * @param position absolute index of the first frame in the stream; whatever varies in time is a
     *     function of it
     */
    void process(float[] samples, int offset, int frames, long position);

    /**
     * Returns how late the output is.
     *
     * @return frames, the same for the life of the processor
     */
    default int latency() {
      return 0;
    }

    /** Returns to the state after opening. */
    default void reset() {}
  }
}
