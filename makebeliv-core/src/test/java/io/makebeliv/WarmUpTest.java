package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Before any audio moves, a voice is run on a test signal, for six steps and 0.4 s at least; the
 * stream hears nothing of it.
 */
@Timeout(60)
final class WarmUpTest {

  /** A step that was converted, and since which reset. */
  private record Converted(int life, Thread thread, long position, double power) {}

  private final List<Converted> all = new CopyOnWriteArrayList<>();
  private int lives;

  private TestVoice noting(int rate, int step) {
    return TestVoice.of(
        new StepFormat(rate, rate, step, step, 0),
        format -> {
          int life = lives++;
          return (in, out, controls) -> note(life, in, out, controls);
        });
  }

  private void note(int life, float[] in, float[] out, StepControls controls) {
    TestVoice.mirror(in, out, controls);
    double power = Signals.power(in, 0, in.length);
    all.add(new Converted(life, Thread.currentThread(), controls.position(), power));
  }

  @ParameterizedTest
  @CsvSource({
    "16000, 160, 40",
    "16000, 1066, 7",
    "16000, 1600, 6",
    "44100, 441, 40",
    "48000, 48000, 6"
  })
  void aVoiceIsRunBeforeItsStreamBegins(int rate, int step, int steps) {
    try (VoiceConverter converter =
            VoiceConverter.builder()
                .backend(noting(rate, step))
                .fluctuation(Fluctuation.off())
                .build();
        VoiceSession session = converter.openSession(rate)) {
      assertEquals(steps, all.size());
      for (int i = 0; i < steps; i++) {
        assertEquals(0, all.get(i).life());
        assertEquals((long) i * step, all.get(i).position());
      }
      double power = all.stream().mapToDouble(Converted::power).average().orElse(0);
      assertTrue(power > 1e-3, "it warms up on silence");
      assertEquals(0, session.statistics().steps());

      float[] silence = new float[step];
      session.process(silence, 0, silence, 0, step);
      Converted first = all.get(steps);
      assertNotEquals(0, first.life(), "it still remembers the test signal");
      assertEquals(0, first.position());
      assertEquals(0, first.power());
      assertEquals(steps + 1, all.size());
    }
  }

  @Test
  void soIsOneThatIsSwappedInAndNotOnTheAudioThread() throws Exception {
    int rate = 16_000;
    int step = 160;
    try (VoiceConverter converter =
            VoiceConverter.builder().backend(TestVoice.of(step, TestVoice::mirror)).build();
        VoiceSession session = converter.openSession(rate)) {
      CompletableFuture<Void> swap = session.swap(noting(rate, step));
      float[] silence = new float[step];
      while (!swap.isDone()) {
        session.process(silence, 0, silence, 0, step);
        Thread.sleep(1);
      }
      swap.join();
      Thread audio = Thread.currentThread();
      long warming = all.stream().filter(converted -> converted.thread() != audio).count();
      assertEquals(40, warming);
      assertTrue(all.size() > warming, "it was never heard");
      for (int i = 0; i < all.size(); i++) {
        assertEquals(i < warming, all.get(i).thread() != audio, "step " + i);
        assertEquals(i < warming, all.get(i).life() == 0, "step " + i);
      }
    }
  }
}
