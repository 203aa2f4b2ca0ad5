package io.makebeliv.host;

/**
 * How frames lie in a host's buffer. Positions count in the buffer's own elements: bytes, samples,
 * or frames where each channel has an array.
 *
 * @param <B> the buffer
 */
interface Layout<B> {

  /** How many elements a frame takes. */
  int stride();

  /** Whether the buffer has these elements, and is of the shape that was agreed on. */
  boolean fits(B buffer, int at, int elements);

  /** Reads up to {@link PcmBlock#FRAMES} frames, mixed down to mono. */
  void read(B buffer, int at, float[] mono, int frames);

  /** Writes up to {@link PcmBlock#FRAMES} mono frames, to every channel the same. */
  void write(float[] mono, int frames, B buffer, int at);

  /**
   * Writes silence to these elements, or to all there are if the buffer has not got these. Needs
   * nothing that another thread could be using.
   */
  void silence(B buffer, int at, int elements);
}
