package io.makebeliv.audio;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A file that stays where it is, and so can be read again. */
record StoredFile(Path file, AudioFileSource source) implements AudioFileSource {

  @Override
  public Optional<AudioSource> again() {
    return Files.isRegularFile(file) ? Optional.of(AudioFiles.open(file)) : Optional.empty();
  }

  @Override
  public SampleEncoding encoding() {
    return source.encoding();
  }

  @Override
  public int channels() {
    return source.channels();
  }

  @Override
  public int sampleRate() {
    return source.sampleRate();
  }

  @Override
  public int read(float[] buffer, int offset, int frames) {
    return source.read(buffer, offset, frames);
  }

  @Override
  public OptionalLong length() {
    return source.length();
  }

  @Override
  public void close() {
    source.close();
  }
}
