package io.makebeliv.onnx.runtime;

import ai.onnxruntime.OnnxJavaType;
import java.util.Locale;

/** What a tensor holds. */
public enum ElementType {
  FLOAT(OnnxJavaType.FLOAT, 1, 4),
  /** Half precision; written and read as {@code float}. */
  FLOAT16(OnnxJavaType.FLOAT16, 10, 2),
  DOUBLE(OnnxJavaType.DOUBLE, 11, 8),
  INT64(OnnxJavaType.INT64, 7, 8),
  INT32(OnnxJavaType.INT32, 6, 4),
  BOOL(OnnxJavaType.BOOL, 9, 1),
  /** For weights; neither written nor read. */
  INT8(OnnxJavaType.INT8, 3, 1),
  /** Any other: such an input cannot be given, such an output not be read. */
  OTHER(OnnxJavaType.UNKNOWN, 0, 0);

  final OnnxJavaType ort;
  final int bytes;
  private final int onnx;

  ElementType(OnnxJavaType ort, int onnx, int bytes) {
    this.ort = ort;
    this.onnx = onnx;
    this.bytes = bytes;
  }

  static ElementType of(OnnxJavaType type) {
    for (ElementType candidate : values()) {
      if (candidate.ort == type) {
        return candidate;
      }
    }
    return OTHER;
  }

  /** Finds a type by its number in ONNX's {@code TensorProto.DataType}. */
  static ElementType ofOnnx(int number) {
    for (ElementType candidate : values()) {
      if (candidate.onnx == number) {
        return candidate;
      }
    }
    return OTHER;
  }

  /** Returns whether it holds audio or features, and can be written and read as {@code float}. */
  public boolean isReal() {
    return this == FLOAT || this == FLOAT16 || this == DOUBLE;
  }

  /** Returns whether it counts, and can be written and read as {@code long}. */
  public boolean isWhole() {
    return this == INT64 || this == INT32;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
