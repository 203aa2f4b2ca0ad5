package io.makebeliv.examples;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSink;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A recording whose failure is remembered, and whose completion. */
final class NotedSink implements AudioSink {

  private final Path file;
  private final AudioSink sink;
  private volatile @Nullable String failure;
  private volatile boolean complete;

  /**
   * Creates a recording.
   *
   * @throws AudioException if the file cannot be written
   */
  NotedSink(Path file, int sampleRate) {
    this.file = file;
    sink = AudioFiles.create(file, sampleRate);
  }

  /** Where it is kept once it is complete. */
  Path file() {
    return file;
  }

  /** Why it failed, or null if it did not. */
  @Nullable String failure() {
    return failure;
  }

  /** Whether it was ended, and all of it kept. */
  boolean complete() {
    return complete;
  }

  @Override
  public int sampleRate() {
    return sink.sampleRate();
  }

  @Override
  public void write(float[] buffer, int offset, int frames) {
    noting(() -> sink.write(buffer, offset, frames));
  }

  @Override
  public void end() {
    noting(sink::end);
    complete = true;
  }

  private void noting(Runnable action) {
    try {
      action.run();
    } catch (AudioException e) {
      failure = e.getMessage();
      throw e;
    }
  }

  @Override
  public void close() {
    sink.close();
  }
}
