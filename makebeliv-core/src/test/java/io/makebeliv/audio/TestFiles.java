package io.makebeliv.audio;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/** Reads and lists whole files and folders in tests. */
final class TestFiles {

  private TestFiles() {}

  /** Reads what is left, in blocks of an awkward size. */
  static float[] drain(AudioSource source) {
    float[] samples = new float[1024];
    int count = 0;
    while (true) {
      if (samples.length - count < 333) {
        samples = Arrays.copyOf(samples, 2 * samples.length);
      }
      int read = source.read(samples, count, 333);
      if (read == AudioSource.END_OF_STREAM) {
        return Arrays.copyOf(samples, count);
      }
      count += read;
    }
  }

  static float[] read(Path file) {
    try (AudioFileSource source = AudioFiles.open(file)) {
      return drain(source);
    }
  }

  static void write(Path target, int sampleRate, SampleEncoding encoding, float... samples) {
    try (AudioSink sink = AudioFiles.create(target, sampleRate, encoding)) {
      sink.write(samples, 0, samples.length);
      sink.end();
    }
  }

  /** Returns what the refusal of {@code action} says. */
  static String refusal(Executable action) {
    return String.valueOf(assertThrows(AudioException.class, action).getMessage());
  }

  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
