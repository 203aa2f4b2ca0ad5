package io.makebeliv.audio.javasound;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.audio.SampleEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** The bytes of a source's samples, little-endian. */
final class SourceStream extends InputStream {

  private static final int BLOCK_FRAMES = 4096;

  private final AudioSource source;
  private final SampleEncoding encoding;
  private final float[] samples = new float[BLOCK_FRAMES];
  private final ByteBuffer block;

  SourceStream(AudioSource source, SampleEncoding encoding) {
    this.source = source;
    this.encoding = encoding;
    this.block =
        ByteBuffer.allocate(BLOCK_FRAMES * encoding.bytes())
            .order(ByteOrder.LITTLE_ENDIAN)
            .limit(0);
  }

  @Override
  public int read() throws IOException {
    return fill(1) ? block.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (!fill(length)) {
      return -1;
    }
    int count = Math.min(length, block.remaining());
    block.get(bytes, offset, count);
    return count;
  }

  @Override
  public int available() {
    return block.remaining();
  }

  @Override
  public void close() throws IOException {
    try {
      source.close();
    } catch (AudioException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Sees to it that the block has a byte, or says that there are no more. Reads no more than is
   * asked for: a live source would have to be waited for.
   */
  private boolean fill(int bytes) throws IOException {
    if (block.hasRemaining()) {
      return true;
    }
    int frames = Math.max(1, Math.min(BLOCK_FRAMES, bytes / encoding.bytes()));
    try {
      frames = source.read(samples, 0, frames);
    } catch (AudioException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (frames == AudioSource.END_OF_STREAM) {
      return false;
    }
    block.clear().limit(frames * encoding.bytes());
    encoding.encodeMono(samples, 0, frames, block, 0, 1);
    return true;
  }
}
