package io.makebeliv.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Interleaved PCM bytes as a source, mixed down to the mean of the channels. NaN and infinity are
 * read as 0, and a last frame that is not whole is dropped.
 */
public final class PcmSource implements AudioFileSource {

  private static final int BLOCK_BYTES = 1 << 16;

  private final InputStream in;
  private final PcmFormat format;
  private final OptionalLong length;
  private final String name;
  private final ByteBuffer block;
  private long remaining;
  private int held;

  /**
   * Wraps a stream of bytes, which is closed with this source. It must be sure to give at least one
   * byte when asked for some, as {@link InputStream} demands.
   *
   * @param in the bytes, at the first frame
   * @param format their shape
   * @param length how many frames to read at most, where it is known how many there are
   * @param name what to call it in errors: a file, an address
   */
  public PcmSource(InputStream in, PcmFormat format, OptionalLong length, String name) {
    this(in, format, length, length.orElse(Long.MAX_VALUE), name);
  }

  /**
   * Wraps a stream that may end before its limit.
   *
   * @param limit how many frames to read at most
   */
  PcmSource(InputStream in, PcmFormat format, OptionalLong length, long limit, String name) {
    this.in = in;
    this.format = format;
    this.length = length;
    this.name = name;
    this.block = ByteBuffer.allocate(BLOCK_BYTES).order(format.order());
    this.remaining = limit;
  }

  @Override
  public int sampleRate() {
    return format.sampleRate();
  }

  @Override
  public SampleEncoding encoding() {
    return format.encoding();
  }

  @Override
  public int channels() {
    return format.channels();
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  @Override
  public int read(float[] buffer, int offset, int frames) {
    Objects.checkFromIndexSize(offset, frames, buffer.length);
    if (frames < 1) {
      throw new IllegalArgumentException("frames must be at least 1, was " + frames);
    }
    int frameBytes = format.frameBytes();
    int wanted = (int) Math.min(Math.min(frames, BLOCK_BYTES / frameBytes), remaining);
    int ready = wanted == 0 ? 0 : fill(wanted * frameBytes) / frameBytes;
    if (ready == 0) {
      remaining = 0;
      return END_OF_STREAM;
    }
    format.encoding().decodeMono(block, 0, format.channels(), buffer, offset, ready);
    keep(ready * frameBytes);
    remaining -= ready;
    return ready;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Reads up to {@code bytes}, but waits for no more than one frame: a pipe may be slow. */
  private int fill(int bytes) {
    try {
      while (held < format.frameBytes()) {
        int count = in.read(block.array(), held, bytes - held);
        if (count < 0) {
          break;
        }
        held += count;
      }
      return held;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Keeps the begin of a frame that has not wholly arrived. */
  private void keep(int used) {
    held -= used;
    System.arraycopy(block.array(), used, block.array(), 0, held);
  }

  private AudioException failed(IOException e) {
    return new AudioException(
        "Could not read on in " + name + " (" + AudioFiles.reason(e) + ").", e);
  }
}
