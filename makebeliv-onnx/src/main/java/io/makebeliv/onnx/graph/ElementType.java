package io.makebeliv.onnx.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** What a value is made of. */
public enum ElementType {
  FLOAT(DataType.FLOAT),
  FLOAT16(DataType.FLOAT16),
  DOUBLE(DataType.DOUBLE),
  INT64(DataType.INT64),
  INT8(DataType.INT8),
  UINT8(DataType.UINT8),
  BOOL(DataType.BOOL);

  private final DataType proto;

  ElementType(DataType proto) {
    this.proto = proto;
  }

  int code() {
    return proto.getNumber();
  }
}
