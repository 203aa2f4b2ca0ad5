package io.makebeliv.effect;

import java.util.Locale;

/** What a setting may be, and the sentence for when it is not. */
record Range(String what, double least, double most, String unit) {

  void check(double value) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s must be %s to %s%s, was %s",
              what,
              plain(least),
              plain(most),
              unit.isEmpty() ? "" : " " + unit,
              plain(value)));
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
