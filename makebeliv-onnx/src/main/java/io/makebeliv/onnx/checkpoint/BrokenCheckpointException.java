package io.makebeliv.onnx.checkpoint;

import java.io.IOException;
import java.io.Serial;

/**
 * A file that cannot be read as a checkpoint. The message goes on after the file's name, which the
 * edge puts before it: {@code "holds no weights: ..."}.
 */
final class BrokenCheckpointException extends IOException {

  @Serial private static final long serialVersionUID = 1;

  private BrokenCheckpointException(String problem) {
    super(problem);
  }

  /** A file that contradicts itself, by accident or on purpose. */
  static BrokenCheckpointException damaged(String problem) {
    return new BrokenCheckpointException(
        problem + ". It is damaged, cut off or made to mislead: get it again from its source.");
  }

  /** A file that is what it is, but not what is read here; the problem says what to do. */
  static BrokenCheckpointException unsupported(String problem) {
    return new BrokenCheckpointException(problem);
  }
}
