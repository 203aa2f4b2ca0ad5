package io.makebeliv.onnx.graph;

import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;

/** The size of one axis of an input or output: a number, or a name for what each run decides. */
public final class Dim {

  private final Dimension proto;

  private Dim(Dimension proto) {
    this.proto = proto;
  }

  public static Dim of(long size) {
    if (size < 0) {
      throw new IllegalArgumentException("a size must be at least 0, was " + size);
    }
    return new Dim(Dimension.newBuilder().setDimValue(size).build());
  }

  /** A size that may differ from run to run; equal names are equal sizes. */
  public static Dim named(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a size that runs decide needs a name");
    }
    return new Dim(Dimension.newBuilder().setDimParam(name).build());
  }

  Dimension proto() {
    return proto;
  }

  @Override
  public String toString() {
    return proto.hasDimParam() ? proto.getDimParam() : Long.toString(proto.getDimValue());
  }
}
