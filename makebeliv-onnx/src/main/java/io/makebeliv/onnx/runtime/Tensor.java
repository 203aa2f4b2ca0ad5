package io.makebeliv.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.makebeliv.inference.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;

/**
 * A tensor of fixed shape in native memory, which graphs read and write in place. Elements are
 * addressed by their index in row-major order. Reading and writing allocates nothing. Not
 * thread-safe; in the hands of one caller.
 */
public final class Tensor implements AutoCloseable {

  private final ElementType type;
  private final long[] shape;
  private final int elements;

  // One of them is the tensor's memory, the others are empty.
  private final FloatBuffer floats;
  private final ShortBuffer halves;
  private final DoubleBuffer doubles;
  private final LongBuffer longs;
  private final IntBuffer ints;
  private final ByteBuffer bytes;
  private final OnnxTensor tensor;
  private boolean closed;

  private Tensor(ElementType type, ByteBuffer memory, long... shape) throws OrtException {
    this(type, memory, memory.asFloatBuffer(), memory.remaining() / type.bytes, shape);
  }

  private Tensor(
      ElementType type, ByteBuffer memory, FloatBuffer floats, int elements, long... shape)
      throws OrtException {
    this.type = type;
    this.shape = shape;
    this.elements = elements;
    bytes = memory;
    this.floats = floats;
    halves = memory.asShortBuffer();
    doubles = memory.asDoubleBuffer();
    longs = memory.asLongBuffer();
    ints = memory.asIntBuffer();
    OrtEnvironment environment = OrtRuntime.environment();
    tensor =
        switch (type) {
          case FLOAT -> OnnxTensor.createTensor(environment, floats, shape);
          case FLOAT16 -> OnnxTensor.createTensor(environment, halves, shape, type.ort);
          case DOUBLE -> OnnxTensor.createTensor(environment, doubles, shape);
          case INT64 -> OnnxTensor.createTensor(environment, longs, shape);
          case INT32 -> OnnxTensor.createTensor(environment, ints, shape);
          case BOOL, INT8 -> OnnxTensor.createTensor(environment, bytes, shape, type.ort);
          case OTHER -> throw new OrtException("no such tensor");
        };
  }

  /**
   * Makes a tensor of zeros.
   *
   * @param type what it holds; not {@link ElementType#OTHER}
   * @param shape its dimensions, all positive; none for a scalar
   * @throws ModelException if there is no such tensor or no memory for it
   */
  public static Tensor of(ElementType type, long... shape) {
    long count = 1;
    for (long dimension : shape) {
      if (dimension <= 0 || count > Integer.MAX_VALUE / 8 / dimension) {
        throw new ModelException(
            "a tensor has positive dimensions and less than 2 GB, asked for was %s%s"
                .formatted(type, Arrays.toString(shape)));
      }
      count *= dimension;
    }
    try {
      return over(type, ByteBuffer.allocateDirect((int) count * type.bytes), shape);
    } catch (OutOfMemoryError e) {
      throw new ModelException(
          "there is no memory for a tensor %s%s; give Java more (-XX:MaxDirectMemorySize)"
              .formatted(type, Arrays.toString(shape)),
          e);
    }
  }

  /**
   * Wraps memory without copying it.
   *
   * @param type what it holds
   * @param memory direct; what remains of it in native byte order is the tensor's
   * @param shape its dimensions, whose product times the size of an element is what remains
   * @throws ModelException if memory and shape do not fit
   */
  public static Tensor over(ElementType type, ByteBuffer memory, long... shape) {
    if (type == ElementType.OTHER || !memory.isDirect()) {
      throw new ModelException(
          "a tensor needs direct memory and a type that can be written, was " + type);
    }
    try {
      return new Tensor(type, memory.slice().order(ByteOrder.nativeOrder()), shape.clone());
    } catch (OrtException e) {
      throw new ModelException(
          "no tensor %s%s can be laid over %d bytes: %s"
              .formatted(type, Arrays.toString(shape), memory.remaining(), e.getMessage()),
          e);
    }
  }

  /**
   * Wraps floats without copying them, read-only ones too: for weights, which nobody but graphs
   * reads.
   *
   * @param memory direct and in native byte order; what remains of it is the tensor's
   * @param shape its dimensions, whose product is what remains
   * @throws ModelException if memory and shape do not fit
   */
  public static Tensor over(FloatBuffer memory, long... shape) {
    if (!memory.isDirect() || memory.order() != ByteOrder.nativeOrder()) {
      throw new ModelException("a tensor needs direct memory in native byte order");
    }
    try {
      FloatBuffer floats = memory.slice();
      return new Tensor(
          ElementType.FLOAT, ByteBuffer.allocate(0), floats, floats.remaining(), shape.clone());
    } catch (OrtException e) {
      throw new ModelException(
          "no tensor float%s can be laid over %d floats: %s"
              .formatted(Arrays.toString(shape), memory.remaining(), e.getMessage()),
          e);
    }
  }

  /** Returns what it holds. */
  public ElementType type() {
    return type;
  }

  /** Returns a copy of its dimensions. */
  public long[] shape() {
    return shape.clone();
  }

  /** Returns how many elements it has. */
  public int elements() {
    return elements;
  }

  /**
   * Writes real numbers, converted where the tensor is not of {@code float}.
   *
   * @param index of the first element written
   * @param source the numbers
   * @param offset index of the first in {@code source}
   * @param count how many
   */
  public void put(int index, float[] source, int offset, int count) {
    switch (type) {
      case FLOAT -> floats.put(index, source, offset, count);
      case FLOAT16 -> {
        for (int i = 0; i < count; i++) {
          halves.put(index + i, HalfPrecision.of(source[offset + i]));
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          put(index + i, source[offset + i]);
        }
      }
    }
  }

  /**
   * Reads real numbers.
   *
   * @param index of the first element read
   * @param target receives them
   * @param offset index of the first in {@code target}
   * @param count how many
   */
  public void get(int index, float[] target, int offset, int count) {
    switch (type) {
      case FLOAT -> floats.get(index, target, offset, count);
      case FLOAT16 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = HalfPrecision.toFloat(halves.get(index + i));
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = get(index + i);
        }
      }
    }
  }

  /** Writes one real number, converted to the tensor's type; whole types drop the fraction. */
  public void put(int index, double value) {
    switch (type) {
      case FLOAT -> floats.put(index, (float) value);
      case FLOAT16 -> halves.put(index, HalfPrecision.of((float) value));
      case DOUBLE -> doubles.put(index, value);
      case INT64 -> longs.put(index, (long) value);
      case INT32 -> ints.put(index, (int) value);
      default -> bytes.put(index, (byte) (value == 0 ? 0 : 1));
    }
  }

  /** Reads one real number, converted from the tensor's type. */
  public float get(int index) {
    return switch (type) {
      case FLOAT -> floats.get(index);
      case FLOAT16 -> HalfPrecision.toFloat(halves.get(index));
      case DOUBLE -> (float) doubles.get(index);
      case INT64 -> longs.get(index);
      case INT32 -> ints.get(index);
      default -> bytes.get(index);
    };
  }

  /** Writes one whole number; exact where the tensor is of whole numbers. */
  public void putLong(int index, long value) {
    switch (type) {
      case INT64 -> longs.put(index, value);
      case INT32 -> ints.put(index, (int) value);
      default -> put(index, (double) value);
    }
  }

  /** Reads one whole number. */
  public long getLong(int index) {
    return switch (type) {
      case INT64 -> longs.get(index);
      case INT32 -> ints.get(index);
      default -> (long) get(index);
    };
  }

  /** Writes the same number everywhere. */
  public void fill(double value) {
    for (int i = 0; i < elements; i++) {
      put(i, value);
    }
  }

  /** Copies all elements of a tensor of the same type and size. */
  public void copyFrom(Tensor other) {
    if (other.type != type || other.elements != elements) {
      throw new IllegalArgumentException("cannot copy " + other + " to " + this);
    }
    bytes.put(0, other.bytes, 0, elements * type.bytes);
  }

  /**
   * Sets numbers to zero that are so small that processors take a hundred times as long for them.
   */
  public void flushDenormals() {
    if (type != ElementType.FLOAT) {
      return;
    }
    for (int i = 0; i < elements; i++) {
      float value = floats.get(i);
      if (Math.abs(value) < Float.MIN_NORMAL) {
        floats.put(i, 0);
      }
    }
  }

  OnnxTensor ort() {
    return tensor;
  }

  /** Frees the memory. Idempotent. No call that uses it may be running. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      tensor.close();
    }
  }

  /** For messages: {@code float[1, 1, 240]}. */
  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }
}
