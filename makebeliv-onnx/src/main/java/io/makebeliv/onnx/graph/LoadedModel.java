package io.makebeliv.onnx.graph;

import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;

/** A session together with the weights that it reads: both live until this is closed. */
public final class LoadedModel implements AutoCloseable {

  private final OrtSession session;
  private final Map<String, OnnxTensorLike> weights;

  LoadedModel(OrtSession session, Map<String, OnnxTensorLike> weights) {
    this.session = session;
    this.weights = weights;
  }

  public OrtSession session() {
    return session;
  }

  /** Closes the session, then lets go of the weights. */
  @Override
  public void close() throws OrtException {
    session.close();
    weights.values().forEach(OnnxTensorLike::close);
  }
}
