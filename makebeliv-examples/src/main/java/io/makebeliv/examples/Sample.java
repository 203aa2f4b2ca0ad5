package io.makebeliv.examples;

import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The bundled speech sample: a woman's voice, 48 kHz, five seconds. */
public final class Sample {

  static final String NAME = "slt-harbour.wav";

  private Sample() {}

  /**
   * Reads it.
   *
   * @return the whole sample, mono, 48 kHz
   */
  public static float[] samples() {
    try {
      Path file = unpack();
      try (AudioFileSource source = AudioFiles.open(file)) {
        float[] samples = new float[Math.toIntExact(source.length().orElseThrow())];
        int filled = 0;
        for (int n = 0; n >= 0 && filled < samples.length; filled += n) {
          n = source.read(samples, filled, samples.length - filled);
        }
        return samples;
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not unpack the bundled sample", e);
    }
  }

  /**
   * Copies it into a temporary WAV file.
   *
   * @return the file, which is the caller's to delete
   * @throws IOException if there is no room for it
   */
  public static Path unpack() throws IOException {
    Path file = Files.createTempFile("makebeliv-", ".wav");
    try (InputStream sample = Sample.class.getResourceAsStream(NAME)) {
      if (sample == null) {
        throw new IOException(NAME + " is not in the jar");
      }
      Files.copy(sample, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }
}
