package io.makebeliv.dsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FractionalDelayTest {

  @ParameterizedTest
  @CsvSource({"48000, 8000", "48000, 17000", "48000, 50", "16000, 6500", "8000, 3300"})
  void readsBetweenFrames(int rate, double hz) {
    FractionalDelay delay = new FractionalDelay(200, 100);
    float[] block = new float[100];
    double error = 0;
    double power = 0;
    for (int n = 0; n < 4000; n += block.length) {
      for (int i = 0; i < block.length; i++) {
        block[i] = (float) Math.sin(2 * Math.PI * hz * (n + i) / rate);
      }
      delay.write(block, block.length);
      for (int i = 0; i < block.length; i++) {
        double late = 100 + 60 * Math.sin(1e-3 * (n + i));
        double expected = Math.sin(2 * Math.PI * hz * (n + i - late) / rate);
        float read = delay.read(i, block.length, late);
        if (n > 300) {
          error += (read - expected) * (read - expected);
          power += expected * expected;
        }
      }
    }
    double db = 10 * Math.log10(error / power);
    assertTrue(db < -70, hz + " Hz at " + rate + " Hz is right to " + db + " dB");
  }

  @Test
  void wholeFramesAreCopied() {
    FractionalDelay delay = new FractionalDelay(50, 10);
    float[] block = new float[10];
    for (int n = 0; n < 200; n += 10) {
      for (int i = 0; i < 10; i++) {
        block[i] = n + i;
      }
      delay.write(block, 10);
      for (int i = 0; i < 10; i++) {
        assertEquals(Math.max(0, n + i - 50), delay.read(i, 10, 50));
        assertEquals(Math.max(0, n + i - 16), delay.read(i, 10, FractionalDelay.REACH));
      }
    }
    delay.reset();
    block[9] = 1;
    delay.write(new float[10], 10);
    assertEquals(0, delay.read(9, 10, 20.5));
  }

  @Test
  void tooShortIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new FractionalDelay(15, 10));
    assertThrows(IllegalArgumentException.class, () -> new FractionalDelay(16, 0));
  }
}
