package io.makebeliv.dsp;

import java.util.Arrays;

/**
 * A first-in first-out queue of frames between two stages on one thread. Its capacity is fixed;
 * nothing is allocated after construction.
 */
public final class FrameQueue {

  private final float[] ring;
  private int head;
  private int size;

  /**
   * Makes an empty queue.
   *
   * @param capacity the most frames it will ever hold, positive
   */
  public FrameQueue(int capacity) {
    ring = new float[capacity];
  }

  /**
   * Returns how many frames wait.
   *
   * @return frames that can be read
   */
  public int size() {
    return size;
  }

  /**
   * Appends frames. More than the capacity holds is a bug of the caller.
   *
   * @param source mono samples
   * @param offset index of the first
   * @param frames how many
   */
  public void write(float[] source, int offset, int frames) {
    assert size + frames <= ring.length : "capacity was sized too small";
    int tail = (head + size) % ring.length;
    int first = Math.min(frames, ring.length - tail);
    System.arraycopy(source, offset, ring, tail, first);
    System.arraycopy(source, offset + first, ring, 0, frames - first);
    size += frames;
  }

  /**
   * Removes frames from the front. More than {@link #size()} is a bug of the caller.
   *
   * @param target receives them
   * @param offset index of the first
   * @param frames how many
   */
  public void read(float[] target, int offset, int frames) {
    assert frames <= size : "nothing there to read";
    int first = Math.min(frames, ring.length - head);
    System.arraycopy(ring, head, target, offset, first);
    System.arraycopy(ring, 0, target, offset + first, frames - first);
    head = (head + frames) % ring.length;
    size -= frames;
  }

  /**
   * Empties the queue and fills it with silence.
   *
   * @param silence how many frames of silence it holds afterwards
   */
  public void reset(int silence) {
    Arrays.fill(ring, 0);
    head = 0;
    size = silence;
  }
}
