package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.Allocations;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RunningLevelMixTest {

  /** Samples of 10 ms of both. */
  private static final int FRAME = 160;

  private static final int SECOND = 100 * FRAME;

  /** A signal whose every sample is as loud as its level. */
  private static float[] signal(int length, IntToDoubleFunction level) {
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = (float) (i % 2 == 0 ? level.applyAsDouble(i) : -level.applyAsDouble(i));
    }
    return x;
  }

  private static float[] mixed(float[] speaker, float[] voice, int frames, double rate) {
    RunningLevelMix mix = new RunningLevelMix(FRAME, FRAME, frames, rate);
    float[] all = voice.clone();
    for (int from = 0; from + frames * FRAME <= all.length; from += frames * FRAME) {
      float[] chunk = Arrays.copyOfRange(all, from, from + frames * FRAME);
      mix.apply(speaker, from, chunk);
      System.arraycopy(chunk, 0, all, from, chunk.length);
    }
    return all;
  }

  /** Only where a chunk ends nothing is known of what follows, and the level is 20 ms old. */
  @ParameterizedTest
  @CsvSource({"4, 9", "6, 6", "10, 4", "25, 2"})
  void theSpeakersLevelIsHeardWhenItIs(int frames, double latestMs) {
    double omega = 2 * Math.PI * 3 / SECOND;
    int length = 3 * SECOND;
    float[] speaker = signal(length, i -> 0.1 * (1 + 0.5 * Math.sin(omega * i)));
    float[] out = mixed(speaker, signal(length, i -> 0.3), frames, 0);
    double sine = 0;
    double cosine = 0;
    for (int i = SECOND; i < 2 * SECOND; i++) {
      sine += Math.abs(out[i]) * Math.sin(omega * i);
      cosine += Math.abs(out[i]) * Math.cos(omega * i);
    }
    double lateMs = 1000 * Math.atan2(-cosine, sine) / omega / SECOND;
    assertTrue(lateMs > -1 && lateMs < latestMs, "ms late: " + lateMs);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 6, 25})
  void aVoiceThatIsAsLoudStaysAsItIsHoweverSuddenly(int frames) {
    float[] speaker = signal(3 * SECOND, i -> i % 4500 < 1700 ? 0.3 : 0.004);
    float[] out = mixed(speaker, speaker, frames, 0.25);
    // At first levels grow out of nothing.
    int settled = 5 * FRAME;
    assertArrayEquals(
        Arrays.copyOfRange(speaker, settled, 2 * SECOND),
        Arrays.copyOfRange(out, settled, 2 * SECOND),
        1e-6f);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 10})
  void theGainHasNoJumps(int frames) {
    float[] speaker = signal(2 * SECOND, i -> i % 4500 < 1700 ? 0.3 : 0.01);
    float[] out = mixed(speaker, signal(2 * SECOND, i -> 0.3), frames, 0);
    // A stream begins with a fade of its own.
    for (int i = 5 * FRAME; i < 2 * SECOND; i++) {
      assertEquals(Math.abs(out[i - 1]), Math.abs(out[i]), 0.3 / FRAME, "at " + i);
    }
  }

  @Test
  void rateOneChangesNothingAndSilenceSilences() {
    float[] voice = signal(SECOND, i -> 0.3);
    assertArrayEquals(voice, mixed(new float[SECOND], voice, 5, 1));
    assertArrayEquals(new float[SECOND], mixed(new float[SECOND], voice, 5, 0.5), 0);
  }

  @Test
  void whatWasBeforeAResetIsForgotten() {
    float[] speaker = signal(10 * FRAME, i -> 0.3);
    RunningLevelMix mix = new RunningLevelMix(FRAME, FRAME, 5, 0);
    float[] first = signal(5 * FRAME, i -> 0.2);
    float[] again = first.clone();
    mix.apply(speaker, 0, first);
    mix.reset();
    mix.apply(speaker, 0, again);
    assertArrayEquals(first, again);
    assertEquals(0, Allocations.of(() -> mix.apply(speaker, 5 * FRAME, again)));
  }
}
