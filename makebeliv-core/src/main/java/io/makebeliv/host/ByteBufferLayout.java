package io.makebeliv.host;

import java.nio.ByteBuffer;

/** Interleaved PCM in a byte buffer, direct or not. */
record ByteBufferLayout(PcmBlock block) implements Layout<ByteBuffer> {

  @Override
  public int stride() {
    return block.frameBytes();
  }

  @Override
  public boolean fits(ByteBuffer buffer, int at, int elements) {
    return at >= 0 && elements >= 0 && elements <= buffer.limit() - at;
  }

  @Override
  public void read(ByteBuffer buffer, int at, float[] mono, int frames) {
    buffer.get(at, block.array(), 0, frames * block.frameBytes());
    block.decode(mono, frames);
  }

  @Override
  public void write(float[] mono, int frames, ByteBuffer buffer, int at) {
    block.encode(mono, frames);
    buffer.put(at, block.array(), 0, frames * block.frameBytes());
  }

  @Override
  public void silence(ByteBuffer buffer, int at, int elements) {
    // What lies before the position is the host's, and was dealt with.
    int end = fits(buffer, at, elements) ? at + elements : buffer.limit();
    for (int i = at; i < end; i++) {
      buffer.put(i, block.silence());
    }
  }
}
