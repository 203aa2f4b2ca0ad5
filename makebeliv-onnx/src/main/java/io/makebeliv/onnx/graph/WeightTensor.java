package io.makebeliv.onnx.graph;

/** What a network learned, outside the Java heap so that native code reads it where it is. */
public sealed interface WeightTensor permits FloatTensor, ByteTensor {

  /** Returns the sizes of the axes, outermost first. */
  long[] shape();

  /** Returns how many values there are. */
  int count();

  /** Returns what the values are. */
  ElementType type();

  /** Returns how many bytes the values take. */
  default long bytes() {
    return (long) count() * (type() == ElementType.FLOAT ? Float.BYTES : 1);
  }
}
