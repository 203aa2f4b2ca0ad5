package io.makebeliv.onnx.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** A shape and its values, outside the Java heap so that native code reads them where they are. */
public final class FloatTensor implements WeightTensor {

  private final long[] shape;
  private final FloatBuffer values;

  private FloatTensor(long[] shape, FloatBuffer values) {
    this.shape = shape;
    this.values = values;
  }

  /** Makes a tensor of zeros. */
  public static FloatTensor allocate(long... shape) {
    int bytes = Math.multiplyExact(count(shape), Float.BYTES);
    return new FloatTensor(
        shape.clone(),
        ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer());
  }

  /** Takes values over: as they are if native code can read them, else as a copy. */
  public static FloatTensor of(long[] shape, FloatBuffer values) {
    int count = count(shape);
    if (values.remaining() != count) {
      throw new IllegalArgumentException(
          "a tensor of shape %s has %d values, given were %d"
              .formatted(Arrays.toString(shape), count, values.remaining()));
    }
    if (values.isDirect() && values.order() == ByteOrder.nativeOrder()) {
      return new FloatTensor(shape.clone(), values.slice());
    }
    FloatTensor copy = allocate(shape);
    copy.values.duplicate().put(values.duplicate());
    return copy;
  }

  /** Makes a tensor of the values given. */
  public static FloatTensor of(long[] shape, float... values) {
    return of(shape, FloatBuffer.wrap(values));
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Returns the size along an axis. */
  public long size(int axis) {
    return shape[axis];
  }

  @Override
  public int count() {
    return values.capacity();
  }

  @Override
  public ElementType type() {
    return ElementType.FLOAT;
  }

  /** Returns the values, position 0; writing through it changes the tensor. */
  public FloatBuffer values() {
    return values.duplicate();
  }

  public float get(int index) {
    return values.get(index);
  }

  public void set(int index, float value) {
    values.put(index, value);
  }

  /** The same values under another shape. */
  public FloatTensor reshaped(long... other) {
    if (count(other) != count()) {
      throw new IllegalArgumentException(
          "shape %s has not as many values as %s"
              .formatted(Arrays.toString(other), Arrays.toString(shape)));
    }
    return new FloatTensor(other.clone(), values);
  }

  /** A copy in which everything along an axis stands in reverse order. */
  public FloatTensor reversed(int axis) {
    FloatTensor out = allocate(shape);
    int inner = count(Arrays.copyOfRange(shape, axis + 1, shape.length));
    int size = (int) shape[axis];
    for (int from = 0; from < count(); from += inner) {
      int row = from / inner;
      int mirrored = row - row % size + (size - 1 - row % size);
      for (int i = 0; i < inner; i++) {
        out.set(mirrored * inner + i, get(from + i));
      }
    }
    return out;
  }

  /** Tensors joined along their first axis. */
  public static FloatTensor joined(FloatTensor... parts) {
    long[] shape = parts[0].shape();
    shape[0] = 0;
    for (FloatTensor part : parts) {
      shape[0] += part.size(0);
    }
    FloatTensor out = allocate(shape);
    FloatBuffer at = out.values();
    for (FloatTensor part : parts) {
      at.put(part.values());
    }
    return out;
  }

  private static int count(long[] shape) {
    long count = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("a negative size in shape " + Arrays.toString(shape));
      }
      count = Math.multiplyExact(count, size);
    }
    return Math.toIntExact(count);
  }
}
