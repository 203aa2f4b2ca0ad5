package io.makebeliv.host;

import java.util.Arrays;

/** Interleaved PCM in an array of bytes. */
record ByteArrayLayout(PcmBlock block) implements Layout<byte[]> {

  @Override
  public int stride() {
    return block.frameBytes();
  }

  @Override
  public boolean fits(byte[] buffer, int at, int elements) {
    return at >= 0 && elements >= 0 && elements <= buffer.length - at;
  }

  @Override
  public void read(byte[] buffer, int at, float[] mono, int frames) {
    System.arraycopy(buffer, at, block.array(), 0, frames * block.frameBytes());
    block.decode(mono, frames);
  }

  @Override
  public void write(float[] mono, int frames, byte[] buffer, int at) {
    block.encode(mono, frames);
    System.arraycopy(block.array(), 0, buffer, at, frames * block.frameBytes());
  }

  @Override
  public void silence(byte[] buffer, int at, int elements) {
    boolean fits = fits(buffer, at, elements);
    Arrays.fill(buffer, fits ? at : 0, fits ? at + elements : buffer.length, block.silence());
  }
}
