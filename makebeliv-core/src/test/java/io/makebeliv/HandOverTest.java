package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.StepFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps that an executor runs, where the host's blocks are longer than steps. */
final class HandOverTest {

  private static final int RATE = 48000;

  /** Runs what was handed over between two blocks. */
  private static final class BetweenBlocks implements Executor {

    private final Queue<Runnable> waiting = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      waiting.add(task);
    }

    void run() {
      while (!waiting.isEmpty()) {
        waiting.remove().run();
      }
    }
  }

  @Property(tries = 60)
  void aBlockOfManyStepsIsLateByAsManyAndOtherwiseTheSame(
      @ForAll @IntRange(min = 31, max = 700) int step,
      @ForAll @IntRange(min = 1, max = 2000) int block,
      @ForAll long seed) {
    TestVoice voice = TestVoice.of(step, TestVoice::mirror);
    BetweenBlocks executor = new BetweenBlocks();
    float[] input = Signals.noise(8 * Math.max(step, block), 0.5, seed);
    try (VoiceConverter converter =
            VoiceConverter.builder().backend(voice).fluctuation(Fluctuation.off()).build();
        VoiceSession direct = converter.openSession(RATE);
        VoiceSession handed =
            converter.session(RATE).executor(executor).blockFrames(block).open()) {
      float[] expected = new float[input.length];
      direct.process(input, 0, expected, 0, input.length);
      float[] output = new float[input.length];
      for (int done = 0; done < input.length; done += block) {
        int count = Math.min(block, input.length - done);
        handed.process(input, done, output, done, count);
        executor.run();
      }
      int later = handed.latency().totalFrames() - direct.latency().totalFrames();
      assertEquals((block + step - 1) / step * step, later);
      assertArrayEquals(
          Arrays.copyOf(expected, input.length - later),
          Arrays.copyOfRange(output, later, input.length));
      assertEquals(0, handed.statistics().droppedSteps());
    }
  }

  @Test
  void withoutBeingToldAllButOneStepOfABlockAreLate() {
    TestVoice voice = TestVoice.of(240, TestVoice::mirror);
    BetweenBlocks executor = new BetweenBlocks();
    try (VoiceConverter converter = VoiceConverter.builder().backend(voice).build();
        VoiceSession session = converter.session(RATE).executor(executor).open()) {
      float[] block = new float[960];
      for (int i = 0; i < 10; i++) {
        session.process(block, 0, block, 0, block.length);
        executor.run();
      }
      assertEquals(30, session.statistics().droppedSteps());
    }
  }

  @Test
  @Timeout(60)
  void aPoolOfManyThreadsKeepsTheOrderAndRunsOneStepAtATime() throws InterruptedException {
    List<Long> positions = Collections.synchronizedList(new ArrayList<>());
    TestVoice voice =
        TestVoice.of(
            31,
            (in, out, controls) -> {
              positions.add(controls.position());
              TestVoice.mirror(in, out, controls);
            });
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try (VoiceConverter converter = VoiceConverter.builder().backend(voice).build();
        VoiceSession session = converter.session(RATE).executor(pool).blockFrames(960).open()) {
      positions.clear();
      float[] block = new float[960];
      for (int i = 0; i < 2000; i++) {
        Arrays.fill(block, 0.1f);
        session.process(block, 0, block, 0, block.length);
        if (i % 3 == 0) {
          LockSupport.parkNanos(1_000);
        }
        if (i == 1000) {
          session.reset();
          positions.add(-1L);
        }
      }
      pool.shutdown();
      while (!pool.isTerminated()) {
        Thread.sleep(1);
      }
      int restart = positions.indexOf(-1L);
      assertAscending(positions.subList(0, restart));
      assertTrue(positions.size() - restart > 1);
    } finally {
      pool.shutdownNow();
    }
  }

  private static void assertAscending(List<Long> positions) {
    for (int i = 1; i < positions.size(); i++) {
      assertTrue(positions.get(i - 1) < positions.get(i), "at " + i);
    }
  }

  @Test
  void aResetMakesUpForStepsThatWereLost() {
    TestVoice voice =
        TestVoice.of(new StepFormat(RATE, RATE, 100, 100, 0), format -> TestVoice::mirror);
    List<Runnable> lost = new ArrayList<>();
    boolean[] losing = {true};
    Executor forgetful =
        task -> {
          if (losing[0]) {
            lost.add(task);
          } else {
            task.run();
          }
        };
    try (VoiceConverter converter = VoiceConverter.builder().backend(voice).build();
        VoiceSession session =
            converter.session(RATE).executor(forgetful).blockFrames(960).id("one").open();
        VoiceSession other =
            converter.session(RATE).executor(Runnable::run).blockFrames(960).id("one").open()) {
      float[] samples = Signals.noise(4000, 0.5, 1);
      session.process(samples, 0, samples, 0, samples.length);
      assertArrayEquals(new float[samples.length], samples);
      assertEquals(30, session.statistics().droppedSteps());
      losing[0] = false;
      session.reset();
      lost.get(0).run();
      float[] input = Signals.noise(8000, 0.5, 2);
      float[] expected = new float[input.length];
      other.process(input, 0, expected, 0, input.length);
      session.process(input, 0, input, 0, input.length);
      assertArrayEquals(expected, input);
    }
  }

  @Test
  void refusesABlockLongerThanASecondOrWithoutFrames() {
    try (VoiceConverter converter = VoiceConverter.builder().build()) {
      VoiceSession.Builder builder = converter.session(RATE);
      for (int frames : new int[] {0, RATE + 1}) {
        String message =
            assertThrows(IllegalArgumentException.class, () -> builder.blockFrames(frames))
                .getMessage();
        assertEquals("blockFrames must be 1 to 48000, was " + frames, message);
      }
    }
  }
}
