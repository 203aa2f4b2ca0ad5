package io.makebeliv.audio.javasound;

import java.io.FilterInputStream;
import java.io.IOException;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;

/**
 * The bytes of a linear Java Sound stream with the signs that WAV gives them: unsigned where a
 * sample is one byte, signed where it is more. Keeps the promises of an {@link java.io.InputStream}
 * where a decoder does not: whatever it throws over a broken file becomes an {@link IOException},
 * and a decoder that never gives anything is an error, not an endless loop.
 */
final class DecoderStream extends FilterInputStream {

  private static final int MOST_EMPTY_READS = 1000;

  private final boolean flips;
  private final int sampleBytes;
  private final int signByte;
  private long position;

  /**
   * @param stream linear, its frames without gaps
   */
  DecoderStream(AudioInputStream stream) {
    super(stream);
    AudioFormat format = stream.getFormat();
    this.sampleBytes = format.getFrameSize() / format.getChannels();
    this.signByte = format.isBigEndian() ? 0 : sampleBytes - 1;
    Encoding encoding = format.getEncoding();
    this.flips = encoding.equals(sampleBytes == 1 ? Encoding.PCM_SIGNED : Encoding.PCM_UNSIGNED);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = readSome(bytes, offset, length);
    if (flips) {
      for (int i = 0; i < count; i++) {
        if ((position + i) % sampleBytes == signByte) {
          bytes[offset + i] ^= (byte) 0x80;
        }
      }
    }
    position += Math.max(0, count);
    return count;
  }

  private int readSome(byte[] bytes, int offset, int length) throws IOException {
    try {
      for (int i = 0; i < MOST_EMPTY_READS; i++) {
        int count = in.read(bytes, offset, length);
        if (count != 0) {
          return count;
        }
      }
    } catch (RuntimeException e) {
      throw new IOException("the decoder failed: " + e, e);
    }
    throw new IOException("the decoder is stuck");
  }
}
