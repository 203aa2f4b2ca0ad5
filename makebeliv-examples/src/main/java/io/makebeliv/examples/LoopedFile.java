package io.makebeliv.examples;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioSource;
import java.nio.file.Path;

/** A recording that begins again whenever it ends. */
final class LoopedFile implements AudioSource {

  private final Path file;
  private final int sampleRate;
  private AudioFileSource round;
  private boolean closed;

  LoopedFile(Path file) {
    this.file = file;
    round = FileConversion.open(file);
    sampleRate = round.sampleRate();
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public int read(float[] buffer, int offset, int frames) {
    int count = round.read(buffer, offset, frames);
    if (count == END_OF_STREAM && begin()) {
      // A recording that has become empty ends here, and for good.
      count = round.read(buffer, offset, frames);
    }
    return count;
  }

  private synchronized boolean begin() {
    if (closed) {
      return false;
    }
    round.close();
    round = FileConversion.open(file);
    if (round.sampleRate() != sampleRate) {
      throw new AudioException(
          "%s has changed its sample rate from %d to %d Hz while it was played."
              .formatted(file, sampleRate, round.sampleRate()));
    }
    return true;
  }

  @Override
  public synchronized void close() {
    closed = true;
    round.close();
  }
}
