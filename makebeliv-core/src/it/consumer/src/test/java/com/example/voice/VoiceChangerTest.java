package com.example.voice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoiceChangerTest {

  private static final File SPEECH = new File("src/test/resources/speech.wav");

  private static Recording before;
  private static Recording converted;
  private static Recording pushed;

  @BeforeAll
  static void changeTheVoice(@TempDir Path folder) throws Exception {
    before = Recording.read(SPEECH);
    assertEquals(48_000, before.sampleRate());
    Tape tape = new Tape(before.samples());
    Path changed = folder.resolve("changed.wav");
    VoiceChanger.run(SPEECH.toPath(), changed, tape::read, tape::write);
    converted = Recording.read(changed.toFile());
    pushed = new Recording(48_000, tape.recorded());
  }

  @Test
  void theConvertedFileIsAsLongAndAtTheSameRate() {
    assertEquals(before.sampleRate(), converted.sampleRate());
    assertEquals(before.frames(), converted.frames());
  }

  @Test
  void thePushedStreamHasAFrameForEveryFrame() {
    assertEquals(before.frames(), pushed.frames());
  }

  @Test
  void bothAreTheVoiceFourSemitonesHigher() {
    for (Recording after : new Recording[] {converted, pushed}) {
      double loudness = after.rms() / before.rms();
      assertTrue(loudness > 0.3 && loudness < 3, "loudness changed by a factor of " + loudness);
      double cents = 1200 * Math.log(after.medianF0() / before.medianF0()) / Math.log(2);
      assertEquals(400, cents, 60, "f0 moved from " + before.medianF0() + " Hz");
    }
  }

  @Test
  void neitherIsTheOriginal() {
    for (Recording after : new Recording[] {converted, pushed}) {
      double product = 0;
      for (int i = 0; i < before.frames(); i++) {
        product += before.samples()[i] * after.samples()[i];
      }
      double similarity = product / (before.rms() * after.rms() * before.frames());
      assertTrue(Math.abs(similarity) < 0.5, "correlates with the original by " + similarity);
    }
  }

  /** Plays a recording in blocks, the last one filled with zeros, and records what comes back. */
  private static final class Tape {

    private final float[] samples;
    private final float[] recorded;
    private int read;
    private int written;

    Tape(float[] samples) {
      this.samples = samples;
      recorded = new float[samples.length];
    }

    boolean read(float[] block) {
      int frames = Math.min(block.length, samples.length - read);
      Arrays.fill(block, 0);
      System.arraycopy(samples, read, block, 0, frames);
      read += frames;
      return frames > 0;
    }

    void write(float[] block) {
      int frames = Math.min(block.length, recorded.length - written);
      System.arraycopy(block, 0, recorded, written, frames);
      written += frames;
    }

    float[] recorded() {
      return Arrays.copyOf(recorded, written);
    }
  }
}
