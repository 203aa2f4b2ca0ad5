package io.makebeliv.audio.jack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.DuplexDevice;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JackBlocksTest {

  private static final DuplexDevice.Callback NEGATION =
      (input, output, frames) -> {
        for (int i = 0; i < frames; i++) {
          output[i] = -input[i];
        }
      };

  private final JackBlocks blocks = new JackBlocks(4);

  private float[] process(int capacity, int frames) {
    float[] in = new float[capacity];
    float[] out = new float[capacity];
    for (int i = 0; i < capacity; i++) {
      in[i] = i + 1;
      out[i] = 99;
    }
    blocks.process(FloatBuffer.wrap(in), FloatBuffer.wrap(out), frames);
    return out;
  }

  @Test
  void beforeTheStartItIsSilent() {
    assertArrayEquals(new float[4], process(4, 4));
    assertFalse(blocks.running());
  }

  @Test
  void whatComesInGoesThroughTheCallback() {
    blocks.start(NEGATION);
    assertTrue(blocks.running());
    assertArrayEquals(new float[] {-1, -2, -3, -4}, process(4, 4));
    blocks.stop();
    assertArrayEquals(new float[4], process(4, 4));
    assertFalse(blocks.running());
  }

  @Test
  void longerBlocksComeInParts() {
    List<Integer> parts = new ArrayList<>();
    blocks.start(
        (input, output, frames) -> {
          parts.add(frames);
          NEGATION.process(input, output, frames);
        });
    assertArrayEquals(new float[] {-1, -2, -3, -4, -5, -6, -7, -8, -9}, process(9, 9));
    assertEquals(List.of(4, 4, 1), parts);
  }

  @Test
  void shorterBlocksLeaveTheRestAlone() {
    blocks.start(NEGATION);
    assertArrayEquals(new float[] {-1, -2, 99, 99}, process(4, 2));
    assertTrue(blocks.running());
  }

  @Test
  void blocksLongerThanTheirBuffersAreSilenceAndTheEnd() {
    blocks.start(NEGATION);
    assertArrayEquals(new float[4], process(4, 5));
    assertFalse(blocks.running());
    assertTrue(blocks.lost());
    blocks.found();
    blocks.start(NEGATION);
    assertArrayEquals(new float[] {-1, -2, -3, -4}, process(4, 4));
  }

  @Test
  void aCallbackThatThrowsIsSilenceAndTheEnd() {
    blocks.start(
        (input, output, frames) -> {
          output[0] = 1;
          throw new IllegalStateException("a mistake");
        });
    assertArrayEquals(new float[4], process(4, 4));
    assertFalse(blocks.running());
  }

  @Test
  void xrunsAreCounted() {
    blocks.xrun();
    blocks.xrun();
    assertEquals(2, blocks.xruns());
  }
}
