package io.makebeliv.examples;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/**
 * Which of the two output streams a person watches.
 *
 * @param out whether standard output is a terminal
 * @param err whether standard error is a terminal
 */
record Terminal(boolean out, boolean err) {

  /** Nobody watches: no colours, no progress bar. */
  static final Terminal NONE = new Terminal(false, false);

  /**
   * Asks the script first: a shell knows about each stream, Java only about input and output
   * together.
   */
  static Terminal detect() {
    String known = System.getProperty("makebeliv.terminal");
    if (known != null) {
      return new Terminal(known.contains("out"), known.contains("err"));
    }
    boolean console = isTerminal(System.console());
    return new Terminal(console, console);
  }

  /** From Java 22 on there is a console even in a pipe, and {@code isTerminal()} that tells. */
  private static boolean isTerminal(@Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException olderJava) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
