package io.makebeliv.ambience;

/**
 * A sound that is made hop by hop on an absolute grid. A hop is a function of its index: what was
 * made before may make it cheaper, never different.
 */
interface Sound {

  /** Frames in a hop. */
  int hop();

  /**
   * Makes the frames from {@code index * hop()} on.
   *
   * @param index of the hop, of any sign
   * @param into receives {@code hop()} samples, whatever it held
   */
  void make(long index, float[] into);
}
