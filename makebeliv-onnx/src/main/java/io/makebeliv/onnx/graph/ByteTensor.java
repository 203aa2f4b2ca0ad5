package io.makebeliv.onnx.graph;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Whole numbers from -128 to 127, a quarter as large as a {@link FloatTensor}. */
public final class ByteTensor implements WeightTensor {

  private final long[] shape;
  private final ByteBuffer values;

  private ByteTensor(long[] shape, ByteBuffer values) {
    this.shape = shape;
    this.values = values;
  }

  /** Makes a tensor of zeros. */
  public static ByteTensor allocate(long... shape) {
    int count = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    return new ByteTensor(shape.clone(), ByteBuffer.allocateDirect(count));
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  @Override
  public int count() {
    return values.capacity();
  }

  @Override
  public ElementType type() {
    return ElementType.INT8;
  }

  /** Returns the values, position 0; writing through it changes the tensor. */
  public ByteBuffer values() {
    return values.duplicate();
  }

  public byte get(int index) {
    return values.get(index);
  }

  public void set(int index, int value) {
    if (value != (byte) value) {
      throw new IllegalArgumentException("a byte is from -128 to 127, was " + value);
    }
    values.put(index, (byte) value);
  }
}
