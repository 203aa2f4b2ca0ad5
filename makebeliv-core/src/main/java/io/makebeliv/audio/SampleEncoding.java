package io.makebeliv.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How one sample is stored as bytes: the linear encodings of WAV files, Java Sound lines and chat
 * bots alike. {@link #decode} and {@link #encode} follow the byte order of the buffer they are
 * given, so big-endian hosts are served too.
 *
 * <p>An integer of {@code n} bits stands for itself divided by 2<sup>n-1</sup>, so full scale is
 * [-1, 1) and reading an integer and writing it again gives the same integer. Encoding rounds to
 * the nearest step and saturates. There is no dither: digital silence stays exactly silent, and a
 * file converted without change stays the same file.
 */
public enum SampleEncoding {
  /** Unsigned 8-bit integers whose middle is 128, as WAV files have them. */
  PCM_8(1),
  /** Signed 16-bit integers: the usual choice, and the default. */
  PCM_16(2),
  /** Signed 24-bit integers in three bytes. */
  PCM_24(3),
  /** Signed 32-bit integers; a float keeps 24 bits of them. */
  PCM_32(4),
  /** IEEE 754 single precision: what the pipeline computes, without loss. */
  FLOAT_32(4),
  /** IEEE 754 double precision; a float keeps 24 bits of the mantissa. */
  FLOAT_64(8);

  private final int bytes;

  SampleEncoding(int bytes) {
    this.bytes = bytes;
  }

  /**
   * Returns the size of a sample.
   *
   * @return bytes per sample of one channel
   */
  public int bytes() {
    return bytes;
  }

  boolean isFloat() {
    return this == FLOAT_32 || this == FLOAT_64;
  }

  /**
   * Reads one sample. NaN, infinity, and doubles too big for a float are taken as silence, so that
   * a broken file cannot poison the filters downstream.
   *
   * @param buffer where the sample is; its byte order counts, its position does not
   * @param index where in {@code buffer} the first byte of the sample is
   * @return the sample, always finite
   */
  public float decode(ByteBuffer buffer, int index) {
    return switch (this) {
      case PCM_8 -> ((buffer.get(index) & 0xFF) - 128) * 0x1p-7f;
      case PCM_16 -> buffer.getShort(index) * 0x1p-15f;
      case PCM_24 -> decode24(buffer, index) * 0x1p-23f;
      case PCM_32 -> buffer.getInt(index) * 0x1p-31f;
      case FLOAT_32 -> finite(buffer.getFloat(index));
      case FLOAT_64 -> finite((float) buffer.getDouble(index));
    };
  }

  /**
   * Writes one sample. Integers are rounded to the nearest step and saturate; NaN becomes 0.
   *
   * @param buffer where the sample goes; its byte order counts, its position does not
   * @param index where in {@code buffer} the first byte of the sample goes
   * @param sample the sample, full scale [-1, 1]
   */
  public void encode(ByteBuffer buffer, int index, float sample) {
    switch (this) {
      case PCM_8 -> buffer.put(index, (byte) (quantise(sample, 0x1p7) + 128));
      case PCM_16 -> buffer.putShort(index, (short) quantise(sample, 0x1p15));
      case PCM_24 -> encode24(buffer, index, quantise(sample, 0x1p23));
      case PCM_32 -> buffer.putInt(index, quantise(sample, 0x1p31));
      case FLOAT_32 -> buffer.putFloat(index, sample);
      case FLOAT_64 -> buffer.putDouble(index, sample);
    }
  }

  /**
   * Reads frames and mixes them down to mono: the mean of a frame's channels, of whatever was not
   * finite as silence.
   *
   * @param buffer where the frames are; its byte order counts, its position does not
   * @param index where in {@code buffer} the first byte of the first frame is
   * @param channels how many samples a frame has
   * @param mono receives the frames
   * @param offset index of the first frame in {@code mono}
   * @param frames how many frames to read
   */
  public void decodeMono(
      ByteBuffer buffer, int index, int channels, float[] mono, int offset, int frames) {
    int at = index;
    for (int i = offset; i < offset + frames; i++) {
      double sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        sum += decode(buffer, at);
        at += bytes;
      }
      mono[i] = (float) (sum / channels);
    }
  }

  /**
   * Writes mono frames, to every channel the same sample.
   *
   * @param mono the frames, full scale [-1, 1]
   * @param offset index of the first frame in {@code mono}
   * @param frames how many frames to write
   * @param buffer where the frames go; its byte order counts, its position does not
   * @param index where in {@code buffer} the first byte of the first frame goes
   * @param channels how many samples a frame has
   */
  public void encodeMono(
      float[] mono, int offset, int frames, ByteBuffer buffer, int index, int channels) {
    int at = index;
    for (int i = offset; i < offset + frames; i++) {
      for (int channel = 0; channel < channels; channel++) {
        encode(buffer, at, mono[i]);
        at += bytes;
      }
    }
  }

  /**
   * Returns what silence is made of.
   *
   * @return the value of each byte of a silent sample
   */
  public byte silence() {
    return this == PCM_8 ? (byte) 0x80 : 0;
  }

  private static int decode24(ByteBuffer buffer, int index) {
    boolean big = buffer.order() == ByteOrder.BIG_ENDIAN;
    int high = buffer.get(big ? index : index + 2);
    int low = buffer.get(big ? index + 2 : index) & 0xFF;
    return high << 16 | (buffer.get(index + 1) & 0xFF) << 8 | low;
  }

  private static void encode24(ByteBuffer buffer, int index, int value) {
    boolean big = buffer.order() == ByteOrder.BIG_ENDIAN;
    buffer.put(big ? index : index + 2, (byte) (value >> 16));
    buffer.put(index + 1, (byte) (value >> 8));
    buffer.put(big ? index + 2 : index, (byte) value);
  }

  private static int quantise(float sample, double scale) {
    return (int) Math.max(-scale, Math.min(scale - 1, Math.rint(sample * scale)));
  }

  private static float finite(float sample) {
    return Float.isFinite(sample) ? sample : 0;
  }
}
