package io.makebeliv;

import io.makebeliv.audio.AudioSink;

/** Collects a stream of known length in memory. */
final class ArraySink implements AudioSink {

  private final float[] samples;
  private final int sampleRate;
  private int next;

  ArraySink(int length, int sampleRate) {
    samples = new float[length];
    this.sampleRate = sampleRate;
  }

  float[] samples() {
    return samples;
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public void write(float[] buffer, int offset, int frames) {
    System.arraycopy(buffer, offset, samples, next, frames);
    next += frames;
  }

  @Override
  public void end() {}

  @Override
  public void close() {}
}
