package io.makebeliv.dsp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Joins two threads that move audio: one writes, one reads, neither ever waits. After Lamport,
 * "Specifying concurrent program modules", 1983: each side owns one counter and publishes it after
 * touching the samples, so that whoever sees the counter sees the samples as well.
 *
 * <p>{@link #write} and {@link #room()} belong to the one writing thread, {@link #read} and {@link
 * #skip} to the one reading thread; {@link #available()} and {@link #written()} may be asked from
 * any. Nothing is allocated after construction.
 */
public final class FloatRing {

  private static final VarHandle WRITTEN;
  private static final VarHandle READ;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WRITTEN = lookup.findVarHandle(FloatRing.class, "written", long.class);
      READ = lookup.findVarHandle(FloatRing.class, "read", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final float[] ring;
  private final int mask;

  @SuppressWarnings("unused") // By its handle.
  private long written;

  @SuppressWarnings("unused") // By its handle.
  private long read;

  /**
   * Makes an empty ring.
   *
   * @param leastCapacity how many frames it must be able to hold, 1 to 2<sup>30</sup>
   */
  public FloatRing(int leastCapacity) {
    int capacity = Math.max(2, Integer.highestOneBit(leastCapacity - 1) << 1);
    ring = new float[capacity];
    mask = capacity - 1;
  }

  /**
   * Returns the capacity.
   *
   * @return the most frames it holds
   */
  public int capacity() {
    return ring.length;
  }

  /**
   * Returns how many frames wait to be read.
   *
   * @return frames; to the reader no more than there are, to the writer no fewer
   */
  public int available() {
    long taken = (long) READ.getAcquire(this);
    return (int) Math.min(ring.length, written() - taken);
  }

  /**
   * Returns how many frames can be written. For the writer.
   *
   * @return frames
   */
  public int room() {
    return ring.length - available();
  }

  /**
   * Returns how many frames were ever written.
   *
   * @return a count that only grows
   */
  public long written() {
    return (long) WRITTEN.getAcquire(this);
  }

  /**
   * Appends as many frames as there is room for. For the writer.
   *
   * @param source mono samples
   * @param offset index of the first
   * @param frames how many
   * @return how many were written; the rest was left
   */
  public int write(float[] source, int offset, int frames) {
    long end = (long) WRITTEN.get(this);
    int count = Math.min(frames, room());
    int at = (int) end & mask;
    int first = Math.min(count, ring.length - at);
    System.arraycopy(source, offset, ring, at, first);
    System.arraycopy(source, offset + first, ring, 0, count - first);
    WRITTEN.setRelease(this, end + count);
    return count;
  }

  /**
   * Removes as many frames as there are from the front. For the reader.
   *
   * @param target receives them
   * @param offset index of the first
   * @param frames how many
   * @return how many were read
   */
  public int read(float[] target, int offset, int frames) {
    long start = (long) READ.get(this);
    int count = Math.min(frames, available());
    int at = (int) start & mask;
    int first = Math.min(count, ring.length - at);
    System.arraycopy(ring, at, target, offset, first);
    System.arraycopy(ring, 0, target, offset + first, count - first);
    READ.setRelease(this, start + count);
    return count;
  }

  /**
   * Drops as many frames as there are from the front. For the reader.
   *
   * @param frames how many
   * @return how many were dropped
   */
  public int skip(int frames) {
    int count = Math.min(frames, available());
    READ.setRelease(this, (long) READ.get(this) + count);
    return count;
  }
}
