package io.makebeliv.onnx.checkpoint;

import io.makebeliv.inference.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tensor of a file: a shape laid over stored bytes, read when it is asked for. Any thread may
 * ask.
 */
public final class Tensor {

  static final int MAX_AXES = 32;

  private final Storage storage;
  private final DType dtype;
  private final long offset;
  private final long[] shape;
  private final long[] strides;
  private final long elements;
  private @Nullable FloatBuffer floats;

  private Tensor(Storage storage, DType dtype, long offset, long[] shape, long[] strides) {
    this.storage = storage;
    this.dtype = dtype;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
    this.elements = product(shape);
  }

  /** Sees a whole storage as one row. */
  static Tensor row(Storage storage, DType dtype) {
    long count = storage.size() / dtype.bytes();
    return new Tensor(storage, dtype, 0, new long[] {count}, new long[] {1});
  }

  /**
   * Lays a shape over the storage of this tensor.
   *
   * @param newDtype how the bytes are read
   * @param newOffset the first element, in elements
   * @param newShape the lengths of the axes
   * @param newStrides how many elements apart two neighbours on each axis are
   * @throws BrokenCheckpointException if it reaches out of the storage, or means more elements than
   *     are stored
   */
  Tensor view(DType newDtype, long newOffset, long[] newShape, long[] newStrides)
      throws BrokenCheckpointException {
    long stored = storage.size() / newDtype.bytes();
    if (!fits(stored, newOffset, newShape, newStrides)) {
      throw BrokenCheckpointException.damaged(
          "has a tensor of shape %s, strides %s and offset %d over a storage of %d elements"
              .formatted(
                  Arrays.toString(newShape), Arrays.toString(newStrides), newOffset, stored));
    }
    return new Tensor(storage, newDtype, newOffset, newShape, newStrides);
  }

  private static boolean fits(long stored, long offset, long[] shape, long[] strides) {
    if (shape.length != strides.length || shape.length > MAX_AXES || offset < 0) {
      return false;
    }
    try {
      long last = offset;
      for (int axis = 0; axis < shape.length; axis++) {
        if (shape[axis] < 0 || strides[axis] < 0) {
          return false;
        }
        last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape[axis] - 1), strides[axis]));
      }
      long count = product(shape);
      return count == 0 ? offset <= stored : last < stored && count <= stored;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  /** Strides of a tensor whose elements lie in the order of its axes, without gaps. */
  static long[] denseStrides(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= Math.max(1, shape[axis]);
    }
    return strides;
  }

  static long product(long[] shape) {
    long product = 1;
    for (long length : shape) {
      if (length == 0) {
        return 0;
      }
    }
    for (long length : shape) {
      product = Math.multiplyExact(product, length);
    }
    return product;
  }

  /** How the elements are stored. */
  public DType dtype() {
    return dtype;
  }

  /** The lengths of the axes; empty for a single number. */
  public long[] shape() {
    return shape.clone();
  }

  /** How many elements apart two neighbours on each axis are in the storage. */
  public long[] strides() {
    return strides.clone();
  }

  /** Where in the storage the first element is, in elements. */
  public long offset() {
    return offset;
  }

  /** How many elements there are. */
  public long elements() {
    return elements;
  }

  /** How many bytes the elements take, in the type they are stored in. */
  long bytes() {
    return elements * dtype.bytes();
  }

  /**
   * Gives all elements, row by row, as floats: a read-only view of the mapped file where that holds
   * them as they are, and else a direct buffer made at the first call. Doubles and integers are
   * rounded to the nearest float, everything else is exact.
   *
   * @return a direct buffer with a position of its own
   * @throws ModelException if the bytes cannot be unpacked, or there are more than a buffer holds
   */
  public synchronized FloatBuffer floats() {
    if (floats == null) {
      if (elements > Integer.MAX_VALUE / Float.BYTES) {
        throw new ModelException(
            "%s has a tensor of %d elements, more than one buffer holds. Give the file of one model."
                .formatted(storage.file(), elements));
      }
      floats = Elements.floats(dtype, denseBytes()).asReadOnlyBuffer();
    }
    return floats.duplicate();
  }

  /**
   * Gives all elements of an integer tensor, row by row.
   *
   * @return a new buffer
   * @throws ModelException if they are not integers, or cannot be unpacked
   */
  public LongBuffer longs() {
    if (dtype.isFloat() || elements > Integer.MAX_VALUE / Long.BYTES) {
      throw new ModelException(
          "%s has %s %s where integers are expected; it is a model of another kind."
              .formatted(storage.file(), dtype, Arrays.toString(shape)));
    }
    return Elements.longs(dtype, denseBytes());
  }

  private ByteBuffer denseBytes() {
    if (elements == 0) {
      return ByteBuffer.allocate(0);
    }
    int width = dtype.bytes();
    if (isDense()) {
      return storage.slice(offset * width, bytes());
    }
    return gather(width);
  }

  /** Axes of length 1 may have any stride. */
  private boolean isDense() {
    long[] dense = denseStrides(shape);
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] != 1 && strides[axis] != dense[axis]) {
        return false;
      }
    }
    return true;
  }

  /** Copies elements that do not lie in order, the last axis fastest. */
  private ByteBuffer gather(int width) {
    ByteBuffer all = storage.slice(0, storage.size());
    ByteBuffer dense = ByteBuffer.allocateDirect((int) bytes()).order(ByteOrder.LITTLE_ENDIAN);
    long[] index = new long[shape.length];
    long element = offset;
    for (long i = 0; i < elements; i++) {
      copy(all, (int) (element * width), dense, width);
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        element += strides[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        element -= strides[axis] * shape[axis];
        index[axis] = 0;
      }
    }
    return dense.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void copy(ByteBuffer from, int at, ByteBuffer to, int width) {
    switch (width) {
      case 1 -> to.put(from.get(at));
      case 2 -> to.putShort(from.getShort(at));
      case 4 -> to.putInt(from.getInt(at));
      default -> to.putLong(from.getLong(at));
    }
  }

  @Override
  public String toString() {
    return dtype + " " + Arrays.toString(shape);
  }
}
