package io.makebeliv.audio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Puts WAV files together chunk by chunk, lies included. */
final class WavBytes {

  static final int UNTOLD = -1;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private WavBytes(String container, int riffSize) {
    id(container);
    number(riffSize, 4);
    id("WAVE");
  }

  /** Begins a file whose RIFF size is wrong, which nobody should mind. */
  static WavBytes riff() {
    return new WavBytes("RIFF", 4711);
  }

  static WavBytes container(String id) {
    return new WavBytes(id, UNTOLD);
  }

  WavBytes format(int tag, int channels, int rate, int bits) {
    return format(tag, channels, rate, bits, channels * ((bits + 7) / 8));
  }

  WavBytes format(int tag, int channels, int rate, int bits, int frameBytes) {
    id("fmt ");
    number(16, 4);
    return formatFields(tag, channels, rate, bits, frameBytes);
  }

  WavBytes extensible(int tag, int channels, int rate, int bits, int validBits) {
    id("fmt ");
    number(40, 4);
    formatFields(0xFFFE, channels, rate, bits, channels * bits / 8);
    number(22, 2);
    number(validBits, 2);
    number(0, 4);
    number(tag, 2);
    for (int b : new int[] {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71}) {
      number(b, 1);
    }
    return this;
  }

  private WavBytes formatFields(int tag, int channels, int rate, int bits, int frameBytes) {
    number(tag, 2);
    number(channels, 2);
    number(rate, 4);
    number((long) rate * frameBytes, 4);
    number(frameBytes, 2);
    number(bits, 2);
    return this;
  }

  WavBytes bigSizes(long dataBytes) {
    id("ds64");
    number(28, 4);
    number(dataBytes + 72, 8);
    number(dataBytes, 8);
    number(0, 8);
    number(0, 4);
    return this;
  }

  WavBytes chunk(String id, int claimed, byte... content) {
    id(id);
    number(claimed, 4);
    return raw(content);
  }

  WavBytes data(byte... content) {
    return chunk("data", content.length, content);
  }

  WavBytes raw(byte... content) {
    bytes.writeBytes(content);
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  private void id(String id) {
    bytes.writeBytes(id.getBytes(StandardCharsets.US_ASCII));
  }

  private void number(long value, int size) {
    for (int i = 0; i < size; i++) {
      bytes.write((int) (value >> (8 * i)));
    }
  }

  /** Stores samples of 16 bits. */
  static byte[] shorts(int... samples) {
    ByteBuffer buffer = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int sample : samples) {
      buffer.putShort((short) sample);
    }
    return buffer.array();
  }

  /** Makes bytes that no chunk begins with. */
  static byte[] noise(int count, long seed) {
    byte[] noise = new byte[count];
    new Random(seed).nextBytes(noise);
    noise[0] = 1;
    return noise;
  }
}
