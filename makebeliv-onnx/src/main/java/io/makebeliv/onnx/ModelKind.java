package io.makebeliv.onnx;

/** Kinds of voice models. */
public enum ModelKind {
  /** A voice of RVC as an ONNX file. */
  RVC("RVC"),
  /** A model that converts a stream chunk by chunk. */
  STREAMING("streaming"),
  /** A voice of RVC as the checkpoint that its training wrote. */
  CHECKPOINT("RVC checkpoint"),
  /** Nobody can tell. */
  UNKNOWN("unknown");

  private final String label;

  ModelKind(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }
}
