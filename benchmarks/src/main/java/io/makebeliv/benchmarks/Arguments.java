package io.makebeliv.benchmarks;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Options of a benchmark: flags, and names with a number or a text after them.
 *
 * @param values what was given; flags have an empty text
 */
record Arguments(Map<String, String> values) {

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException in a line that says what is wrong
   */
  static Arguments of(String[] arguments, Set<String> flags, Set<String> names) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      String name = arguments[i];
      if (flags.contains(name)) {
        values.put(name, "");
      } else if (!names.contains(name)) {
        throw new IllegalArgumentException("There is no option " + name + ". See --help.");
      } else if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(name + " needs a value after it. See --help.");
      } else {
        values.put(name, arguments[++i]);
      }
    }
    return new Arguments(values);
  }

  boolean has(String flag) {
    return values.containsKey(flag);
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /** A number in a range. */
  double number(String name, double otherwise, double least, double most) {
    String text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      double number = Double.parseDouble(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "%s must be a number from %s to %s, was %s"
            .formatted(name, plain(least), plain(most), text));
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
