package io.makebeliv.audio;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;

/** The samples of a WAV stream, mixed down to the mean of the channels. */
final class WavSource implements AudioFileSource {

  private static final int BLOCK_BYTES = 1 << 16;

  private final BufferedInputStream in;
  private final WavFormat format;
  private final SampleEncoding encoding;
  private final Path file;
  private final int frameBytes;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final OptionalLong length;
  private long remaining;
  private int held;

  /**
   * @param in positioned at the first sample; closed with this source
   */
  WavSource(BufferedInputStream in, WavHeader header, SampleEncoding encoding, Path file) {
    this.in = in;
    this.format = header.format();
    this.encoding = encoding;
    this.file = file;
    this.frameBytes = format.channels() * encoding.bytes();
    this.remaining = header.dataBytes() / frameBytes;
    this.length = header.measured() ? OptionalLong.of(remaining) : OptionalLong.empty();
  }

  @Override
  public int sampleRate() {
    return format.sampleRate();
  }

  @Override
  public SampleEncoding encoding() {
    return encoding;
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
    int wanted = (int) Math.min(Math.min(frames, BLOCK_BYTES / frameBytes), remaining);
    int ready = wanted == 0 ? 0 : fill(wanted * frameBytes) / frameBytes;
    if (ready == 0) {
      remaining = 0;
      return END_OF_STREAM;
    }
    for (int i = 0; i < ready; i++) {
      buffer[offset + i] = mean(i * frameBytes);
    }
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

  /** Reads up to {@code bytes}, but waits for no more than one frame; a pipe may be slow. */
  private int fill(int bytes) {
    try {
      while (held < frameBytes) {
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

  private float mean(int index) {
    double sum = 0;
    for (int channel = 0; channel < format.channels(); channel++) {
      sum += encoding.decode(block, index + channel * encoding.bytes());
    }
    return (float) (sum / format.channels());
  }

  private AudioException failed(IOException e) {
    return new AudioException(
        "Could not read on in " + file + " (" + AudioFiles.reason(e) + ").", e);
  }
}
