package io.makebeliv.ambience;

import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.dsp.Resampler;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a loop is made of: a sound piece of audio of a bounded length. */
final class Recording {

  private static final int LOWEST_RATE = 8000;
  private static final int HIGHEST_RATE = 192_000;
  private static final int LONGEST_SECONDS = 120;
  private static final double SHORTEST_SECONDS = 0.01;

  /** Mean power below which there is nothing that could be given a level. */
  private static final double SILENCE = 1e-12;

  private final float[] samples;
  private final int sampleRate;
  private final @Nullable Path file;

  private Recording(float[] samples, int sampleRate, @Nullable Path file) {
    this.samples = samples;
    this.sampleRate = sampleRate;
    this.file = file;
  }

  /**
   * Checks a recording.
   *
   * @param samples from now on this recording's
   * @param name of it, for messages
   */
  static Recording of(float[] samples, int sampleRate, String name) {
    return of(samples, sampleRate, name, null);
  }

  private static Recording of(float[] samples, int sampleRate, String name, @Nullable Path file) {
    checkRate(sampleRate, name);
    if (samples.length < SHORTEST_SECONDS * sampleRate) {
      throw new IllegalArgumentException(
          "%s must last at least 10 ms, was %d frames at %d Hz"
              .formatted(name, samples.length, sampleRate));
    }
    if (samples.length > (long) LONGEST_SECONDS * sampleRate) {
      throw new IllegalArgumentException(
          "%s must last at most %d seconds to be looped; cut a piece out of it"
              .formatted(name, LONGEST_SECONDS));
    }
    double sum = 0;
    for (int i = 0; i < samples.length; i++) {
      if (!Float.isFinite(samples[i])) {
        throw new IllegalArgumentException(
            "%s must hold finite samples only, number %d was %s".formatted(name, i, samples[i]));
      }
      sum += (double) samples[i] * samples[i];
    }
    if (sum < SILENCE * samples.length) {
      throw new IllegalArgumentException(
          "%s is silent and cannot be brought to a level; give one that sounds".formatted(name));
    }
    return new Recording(samples, sampleRate, file);
  }

  private static void checkRate(int rate, String name) {
    if (rate < LOWEST_RATE || rate > HIGHEST_RATE) {
      throw new IllegalArgumentException(
          "the sample rate of %s must be %d to %d Hz, was %d"
              .formatted(name, LOWEST_RATE, HIGHEST_RATE, rate));
    }
  }

  /** Reads a file, but no more of it than is needed to see that it is too long. */
  static Recording read(Path file) {
    try (AudioFileSource source = AudioFiles.open(file)) {
      int rate = source.sampleRate();
      checkRate(rate, file.toString());
      float[] samples = new float[rate];
      int length = 0;
      int read = source.read(samples, 0, samples.length);
      while (read != AudioSource.END_OF_STREAM && length <= rate * LONGEST_SECONDS) {
        length += read;
        if (length == samples.length) {
          samples = Arrays.copyOf(samples, 2 * length);
        }
        read = source.read(samples, length, samples.length - length);
      }
      return of(Arrays.copyOf(samples, length), rate, file.toString(), file);
    }
  }

  /** Where it was read from, or null. */
  @Nullable Path file() {
    return file;
  }

  /** The samples at a rate, not to be changed. */
  float[] at(int rate) {
    if (rate == sampleRate) {
      return samples;
    }
    Resampler resampler = new Resampler(sampleRate, rate);
    int late = (int) Math.round(resampler.delay() * rate);
    int length = (int) ((long) samples.length * rate / sampleRate);
    int after = (int) Math.ceil((late + 2.0) * sampleRate / rate);
    float[] input = Arrays.copyOf(samples, samples.length + after);
    float[] output = new float[resampler.maxOutput(input.length)];
    resampler.process(input, 0, input.length, output, 0);
    return Arrays.copyOfRange(output, late, late + length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Recording r
        && sampleRate == r.sampleRate
        && Arrays.equals(samples, r.samples);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(samples) + sampleRate;
  }
}
