package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.fluctuation.FluctuationEngine;
import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.StepFormat;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A voice is replaced in a running session without a gap or a click. */
@Timeout(60)
final class SwapTest {

  private static final int RATE = 48000;
  private static final int BLOCK = 480;
  private static final StepFormat SHORT = new StepFormat(RATE, RATE, 48, 48, 100);
  private static final StepFormat LONG = new StepFormat(16000, RATE, 320, 960, 3001);

  /** Runs a slow sine through the session until the future is done, and a little longer. */
  private static float[] runUntil(VoiceSession session, CompletableFuture<Void> done)
      throws InterruptedException {
    float[] heard = Signals.sine(60 * RATE, RATE, 60, 0.5);
    int frames = 0;
    int rest = RATE;
    while (rest > 0) {
      session.process(heard, frames, heard, frames, BLOCK);
      frames += BLOCK;
      if (done.isDone()) {
        rest -= BLOCK;
      } else {
        assertTrue(frames < heard.length - 2 * RATE, "the swap never finished");
        Thread.sleep(1);
      }
    }
    return java.util.Arrays.copyOf(heard, frames);
  }

  private static void assertNoGapOrClick(float[] heard, int from) {
    double slope = 0.5 * 2 * Math.PI * 60 / RATE;
    for (int i = from; i < heard.length; i++) {
      double step = Math.abs(heard[i] - heard[i - 1]);
      // Equal powers of the same sine add up to 3 dB more in the middle of the crossfade.
      assertTrue(step < 1.6 * slope + 1e-4, "click of " + step + " at " + i);
    }
    for (int i = from; i + RATE / 50 < heard.length; i += RATE / 100) {
      assertTrue(Signals.power(heard, i, i + RATE / 50) > 0.05, "gap at " + i);
    }
  }

  @Test
  void aVoiceIsReplacedByASlowerOneAndBack() throws Exception {
    TestVoice first = TestVoice.measuring(SHORT);
    TestVoice second = TestVoice.measuring(LONG);
    TestVoice third = TestVoice.measuring(SHORT);
    try (VoiceConverter converter = VoiceConverter.builder().measuring().backend(first).build();
        VoiceSession session = converter.openSession(RATE)) {
      int before = session.latency().totalFrames();
      float[] heard = runUntil(session, session.swap(second));
      assertNoGapOrClick(heard, before + 10);
      int slow = session.latency().totalFrames();
      assertTrue(slow > before);
      assertEquals(0, first.openSessions.get(), "the old voice is released");
      assertEquals(1, second.openSessions.get());

      float[] after = runUntil(session, session.swap(third));
      assertNoGapOrClick(after, slow + 400);
      assertEquals(slow, session.latency().totalFrames(), "the delay never shrinks");
      assertEquals(2, session.statistics().swaps());
      assertFalse(first.closed.get(), "the caller owns it");

      float[] early = Signals.smoothNoise(RATE / 2, RATE, 1000, 1);
      float[] late = new float[early.length];
      session.process(early, 0, late, 0, early.length);
      assertEquals(slow, Signals.lag(early, late, 2 * slow), "the ledger is exact after swaps");
    }
    assertEquals(0, third.openSessions.get());
  }

  /** Notes the pitch asked for at each frame of the stream. */
  private static TestVoice noting(float[] asked) {
    return TestVoice.of(
        160,
        (in, out, controls) -> {
          TestVoice.mirror(in, out, controls);
          int at = (int) controls.position();
          System.arraycopy(
              controls.pitchSemitones(), 0, asked, at, Math.min(in.length, asked.length - at));
        });
  }

  @Test
  void thePitchGoesOnVaryingFromWhereItIs() throws Exception {
    int rate = 16_000;
    Fluctuation fluctuation = Fluctuation.singing();
    float[] input = Signals.noise(20 * rate, 0.5, 1);
    float[] first = new float[input.length];
    float[] second = new float[input.length];
    try (VoiceConverter converter =
            VoiceConverter.builder()
                .backend(noting(first))
                .pitch(2)
                .fluctuation(fluctuation)
                .build();
        VoiceSession session = converter.session(rate).id("anna").open()) {
      float[] output = new float[input.length];
      int joined = 3 * rate;
      session.process(input, 0, output, 0, joined);
      // Warming up notes pitches as well.
      CompletableFuture<Void> swap = session.swap(noting(second));
      int frames = joined;
      while (!swap.isDone() && frames < 18 * rate) {
        session.process(input, frames, output, frames, 333);
        frames += 333;
        Thread.sleep(1);
      }
      swap.get(10, TimeUnit.SECONDS);
      session.process(input, frames, output, frames, rate);
      float[] cents = new float[input.length];
      float[] swing = new float[input.length];
      FluctuationEngine engine =
          new FluctuationEngine(fluctuation, rate, converter.seedFor("anna"));
      engine.pitch(0, cents, 0, cents.length);
      engine.vibrato(0, swing, 0, swing.length);
      int both = 0;
      for (int n = joined; n < frames + rate - 160; n++) {
        double told = 2 + (cents[n] + fluctuation.vibratoCents() * swing[n]) / 100;
        if (second[n] != 0) {
          assertEquals(told, second[n], 1e-4, "at frame " + n);
          both += first[n] != 0 ? 1 : 0;
        }
        assertTrue(first[n] == 0 || Math.abs(told - first[n]) < 1e-4, "at frame " + n);
        assertTrue(first[n] != 0 || second[n] != 0, "at frame " + n);
      }
      assertTrue(both > 0.04 * rate, "the two were crossfaded");
    }
  }

  @Test
  void aVoiceThatCannotBeUsedLeavesTheOldOneRunning() throws Exception {
    TestVoice broken =
        TestVoice.of(
            BLOCK,
            (in, out, controls) -> {
              throw new IllegalStateException("broken");
            });
    try (VoiceConverter converter =
            VoiceConverter.builder().measuring().backend(TestVoice.measuring(SHORT)).build();
        VoiceSession session = converter.openSession(RATE)) {
      CompletableFuture<Void> swap = session.swap(broken);
      assertNoGapOrClick(runUntil(session, swap), session.latency().totalFrames() + 10);
      assertFailedWith(ModelException.class, swap);
      assertEquals(0, broken.openSessions.get());

      CompletableFuture<Void> missing = session.swap(Path.of("no-such-voice.onnx"));
      assertNoGapOrClick(runUntil(session, missing), session.latency().totalFrames() + 10);
      assertFailedWith(ModelException.class, missing);
      assertEquals(0, session.statistics().swaps());
    }
  }

  @Test
  void closingTheSessionEndsASwapUnderWay() throws Exception {
    TestVoice next = TestVoice.measuring(LONG);
    CompletableFuture<Void> swap;
    try (VoiceConverter converter =
            VoiceConverter.builder().measuring().backend(TestVoice.measuring(SHORT)).build();
        VoiceSession session = converter.openSession(RATE)) {
      swap = session.swap(next);
    }
    assertFailedWith(ModelException.class, swap);
    assertEquals(0, next.openSessions.get());
  }

  private static void assertFailedWith(
      Class<? extends Throwable> cause, CompletableFuture<Void> swap) {
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> swap.get(10, TimeUnit.SECONDS));
    assertInstanceOf(cause, failure.getCause());
  }
}
