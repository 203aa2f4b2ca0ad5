package io.makebeliv.host;

import java.util.Arrays;

/** Floats, an array for each channel. */
record PlanarLayout(int channels) implements Layout<float[][]> {

  @Override
  public int stride() {
    return 1;
  }

  @Override
  public boolean fits(float[][] buffer, int at, int elements) {
    boolean fits = buffer.length == channels && at >= 0 && elements >= 0;
    for (float[] channel : buffer) {
      fits = fits && channel != null && elements <= channel.length - at;
    }
    return fits;
  }

  @Override
  public void read(float[][] buffer, int at, float[] mono, int frames) {
    for (int i = 0; i < frames; i++) {
      double sum = 0;
      for (float[] channel : buffer) {
        float sample = channel[at + i];
        sum += Float.isFinite(sample) ? sample : 0;
      }
      mono[i] = (float) (sum / channels);
    }
  }

  @Override
  public void write(float[] mono, int frames, float[][] buffer, int at) {
    for (float[] channel : buffer) {
      System.arraycopy(mono, 0, channel, at, frames);
    }
  }

  @Override
  public void silence(float[][] buffer, int at, int elements) {
    boolean fits = fits(buffer, at, elements);
    for (float[] channel : buffer) {
      if (channel != null) {
        Arrays.fill(channel, fits ? at : 0, fits ? at + elements : channel.length, 0);
      }
    }
  }
}
