package io.makebeliv.audio.javasound;

import javax.sound.sampled.AudioFormat;

/**
 * A block of interleaved signed 16-bit little-endian samples on its way between a line and mono
 * floats. An integer stands for itself divided by 2<sup>15</sup>, so that full scale is [-1, 1).
 */
final class PcmBlock {

  private static final int SAMPLE_BYTES = 2;
  private static final float SCALE = 1 << 15;

  final byte[] bytes;
  final int frameBytes;
  private final int channels;

  PcmBlock(int channels, int frames) {
    this.channels = channels;
    this.frameBytes = channels * SAMPLE_BYTES;
    this.bytes = new byte[frames * frameBytes];
  }

  static AudioFormat format(int sampleRate, int channels) {
    return new AudioFormat(sampleRate, 8 * SAMPLE_BYTES, channels, true, false);
  }

  int frames() {
    return bytes.length / frameBytes;
  }

  /** Mixes the channels of the first frames down to their mean. */
  void decode(float[] samples, int offset, int frames) {
    float scale = 1 / (SCALE * channels);
    int from = 0;
    for (int i = 0; i < frames; i++) {
      int sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        sum += (bytes[from] & 0xFF) | (bytes[from + 1] << 8);
        from += SAMPLE_BYTES;
      }
      samples[offset + i] = sum * scale;
    }
  }

  /** Puts the same into every channel of the first frames: rounded, clipped, NaN as silence. */
  void encode(float[] samples, int offset, int frames) {
    int to = 0;
    for (int i = 0; i < frames; i++) {
      double scaled = Math.rint(samples[offset + i] * SCALE);
      int value = (int) Math.max(-SCALE, Math.min(SCALE - 1, scaled));
      for (int channel = 0; channel < channels; channel++) {
        bytes[to] = (byte) value;
        bytes[to + 1] = (byte) (value >> 8);
        to += SAMPLE_BYTES;
      }
    }
  }
}
