package io.makebeliv.audio;

import java.nio.ByteOrder;

/**
 * The shape of interleaved PCM bytes, as files, sockets and sound lines carry them.
 *
 * @param sampleRate frames per second, 1 to {@value #MAX_SAMPLE_RATE}
 * @param channels how many samples a frame has, 1 to {@value #MAX_CHANNELS}
 * @param encoding how a sample is stored
 * @param order which byte of a sample comes first
 */
public record PcmFormat(int sampleRate, int channels, SampleEncoding encoding, ByteOrder order) {

  /** The highest sample rate that is believed: sixteen times 48 kHz. */
  public static final int MAX_SAMPLE_RATE = 768_000;

  /** The most channels that are believed. */
  public static final int MAX_CHANNELS = 256;

  /**
   * Checks the ranges.
   *
   * @param sampleRate frames per second, 1 to {@value #MAX_SAMPLE_RATE}
   * @param channels how many samples a frame has, 1 to {@value #MAX_CHANNELS}
   * @param encoding how a sample is stored
   * @param order which byte of a sample comes first
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public PcmFormat {
    checkRange("sampleRate", sampleRate, MAX_SAMPLE_RATE);
    checkRange("channels", channels, MAX_CHANNELS);
  }

  static void checkRange(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException("%s must be 1 to %d, was %d".formatted(name, most, value));
    }
  }

  /**
   * Returns the size of a frame.
   *
   * @return bytes per frame, all channels together
   */
  public int frameBytes() {
    return channels * encoding.bytes();
  }
}
