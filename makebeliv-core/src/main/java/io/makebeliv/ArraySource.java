package io.makebeliv;

import io.makebeliv.audio.AudioSource;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a recording in memory. */
final class ArraySource implements AudioSource {

  private final float[] samples;
  private final int sampleRate;
  private int next;

  ArraySource(float[] samples, int sampleRate) {
    this.samples = samples;
    this.sampleRate = sampleRate;
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public int read(float[] buffer, int offset, int frames) {
    if (next == samples.length) {
      return END_OF_STREAM;
    }
    int count = Math.min(frames, samples.length - next);
    System.arraycopy(samples, next, buffer, offset, count);
    next += count;
    return count;
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(samples.length);
  }

  @Override
  public Optional<AudioSource> again() {
    return Optional.of(new ArraySource(samples, sampleRate));
  }

  @Override
  public void close() {}
}
