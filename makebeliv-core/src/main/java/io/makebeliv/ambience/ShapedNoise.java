package io.makebeliv.ambience;

import io.makebeliv.dsp.Chance;
import io.makebeliv.dsp.Keys;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * Noise of a given spectrum, which may change slowly. Frames of random phase, half overlapping, are
 * added under windows whose squares add up to one: the power is then the same at every instant, and
 * each frame is a function of its index.
 */
final class ShapedNoise implements Sound {

  /** Says how power is spread over frequency. */
  @FunctionalInterface
  interface Shape {
    /**
     * Returns the power of each bin around a time.
     *
     * @param seconds the middle of a frame
     * @return variance that each bin is to contribute, from 0 Hz to half the sample rate; read at
     *     once
     */
    float[] at(double seconds);
  }

  /** Long enough to tell 50 Hz from 60. */
  private static final double FRAME_SECONDS = 0.085;

  /** From twice this size on the FFT would start threads. */
  private static final int LARGEST = 4096;

  private static final float[] COSINE = new float[4096];

  static {
    for (int i = 0; i < COSINE.length; i++) {
      COSINE[i] = (float) Math.cos(2 * Math.PI * i / COSINE.length);
    }
  }

  private final int frame;
  private final int hop;
  private final int sampleRate;
  private final long key;
  private final Shape shape;
  private final FloatFFT_1D fft;
  private final float[] window;
  private final float[] spectrum;
  private final float[] rest;
  private long next = Long.MIN_VALUE;

  ShapedNoise(int frame, int sampleRate, long key, Shape shape) {
    this.frame = frame;
    this.sampleRate = sampleRate;
    this.key = key;
    this.shape = shape;
    hop = frame / 2;
    fft = new FloatFFT_1D(frame);
    window = new float[frame];
    for (int i = 0; i < frame; i++) {
      window[i] = (float) Math.sin(Math.PI * (i + 0.5) / frame);
    }
    spectrum = new float[frame];
    rest = new float[hop];
  }

  /** The size of frames that keeps low frequencies apart. */
  static int frame(int sampleRate) {
    int size = 256;
    while (size < FRAME_SECONDS * sampleRate && size < LARGEST) {
      size *= 2;
    }
    return size;
  }

  @Override
  public int hop() {
    return hop;
  }

  @Override
  public void make(long index, float[] into) {
    if (index != next) {
      synthesise(index - 1);
      keep();
    }
    synthesise(index);
    for (int i = 0; i < hop; i++) {
      into[i] = rest[i] + window[i] * spectrum[i];
    }
    keep();
    next = index + 1;
  }

  private void keep() {
    for (int i = 0; i < hop; i++) {
      rest[i] = window[hop + i] * spectrum[hop + i];
    }
  }

  private void synthesise(long index) {
    float[] power = shape.at((double) (index + 1) * hop / sampleRate);
    long frameKey = Chance.key(key, index);
    // The inverse transform divides by the size and takes each bin twice.
    float scale = (float) (frame / Math.sqrt(2));
    spectrum[0] = 0;
    spectrum[1] = 0;
    long bits = 0;
    for (int k = 1; k < hop; k++) {
      bits = (k & 3) == 1 ? Keys.mix(frameKey + k) : bits >>> 16;
      int phase = (int) bits & 4095;
      float amplitude = scale * (float) Math.sqrt(power[k]);
      spectrum[2 * k] = amplitude * COSINE[phase];
      spectrum[2 * k + 1] = amplitude * COSINE[(phase + 3072) & 4095];
    }
    fft.realInverse(spectrum, true);
  }
}
