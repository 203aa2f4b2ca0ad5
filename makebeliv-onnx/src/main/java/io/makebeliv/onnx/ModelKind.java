package io.makebeliv.onnx;

/** Kinds of voice models. */
public enum ModelKind {
  /** A voice of RVC as an ONNX file. */
  RVC("RVC"),
  /** A model that converts a stream chunk by chunk. */
  STREAMING("streaming"),
  /** A checkpoint of PyTorch. */
  CHECKPOINT("PyTorch checkpoint"),
  /** Nobody can tell. */
  UNKNOWN("unknown");

  private final String label;

  ModelKind(String label) {
    this.label = label;
  }

  /**
   * Says why models of this kind cannot be loaded.
   *
   * @return a sentence, or empty if they can be
   */
  public String trouble() {
    return switch (this) {
      case RVC, STREAMING -> "";
      case CHECKPOINT ->
          "PyTorch checkpoints are not opened by this version; export the voice as ONNX.";
      case UNKNOWN -> "This is no model of a known kind.";
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
