package io.makebeliv.audio.javasound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.makebeliv.audio.testbed.AlsaFiles;
import io.makebeliv.audio.testbed.Child;
import io.makebeliv.audio.testbed.Pcm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Microphone and speaker, sample by sample, on a device that is made of files. */
class DevicesOnFilesTest {

  private static final int FRAMES = 100_000;

  @TempDir Path folder;

  @Test
  void everySampleComesInAndGoesOutAsItIs() throws IOException {
    AlsaFiles files = AlsaFiles.in(folder);
    float[] samples = new float[FRAMES];
    Random random = new Random(7);
    for (int i = 0; i < FRAMES; i++) {
      samples[i] = (random.nextInt(65_536) - 32_768) / 32_768f;
    }
    Pcm.write(files.input(), samples);
    try (Child program = Child.java(files.environment(), Copier.class)) {
      program.finish();
    }
    float[] played = Pcm.read(files.output());
    assertArrayEquals(samples, Arrays.copyOf(played, FRAMES));
    for (int i = FRAMES; i < played.length; i++) {
      assertEquals(0, played[i], "the end is pushed out by silence");
    }
  }

  static final class Copier {
    public static void main(String[] args) {
      float[] block = new float[1000];
      try (Microphone microphone = Microphone.open();
          Speaker speaker = Speaker.open()) {
        int left = FRAMES;
        for (int size = 1; left > 0; size = size % 991 + 7) {
          int count = microphone.read(block, 3, Math.min(size, left));
          speaker.write(block, 3, count);
          left -= count;
        }
        speaker.end();
      }
    }
  }
}
