package io.makebeliv.examples;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how much a device is to hold: {@code 10ms}, {@code 0.01s} or plainly {@code 10}. */
final class BufferTime implements ITypeConverter<Duration> {

  private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?) ?(ms|s)?");
  private static final double LEAST_MILLIS = 1;
  private static final double MOST_MILLIS = 2000;

  @Override
  public Duration convert(String text) {
    Matcher time = TIME.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!time.matches()) {
      throw new TypeConversionException("'" + text + "' is no time (write it like 10ms or 0.01s)");
    }
    double millis = Double.parseDouble(time.group(1)) * ("s".equals(time.group(2)) ? 1000 : 1);
    if (millis < LEAST_MILLIS || millis > MOST_MILLIS) {
      throw new TypeConversionException("a buffer holds 1ms to 2s, was '" + text + "'");
    }
    return Duration.ofNanos(Math.round(millis * 1e6));
  }
}
