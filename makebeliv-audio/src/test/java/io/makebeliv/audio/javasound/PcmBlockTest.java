package io.makebeliv.audio.javasound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import javax.sound.sampled.AudioFormat;
import org.junit.jupiter.api.Test;

class PcmBlockTest {

  private static final float STEP = 1 / 32_768f;

  private static byte[] encoded(int channels, float... samples) {
    PcmBlock block = new PcmBlock(channels, samples.length);
    block.encode(samples, 0, samples.length);
    return block.bytes;
  }

  @Test
  void everyIntegerComesBackAsItWas() {
    PcmBlock block = new PcmBlock(1, 65_536);
    for (int i = 0; i < 65_536; i++) {
      block.bytes[2 * i] = (byte) i;
      block.bytes[2 * i + 1] = (byte) (i >> 8);
    }
    byte[] before = block.bytes.clone();
    float[] samples = new float[65_536];
    block.decode(samples, 0, 65_536);
    assertEquals(1 - STEP, samples[32_767]);
    assertEquals(-1, samples[32_768]);
    Arrays.fill(block.bytes, (byte) 77);
    block.encode(samples, 0, 65_536);
    assertArrayEquals(before, block.bytes);
  }

  @Test
  void samplesAreRoundedClippedAndFinite() {
    assertArrayEquals(
        encoded(1, 0, STEP, -STEP, 0),
        encoded(1, 0.4f * STEP, 1.4f * STEP, -1.4f * STEP, Float.NaN));
    assertArrayEquals(
        encoded(1, 1 - STEP, -1, 1 - STEP, -1),
        encoded(1, 1, -1.5f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY));
  }

  @Test
  void stereoIsTheMeanAndTheSameTwice() {
    PcmBlock block = new PcmBlock(2, 3);
    block.encode(new float[] {9, 0.5f, -0.25f}, 1, 2);
    assertArrayEquals(
        new byte[] {0, 0x40, 0, 0x40, 0, (byte) 0xE0, 0, (byte) 0xE0, 0, 0, 0, 0}, block.bytes);
    block.bytes[0] = 1;
    block.bytes[2] = 2;
    block.bytes[4] = 0;
    block.bytes[5] = 0;
    float[] samples = new float[4];
    block.decode(samples, 1, 3);
    assertArrayEquals(new float[] {0, 0.5f + 1.5f * STEP, -0.125f, 0}, samples);
  }

  @Test
  void theFormatIsWhatTheBytesAre() {
    AudioFormat format = PcmBlock.format(44_100, 2);
    assertEquals(4, format.getFrameSize());
    assertEquals(AudioFormat.Encoding.PCM_SIGNED, format.getEncoding());
    assertEquals(false, format.isBigEndian());
    assertEquals(new PcmBlock(2, 5).frameBytes, format.getFrameSize());
    assertEquals(5, new PcmBlock(2, 5).frames());
  }
}
