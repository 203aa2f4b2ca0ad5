package io.makebeliv.audio.javasound;

import io.makebeliv.audio.PcmFormat;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks of a line.
 *
 * @param device as {@link DeviceNames} takes it; null for the default device
 * @param sampleRate the rate to try first, in Hz
 * @param buffer how much the line is to hold
 */
record LineSettings(@Nullable String device, int sampleRate, Duration buffer) {

  /** What devices have that lack the rate asked for, the likeliest first. */
  private static final int[] COMMON_RATES = {48_000, 44_100, 96_000, 32_000, 16_000};

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofSeconds(2);

  static LineSettings defaults() {
    return new LineSettings(null, COMMON_RATES[0], defaultBuffer(System.getProperty("os.name")));
  }

  /**
   * ALSA and Core Audio keep up with 10 ms. Java Sound on Windows is DirectSound, whose position
   * moves in steps of up to 31 ms: a buffer shorter than a step tears.
   */
  static Duration defaultBuffer(String system) {
    boolean windows = system.toLowerCase(Locale.ROOT).startsWith("windows");
    return Duration.ofMillis(windows ? 40 : 10);
  }

  LineSettings withDevice(String name) {
    return new LineSettings(name, sampleRate, buffer);
  }

  LineSettings withSampleRate(int rate) {
    if (rate < 1 || rate > PcmFormat.MAX_SAMPLE_RATE) {
      throw new IllegalArgumentException(
          "sampleRate must be 1 to %d Hz, was %d".formatted(PcmFormat.MAX_SAMPLE_RATE, rate));
    }
    return new LineSettings(device, rate, buffer);
  }

  LineSettings withBuffer(Duration duration) {
    if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "buffer must be %d to %d ms, was %d ms"
              .formatted(SHORTEST.toMillis(), LONGEST.toMillis(), duration.toMillis()));
    }
    return new LineSettings(device, sampleRate, duration);
  }

  int[] ratesToTry() {
    return IntStream.concat(IntStream.of(sampleRate), IntStream.of(COMMON_RATES))
        .distinct()
        .toArray();
  }
}
