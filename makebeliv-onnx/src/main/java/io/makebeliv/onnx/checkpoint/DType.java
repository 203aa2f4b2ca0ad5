package io.makebeliv.onnx.checkpoint;

/** How the elements of a tensor are stored, little-endian. */
public enum DType {
  F64(8),
  F32(4),
  F16(2),
  /** The upper half of an F32. */
  BF16(2),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U8(1),
  /** One byte, 0 or 1. */
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** How many bytes an element takes. */
  public int bytes() {
    return bytes;
  }

  /** Whether the elements are floating-point numbers. */
  public boolean isFloat() {
    return this == F64 || this == F32 || this == F16 || this == BF16;
  }
}
