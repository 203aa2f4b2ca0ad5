package io.makebeliv.audio.javasound;

import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSource;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;

/** Makes and reads whole streams in tests. */
final class TestStreams {

  private TestStreams() {}

  static float[] read(Path file) {
    try (AudioFileSource source = AudioFiles.open(file)) {
      return drain(source);
    }
  }

  static float[] drain(AudioSource source) {
    float[] samples = new float[100_000];
    int count = 0;
    for (int n = 0;
        n >= 0;
        n = source.read(samples, count, Math.min(777, samples.length - count))) {
      count += n;
    }
    return Arrays.copyOf(samples, count);
  }

  static AudioFormat format(
      AudioFormat.Encoding encoding, int rate, int bits, int channels, boolean bigEndian) {
    return new AudioFormat(encoding, rate, bits, channels, channels * bits / 8, rate, bigEndian);
  }

  static AudioInputStream stream(AudioFormat format, byte... bytes) {
    return new AudioInputStream(
        new ByteArrayInputStream(bytes), format, bytes.length / format.getFrameSize());
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
