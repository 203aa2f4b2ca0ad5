package io.makebeliv.examples.report;

import io.makebeliv.audio.AudioSource;
import java.util.Arrays;

/** The beginning of a recording, as much as a picture can show. */
final class Excerpt {

  /** Longer than this, speech becomes a smear in a picture. */
  static final int MAX_SECONDS = 30;

  private final float[] samples;
  private final int sampleRate;
  private final boolean whole;

  /**
   * Takes samples as they are.
   *
   * @param samples mono samples
   * @param sampleRate frames per second
   * @param whole whether this is the whole recording
   */
  Excerpt(float[] samples, int sampleRate, boolean whole) {
    this.samples = samples;
    this.sampleRate = sampleRate;
    this.whole = whole;
  }

  /** Reads the beginning; leaves the source open. */
  static Excerpt of(AudioSource source) {
    int limit = Math.multiplyExact(MAX_SECONDS, source.sampleRate());
    float[] samples = new float[Math.min(limit, 1 << 16)];
    int frames = 0;
    while (frames < limit) {
      if (frames == samples.length) {
        samples = Arrays.copyOf(samples, Math.min(limit, 2 * frames));
      }
      int read = source.read(samples, frames, samples.length - frames);
      if (read == AudioSource.END_OF_STREAM) {
        return new Excerpt(Arrays.copyOf(samples, frames), source.sampleRate(), true);
      }
      frames += read;
    }
    boolean whole = source.read(new float[1], 0, 1) == AudioSource.END_OF_STREAM;
    return new Excerpt(samples, source.sampleRate(), whole);
  }

  float[] samples() {
    return samples;
  }

  int sampleRate() {
    return sampleRate;
  }

  boolean whole() {
    return whole;
  }

  double seconds() {
    return (double) samples.length / sampleRate;
  }
}
