package io.makebeliv.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The format chunk of a WAV file.
 *
 * @param tag the kind of encoding, the extensible wrapping taken off
 * @param pcm the shape of the samples, or empty for an encoding that is not linear
 */
record WavFormat(int tag, Optional<PcmFormat> pcm) {

  static final int PCM = 1;
  static final int FLOAT = 3;

  /** How many bytes of a format chunk are of interest. */
  static final int BYTES = 40;

  private static final int EXTENSIBLE = 0xFFFE;

  /** What follows the tag in the sub-format of an extensible chunk. */
  private static final byte[] SUB_FORMAT_TAIL = {
    0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
  };

  /**
   * Reads a format chunk.
   *
   * @param chunk its first {@link #BYTES} bytes, little-endian, or all of them if it has fewer
   * @throws BrokenWavException if it makes no sense
   */
  static WavFormat read(ByteBuffer chunk) throws BrokenWavException {
    if (chunk.capacity() < 16) {
      throw new BrokenWavException(
          "has a format chunk of %d bytes; expected at least 16".formatted(chunk.capacity()));
    }
    int tag = Short.toUnsignedInt(chunk.getShort(0));
    int channels = Short.toUnsignedInt(chunk.getShort(2));
    int sampleRate = chunk.getInt(4);
    int frameBytes = Short.toUnsignedInt(chunk.getShort(12));
    int bits = Short.toUnsignedInt(chunk.getShort(14));
    if (channels < 1 || channels > PcmFormat.MAX_CHANNELS) {
      throw new BrokenWavException(
          "has %d channels; expected 1 to %d".formatted(channels, PcmFormat.MAX_CHANNELS));
    }
    if (sampleRate < 1 || sampleRate > PcmFormat.MAX_SAMPLE_RATE) {
      throw new BrokenWavException(
          "has a sample rate of %s Hz; expected 1 to %d"
              .formatted(Integer.toUnsignedString(sampleRate), PcmFormat.MAX_SAMPLE_RATE));
    }
    if (tag == EXTENSIBLE && hasSubFormat(chunk)) {
      tag = Short.toUnsignedInt(chunk.getShort(24));
    }
    if (tag != PCM && tag != FLOAT) {
      return new WavFormat(tag, Optional.empty());
    }
    SampleEncoding encoding = encoding(tag == FLOAT, bits, frameBytes, channels);
    return new WavFormat(
        tag, Optional.of(new PcmFormat(sampleRate, channels, encoding, ByteOrder.LITTLE_ENDIAN)));
  }

  private static boolean hasSubFormat(ByteBuffer chunk) {
    return chunk.capacity() == BYTES
        && chunk.slice(26, BYTES - 26).equals(ByteBuffer.wrap(SUB_FORMAT_TAIL));
  }

  /**
   * Goes by the container, not by the valid bits: fewer valid bits are left-justified in it, so
   * that full scale is the container's.
   */
  private static SampleEncoding encoding(boolean isFloat, int bits, int frameBytes, int channels)
      throws BrokenWavException {
    int bytes = frameBytes / channels;
    boolean fits =
        isFloat
            ? bits == bytes * 8
            : bytes == (bits + 7) / 8 || (bytes == 4 && bits > 16 && bits <= 32);
    if (bytes * channels == frameBytes && fits) {
      for (SampleEncoding encoding : SampleEncoding.values()) {
        if (encoding.bytes() == bytes && encoding.isFloat() == isFloat) {
          return encoding;
        }
      }
    }
    throw new BrokenWavException(
        "has frames of %d bytes for %d channels of %d-bit %s"
            .formatted(
                frameBytes,
                channels,
                bits,
                isFloat ? "floats; expected 32 or 64 bits" : "integers; expected 8 to 32 bits"));
  }

  /** Names the encoding for a message. */
  String name() {
    return switch (tag) {
      case 0x02, 0x11 -> "ADPCM samples";
      case 0x06 -> "A-law samples";
      case 0x07 -> "mu-law samples";
      case 0x50, 0x55 -> "MPEG audio";
      default -> "encoding 0x%04X".formatted(tag);
    };
  }
}
