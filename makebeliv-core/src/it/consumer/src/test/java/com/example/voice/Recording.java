package com.example.voice;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** Mono speech, and what the test asks of it; deliberately without any help from makebeliv. */
record Recording(int sampleRate, float[] samples) {

  private static final double LOWEST_HZ = 70;
  private static final double HIGHEST_HZ = 400;

  static Recording read(File file) throws IOException, UnsupportedAudioFileException {
    try (AudioInputStream stream = AudioSystem.getAudioInputStream(file)) {
      float rate = stream.getFormat().getSampleRate();
      AudioFormat mono16 = new AudioFormat(rate, 16, 1, true, false);
      byte[] bytes = AudioSystem.getAudioInputStream(mono16, stream).readAllBytes();
      ShortBuffer shorts = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
      float[] samples = new float[shorts.remaining()];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = shorts.get(i) / 32768f;
      }
      return new Recording(Math.round(rate), samples);
    }
  }

  int frames() {
    return samples.length;
  }

  double rms() {
    double energy = 0;
    for (float sample : samples) {
      energy += sample * sample;
    }
    return Math.sqrt(energy / samples.length);
  }

  /** The median fundamental frequency of the voiced frames, by plain autocorrelation. */
  double medianF0() {
    int window = sampleRate / 25;
    double[] voiced =
        IntStream.iterate(0, start -> start + 2 * window <= samples.length, start -> start + window)
            .mapToDouble(start -> f0(start, window))
            .filter(hz -> hz > 0)
            .sorted()
            .toArray();
    return voiced.length == 0 ? 0 : voiced[voiced.length / 2];
  }

  /** The first lag that correlates nearly as well as the best one, or 0 Hz where none is good. */
  private double f0(int start, int window) {
    int shortest = (int) (sampleRate / HIGHEST_HZ);
    double[] correlation = new double[(int) (sampleRate / LOWEST_HZ) + 1];
    for (int lag = shortest; lag < correlation.length; lag++) {
      correlation[lag] = correlation(start, lag, window);
    }
    double best = Arrays.stream(correlation).max().orElse(0);
    if (best < 0.7) {
      return 0;
    }
    for (int lag = shortest + 1; lag < correlation.length - 1; lag++) {
      boolean peak =
          correlation[lag] >= correlation[lag - 1] && correlation[lag] > correlation[lag + 1];
      if (peak && correlation[lag] > 0.9 * best) {
        return (double) sampleRate / lag;
      }
    }
    return 0;
  }

  private double correlation(int start, int lag, int window) {
    double product = 0;
    double here = 1e-6;
    double there = 1e-6;
    for (int i = start; i < start + window; i++) {
      product += samples[i] * samples[i + lag];
      here += samples[i] * samples[i];
      there += samples[i + lag] * samples[i + lag];
    }
    return product / Math.sqrt(here * there);
  }
}
