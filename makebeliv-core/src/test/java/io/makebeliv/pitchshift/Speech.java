package io.makebeliv.pitchshift;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;

/** The bundled speech: 16 bit mono, with the plain header of 44 bytes. */
public final class Speech {

  public static final List<String> ALL =
      List.of(
          "awb-plan-16k",
          "espeak-ja-16k",
          "espeak-plan-16k",
          "espeakf3-number-16k",
          "rms-number-16k",
          "slt-harbour-16k",
          "slt-harbour-48k");

  private final int rate;
  private final float[] samples;

  private Speech(int rate, float[] samples) {
    this.rate = rate;
    this.samples = samples;
  }

  public int rate() {
    return rate;
  }

  public float[] samples() {
    return samples;
  }

  public static Speech of(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            Speech.class.getResourceAsStream("/speech/" + name + ".wav"), name)) {
      ByteBuffer wav = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      float[] samples = new float[(wav.capacity() - 44) / 2];
      for (int n = 0; n < samples.length; n++) {
        samples[n] = wav.getShort(44 + 2 * n) / 32768f;
      }
      return new Speech(wav.getInt(24), samples);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
