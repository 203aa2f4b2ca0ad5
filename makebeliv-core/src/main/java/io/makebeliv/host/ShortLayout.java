package io.makebeliv.host;

import java.util.Arrays;

/** Interleaved 16-bit samples. */
record ShortLayout(PcmBlock block) implements Layout<short[]> {

  @Override
  public int stride() {
    return block.channels();
  }

  @Override
  public boolean fits(short[] buffer, int at, int elements) {
    return at >= 0 && elements >= 0 && elements <= buffer.length - at;
  }

  @Override
  public void read(short[] buffer, int at, float[] mono, int frames) {
    block.shorts().put(0, buffer, at, frames * block.channels());
    block.decode(mono, frames);
  }

  @Override
  public void write(float[] mono, int frames, short[] buffer, int at) {
    block.encode(mono, frames);
    block.shorts().get(0, buffer, at, frames * block.channels());
  }

  @Override
  public void silence(short[] buffer, int at, int elements) {
    boolean fits = fits(buffer, at, elements);
    Arrays.fill(buffer, fits ? at : 0, fits ? at + elements : buffer.length, (short) 0);
  }
}
