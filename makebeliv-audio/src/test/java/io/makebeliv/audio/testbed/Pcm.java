package io.makebeliv.audio.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of raw 16-bit little-endian mono samples, and sounds to put into them. */
public final class Pcm {

  private static final float SCALE = 1 << 15;

  private Pcm() {}

  /** Writes samples, rounded. */
  public static Path write(Path file, float[] samples) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float sample : samples) {
      bytes.putShort((short) Math.rint(sample * SCALE));
    }
    try {
      return Files.write(file, bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads whole samples. */
  public static float[] read(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      float[] samples = new float[bytes.limit() / 2];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = bytes.getShort(2 * i) / SCALE;
      }
      return samples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes a tone that is never silent, so that its frames can be counted: a sine of amplitude 0.2
   * around 0.3, in steps of 16 bits, at 48 kHz.
   */
  public static float[] tone(int hertz, int frames) {
    float[] tone = new float[frames];
    for (int i = 0; i < frames; i++) {
      long phase = (long) hertz * i % 48_000;
      double sample = 0.3 + 0.2 * Math.sin(2 * Math.PI * phase / 48_000);
      tone[i] = (float) Math.rint(sample * SCALE) / SCALE;
    }
    return tone;
  }
}
