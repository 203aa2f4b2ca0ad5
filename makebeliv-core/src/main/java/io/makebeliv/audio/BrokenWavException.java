package io.makebeliv.audio;

import java.io.IOException;
import java.io.Serial;

/**
 * A WAV file whose header makes no sense. The message lacks the file's name, which the edge adds.
 */
final class BrokenWavException extends IOException {

  @Serial private static final long serialVersionUID = 1;

  BrokenWavException(String problem) {
    super(problem);
  }
}
