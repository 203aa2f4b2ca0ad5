package io.makebeliv.onnx;

import io.makebeliv.inference.InferenceBackend;

/** A voice that runs through ONNX Runtime. */
public interface OnnxVoice extends InferenceBackend {

  /**
   * Returns what really computes this voice, which may be less than was wished for.
   *
   * @return the execution provider in use
   */
  ExecutionProvider provider();
}
