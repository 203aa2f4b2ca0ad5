package io.makebeliv.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where files really are, links followed, whether they exist yet or not. */
final class Places {

  private Places() {}

  /** Whether two paths lead to the same file or folder. */
  static boolean same(Path a, Path b) {
    return real(a).equals(real(b));
  }

  /** Whether {@code inner} lies somewhere below {@code outer}. */
  static boolean inside(Path inner, Path outer) {
    Path a = real(inner);
    Path b = real(outer);
    return a.startsWith(b) && !a.equals(b);
  }

  /** The real path of the part that exists, and the rest as it would be made. */
  private static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path existing = absolute;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null) {
      return absolute;
    }
    try {
      return existing.toRealPath().resolve(existing.relativize(absolute));
    } catch (IOException e) {
      return absolute;
    }
  }
}
