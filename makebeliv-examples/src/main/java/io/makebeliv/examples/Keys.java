package io.makebeliv.examples;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Lines typed on a terminal, looked for but never waited for: a process in the background that
 * waits for its terminal is stopped by the shell.
 */
final class Keys {

  private static final int LONGEST = 80;

  private final InputStream keyboard;
  private final StringBuilder typed = new StringBuilder();

  Keys(InputStream keyboard) {
    this.keyboard = keyboard;
  }

  /** The line that was typed, lower case and without blanks; empty if there is none. */
  String pressed() {
    try {
      while (keyboard.available() > 0) {
        int key = keyboard.read();
        if (key == '\n') {
          String line = typed.toString().strip().toLowerCase(Locale.ROOT);
          typed.setLength(0);
          return line;
        }
        if (key >= 0 && typed.length() < LONGEST) {
          typed.append((char) key);
        }
      }
    } catch (IOException e) {
      // Then nobody types.
    }
    return "";
  }
}
