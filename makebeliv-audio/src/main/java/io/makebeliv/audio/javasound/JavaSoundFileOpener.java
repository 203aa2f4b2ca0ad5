package io.makebeliv.audio.javasound;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.AudioFileOpener;
import io.makebeliv.audio.AudioFileSource;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * Opens whatever {@link AudioSystem} opens: AIFF, AU and companded WAV with a bare JDK; FLAC, MP3
 * and Ogg with their decoder jars on the class path. Found by {@link java.util.ServiceLoader}; use
 * it through {@link io.makebeliv.audio.AudioFiles}.
 */
public final class JavaSoundFileOpener implements AudioFileOpener {

  /** Makes the opener, for {@link java.util.ServiceLoader}. */
  public JavaSoundFileOpener() {}

  @Override
  public Optional<AudioFileSource> open(Path file) {
    try {
      // Not by File: its readers may leave the file open when they fail.
      BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file));
      AudioFileSource source = null;
      try {
        source =
            Decoders.open(AudioSystem.getAudioInputStream(in), Files.size(file), file.toString());
        return Optional.of(source);
      } catch (UnsupportedAudioFileException e) {
        return Optional.empty();
      } finally {
        if (source == null) {
          in.close();
        }
      }
    } catch (AudioException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decoders throw all kinds of things over a broken file.
      throw new AudioException(
          "Java Sound could not open " + file + " (" + e + "); is the file broken?", e);
    }
  }
}
