package io.makebeliv.onnx.checkpoint;

import java.io.IOException;
import java.io.Serial;
import java.util.regex.Pattern;

/**
 * A file that cannot be read as a checkpoint. The message goes on after the file's name, which the
 * edge puts before it: {@code "holds no weights: ..."}.
 */
final class BrokenCheckpointException extends IOException {

  @Serial private static final long serialVersionUID = 1;

  private static final int MAX_NAME = 100;
  private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");

  private BrokenCheckpointException(String problem) {
    super(problem);
  }

  /** Puts a name from a file into a message: not endless, and nothing a terminal would obey. */
  static String quote(String name) {
    String start = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) + "..." : name;
    return "'" + UNPRINTABLE.matcher(start).replaceAll("?") + "'";
  }

  /** A file that contradicts itself, by accident or on purpose. */
  static BrokenCheckpointException damaged(String problem) {
    return new BrokenCheckpointException(
        problem + ". It is damaged, cut off or made to mislead: get it again from its source.");
  }

  /** A file with a pickle that does what no pickle does. */
  static BrokenCheckpointException damagedPickle(String problem) {
    return damaged("has a pickle that " + problem);
  }

  /** A file that is what it is, but not what is read here; the problem says what to do. */
  static BrokenCheckpointException unsupported(String problem) {
    return new BrokenCheckpointException(problem);
  }
}
