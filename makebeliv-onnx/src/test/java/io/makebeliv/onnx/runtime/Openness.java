package io.makebeliv.onnx.runtime;

/** Sees whether native memory was given back. */
public final class Openness {

  private Openness() {}

  /** A graph closes the weights it was given when the last call of it is closed. */
  public static boolean isClosed(Tensor tensor) {
    return tensor.ort().isClosed();
  }
}
