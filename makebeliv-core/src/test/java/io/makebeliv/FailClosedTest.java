package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.StepFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The first law: in every fault the output is silence. In each state two different inputs give
 * bit-identical outputs, and those are zeros.
 */
final class FailClosedTest {

  private static final int RATE = 16000;
  private static final int STEP = 160;
  private static final int FRAMES = RATE / 2;

  /** A fault that a voice works without until it is switched on. */
  private record Fault(String name, MuteReason reason, Consumer<float[][]> step) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
            new Fault("throws", MuteReason.BACKEND_FAULT, io -> fail()),
            new Fault("runs out of stack", MuteReason.BACKEND_FAULT, io -> overflow(1)),
            new Fault(
                "writes its input, then throws",
                MuteReason.BACKEND_FAULT,
                io -> {
                  System.arraycopy(io[0], 0, io[1], 0, STEP);
                  fail();
                }),
            new Fault("one NaN", MuteReason.NOT_FINITE, io -> copyWith(io, Float.NaN)),
            new Fault(
                "one infinity", MuteReason.NOT_FINITE, io -> copyWith(io, Float.NEGATIVE_INFINITY)),
            new Fault(
                "hands its input back",
                MuteReason.LEAK,
                io -> System.arraycopy(io[0], 0, io[1], 0, STEP)),
            new Fault(
                "hands its input back upside down and softer",
                MuteReason.LEAK,
                io -> {
                  for (int i = 0; i < STEP; i++) {
                    io[1][i] = -0.25f * io[0][i];
                  }
                }))
        .map(Arguments::of);
  }

  private static void fail() {
    throw new IllegalStateException("on purpose");
  }

  private static int overflow(int depth) {
    return depth == 0 ? 0 : overflow(depth + 1) + 1;
  }

  private static void copyWith(float[][] io, float bad) {
    System.arraycopy(io[0], 0, io[1], 0, STEP);
    io[1][STEP / 2] = bad;
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsSilence(Fault fault) {
    float[] one = duringFault(fault, Signals.noise(FRAMES, 0.9, 1));
    float[] other = duringFault(fault, Signals.sine(FRAMES, RATE, 440, 0.5));
    assertArrayEquals(one, other);
    assertArrayEquals(new float[FRAMES], one);
  }

  /** The output from 10 ms (a decay from the last good sample) into the fault on. */
  private static float[] duringFault(Fault fault, float[] input) {
    AtomicBoolean on = new AtomicBoolean();
    TestVoice voice =
        TestVoice.of(
            STEP,
            (in, out, controls) -> {
              TestVoice.mirror(in, out, controls);
              if (on.get()) {
                fault.step().accept(new float[][] {in, out});
              }
            });
    try (VoiceConverter converter = VoiceConverter.builder().backend(voice).build();
        VoiceSession session = converter.openSession(RATE)) {
      float[] before = Signals.noise(FRAMES, 0.5, 9);
      session.process(before, 0, before, 0, FRAMES);
      assertTrue(Signals.power(before, 0, FRAMES) > 1e-3, "it works before");
      on.set(true);
      float[] first = Arrays.copyOf(input, 3 * STEP);
      session.process(first, 0, first, 0, first.length);
      float[] output = new float[FRAMES];
      session.process(input, 0, output, 0, FRAMES);
      assertTrue(session.statistics().mutedFrames(fault.reason()) >= FRAMES);

      on.set(false);
      float[] after = Signals.noise(2 * RATE, 0.5, 10);
      session.process(after, 0, after, 0, after.length);
      assertTrue(Signals.power(after, after.length / 2, after.length) > 1e-3, "it recovers");
      return output;
    }
  }

  @Test
  void aDelayedCopyIsMutedWithinAThirdOfASecond() {
    for (StepFormat format :
        new StepFormat[] {
          new StepFormat(16000, 16000, 160, 160, 123),
          new StepFormat(48000, 48000, 64, 64, 999),
          new StepFormat(16000, 40000, 320, 800, 1001),
          new StepFormat(16000, 48000, 1600, 4800, 2003)
        }) {
      AtomicBoolean on = new AtomicBoolean();
      TestVoice leaking = TestVoice.leaking(format);
      TestVoice.Step leak = stepOf(leaking, format);
      TestVoice voice =
          TestVoice.of(
              format,
              f ->
                  (in, out, controls) -> {
                    leak.convert(in, out, controls);
                    if (!on.get()) {
                      for (int i = 0; i < out.length; i += 2) {
                        out[i] = -out[i];
                      }
                    }
                  });
      int host = format.outputRate();
      try (VoiceConverter converter = VoiceConverter.builder().backend(voice).build();
          VoiceSession session = converter.openSession(host)) {
        float[] speech = SyntheticSpeech.sentence(2 * host, host, 3);
        float[] output = new float[speech.length];
        int half = speech.length / 2;
        session.process(speech, 0, output, 0, half);
        assertTrue(Signals.power(output, half / 2, half) > 1e-5, "heard before");
        on.set(true);
        session.process(speech, half, output, half, half);
        int deadline = half + session.latency().totalFrames() + host / 3;
        assertEquals(0, Signals.power(output, deadline, speech.length), format::toString);
      }
    }
  }

  private static TestVoice.Step stepOf(TestVoice voice, StepFormat format) {
    var session =
        voice.openSession(new io.makebeliv.inference.StreamContext(format.outputRate(), 0));
    return session::convert;
  }

  @Test
  void aVoiceThatLeaksIsNotEvenOpened() {
    for (StepFormat format :
        new StepFormat[] {
          new StepFormat(16000, 16000, 160, 160, 0), new StepFormat(16000, 48000, 1600, 4800, 2003)
        }) {
      TestVoice voice = TestVoice.leaking(format);
      try (VoiceConverter converter = VoiceConverter.builder().backend(voice).build()) {
        ModelException refusal =
            assertThrows(ModelException.class, () -> converter.openSession(48000));
        assertTrue(refusal.toString().contains("handed its input back"), refusal::toString);
        assertEquals(0, voice.openSessions.get());
      }
    }
  }

  @Test
  void aVoiceThatFailsWhileWarmingUpIsNotOpened() {
    TestVoice voice = TestVoice.of(STEP, (in, out, controls) -> fail());
    try (VoiceConverter converter = VoiceConverter.builder().backend(voice).build()) {
      assertThrows(ModelException.class, () -> converter.openSession(RATE));
      assertEquals(0, voice.openSessions.get());
    }
  }

  @Test
  void muteIsSilenceAfterItsRamp() {
    try (VoiceConverter converter = mirror();
        VoiceSession session = converter.openSession(RATE)) {
      session.mute(true);
      float[] samples = Signals.noise(FRAMES, 0.9, 1);
      session.process(samples, 0, samples, 0, FRAMES);
      session.process(samples, 0, samples, 0, FRAMES);
      float[] muted = Signals.noise(FRAMES, 0.9, 2);
      session.process(muted, 0, muted, 0, FRAMES);
      assertArrayEquals(new float[FRAMES], muted);
      assertTrue(session.statistics().mutedFrames(MuteReason.REQUESTED) > 2 * FRAMES);
      session.mute(false);
      session.process(Signals.noise(FRAMES, 0.9, 2), 0, muted, 0, FRAMES);
      assertTrue(Signals.power(muted, 0, FRAMES) > 1e-3);
    }
  }

  @Test
  @SuppressWarnings("try") // closing by hand is what is tested
  void closedIsSilence() {
    try (VoiceConverter converter = mirror();
        VoiceSession session = converter.openSession(RATE)) {
      float[] samples = Signals.noise(FRAMES, 0.9, 1);
      session.process(samples, 0, samples, 0, FRAMES);
      session.close();
      session.close();
      assertEquals(FRAMES, session.process(samples, 0, samples, 0, FRAMES));
      assertArrayEquals(new float[FRAMES], samples);
      assertEquals(FRAMES, session.statistics().mutedFrames(MuteReason.CLOSED));
    }
  }

  @Test
  void aStepThatIsLateIsSilenceAndItsInputIsDropped() {
    HeldBack worker = new HeldBack();
    try (VoiceConverter converter = mirror();
        VoiceSession session = converter.session(RATE).executor(worker).open()) {
      float[] one = Signals.noise(STEP, 0.9, 1);
      float[] output = new float[STEP];
      for (int step = 0; step < 5; step++) {
        session.process(one, 0, output, 0, STEP);
        assertArrayEquals(new float[STEP], output, "step " + step);
      }
      assertEquals(4, session.statistics().droppedSteps());
      worker.release();
      float[] after = new float[4 * STEP];
      session.process(new float[4 * STEP], 0, after, 0, 4 * STEP);
      assertArrayEquals(
          new float[4 * STEP], after, "a late step belongs to a time that has passed");
      worker.hold = false;
      worker.release();
      float[] live = Signals.noise(FRAMES, 0.5, 1);
      session.process(live, 0, live, 0, FRAMES);
      assertTrue(Signals.power(live, FRAMES / 2, FRAMES) > 1e-3, "it recovers");
    }
  }

  @Test
  void positionsStayAbsoluteWhenStepsAreDropped() {
    List<Long> positions = new ArrayList<>();
    TestVoice voice =
        TestVoice.of(
            STEP,
            (in, out, controls) -> {
              TestVoice.mirror(in, out, controls);
              positions.add(controls.position());
            });
    HeldBack worker = new HeldBack();
    try (VoiceConverter converter = VoiceConverter.builder().backend(voice).build();
        VoiceSession session = converter.session(RATE).executor(worker).open()) {
      positions.clear();
      float[] step = new float[STEP];
      for (int i = 0; i < 4; i++) {
        session.process(step, 0, step, 0, STEP);
      }
      worker.hold = false;
      worker.release();
      session.process(step, 0, step, 0, STEP);
      assertEquals(List.of(0L, 4L * STEP), positions);
      assertEquals(2, session.statistics().steps());
      assertEquals(3, session.statistics().droppedSteps());
    }
  }

  @Test
  @Timeout(30)
  void aStepUnderWayClosesItsVoiceWhenItEnds() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicBoolean slow = new AtomicBoolean();
    TestVoice voice =
        TestVoice.of(
            STEP,
            (in, out, controls) -> {
              TestVoice.mirror(in, out, controls);
              if (slow.get()) {
                begun.countDown();
                awaitQuietly(end);
              }
            });
    ExecutorService worker = Executors.newSingleThreadExecutor();
    try (VoiceConverter converter = VoiceConverter.builder().backend(voice).build()) {
      try (VoiceSession session = converter.session(RATE).executor(worker).open()) {
        slow.set(true);
        session.process(new float[STEP], 0, new float[STEP], 0, STEP);
        begun.await();
      }
      assertEquals(1, voice.openSessions.get(), "not under a running step");
      end.countDown();
      worker.shutdown();
      assertTrue(worker.awaitTermination(20, TimeUnit.SECONDS));
      assertEquals(0, voice.openSessions.get());
    } finally {
      worker.shutdownNow();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aResetCuresAnExecutorThatLostAStepAndClosingNeedsNoCure() {
    TestVoice voice = TestVoice.of(STEP, TestVoice::mirror);
    HeldBack worker = new HeldBack();
    try (VoiceConverter converter = VoiceConverter.builder().backend(voice).build()) {
      try (VoiceSession session = converter.session(RATE).executor(worker).open()) {
        float[] samples = Signals.noise(FRAMES, 0.5, 1);
        session.process(samples, 0, samples, 0, FRAMES);
        assertArrayEquals(new float[FRAMES], samples);
        worker.hold = false;
        session.reset();
        session.process(Signals.noise(FRAMES, 0.5, 2), 0, samples, 0, FRAMES);
        assertTrue(Signals.power(samples, FRAMES / 2, FRAMES) > 1e-3, "it is heard again");
        worker.hold = true;
        session.process(new float[STEP], 0, new float[STEP], 0, STEP);
      }
      assertEquals(0, voice.openSessions.get());
      worker.release();
      assertEquals(0, voice.openSessions.get(), "a step given up does nothing when it comes");
    }
  }

  @Test
  void anExecutorThatRefusesIsSilence() {
    Executor refusing =
        task -> {
          throw new RejectedExecutionException("full");
        };
    try (VoiceConverter converter = mirror();
        VoiceSession session = converter.session(RATE).executor(refusing).open()) {
      float[] samples = Signals.noise(FRAMES, 0.9, 1);
      session.process(samples, 0, samples, 0, FRAMES);
      assertArrayEquals(new float[FRAMES], samples);
    }
  }

  @Test
  void nanFromTheHostIsSilenceAndDoesNoLastingHarm() {
    try (VoiceConverter converter = mirror();
        VoiceSession session = converter.openSession(44100)) {
      float[] samples = Signals.noise(44100, 0.5, 1);
      Arrays.fill(samples, 1000, 2000, Float.NaN);
      samples[3000] = Float.POSITIVE_INFINITY;
      session.process(samples, 0, samples, 0, samples.length);
      for (float sample : samples) {
        assertTrue(Float.isFinite(sample));
      }
      assertTrue(session.statistics().mutedFrames().isEmpty());
      assertTrue(Signals.power(samples, 20000, 44100) > 1e-3);
    }
  }

  @Test
  void loudIsLimitedNotClipped() {
    try (VoiceConverter converter =
            VoiceConverter.builder()
                .backend(
                    TestVoice.of(
                        STEP,
                        (in, out, controls) -> {
                          TestVoice.mirror(in, out, controls);
                          for (int i = 0; i < out.length; i++) {
                            out[i] *= 20;
                          }
                        }))
                .build();
        VoiceSession session = converter.openSession(RATE)) {
      float[] samples = Signals.noise(FRAMES, 0.9, 1);
      session.process(samples, 0, samples, 0, FRAMES);
      for (float sample : samples) {
        assertTrue(Math.abs(sample) <= 1);
      }
      assertFalse(session.statistics().mutedFrames().containsKey(MuteReason.LEAK));
    }
  }

  private static VoiceConverter mirror() {
    return VoiceConverter.builder().backend(TestVoice.of(STEP, TestVoice::mirror)).build();
  }

  @Test
  void aBackendThatOverwritesItsInputDoesNotFoolTheGuard() {
    AtomicBoolean on = new AtomicBoolean();
    TestVoice voice =
        TestVoice.of(
            STEP,
            (in, out, controls) -> {
              TestVoice.mirror(in, out, controls);
              if (on.get()) {
                System.arraycopy(in, 0, out, 0, STEP);
                Arrays.fill(in, 0);
              }
            });
    try (VoiceConverter converter = VoiceConverter.builder().backend(voice).build();
        VoiceSession session = converter.openSession(RATE)) {
      on.set(true);
      float[] samples = Signals.noise(FRAMES, 0.5, 1);
      session.process(samples, 0, samples, 0, FRAMES);
      assertArrayEquals(new float[FRAMES], samples);
    }
  }

  @Test
  void anIdentityThatNobodyAskedForIsALeak() {
    TestVoice claims = TestVoice.measuring(new StepFormat(RATE, RATE, STEP, STEP, 0));
    try (VoiceConverter converter = VoiceConverter.builder().backend(claims).build()) {
      assertThrows(ModelException.class, () -> converter.openSession(RATE));
    }
  }

  @Test
  void aVoiceThatIsAbsurdlyLoudIsSilenceBeforeAFilterOverflows() {
    AtomicBoolean on = new AtomicBoolean();
    TestVoice voice =
        TestVoice.of(
            new StepFormat(16000, 16000, STEP, STEP, 0),
            format ->
                (in, out, controls) -> {
                  TestVoice.mirror(in, out, controls);
                  if (on.get()) {
                    Arrays.fill(out, Float.MAX_VALUE);
                  }
                });
    try (VoiceConverter converter = VoiceConverter.builder().backend(voice).build();
        VoiceSession session = converter.openSession(48000)) {
      on.set(true);
      float[] samples = Signals.noise(9600, 0.5, 1);
      session.process(samples, 0, samples, 0, 9600);
      assertArrayEquals(new float[9600], samples);
      assertTrue(session.statistics().mutedFrames(MuteReason.NOT_FINITE) > 9000);
    }
  }

  @Test
  void anExecutorThatRunsOutOfThreadsIsSilenceOnlyMeanwhile() {
    AtomicBoolean on = new AtomicBoolean(true);
    Executor starved =
        task -> {
          if (on.get()) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          task.run();
        };
    try (VoiceConverter converter = mirror();
        VoiceSession session = converter.session(RATE).executor(starved).open()) {
      float[] samples = Signals.noise(FRAMES, 0.9, 1);
      session.process(samples, 0, samples, 0, FRAMES);
      assertArrayEquals(new float[FRAMES], samples);
      on.set(false);
      session.process(Signals.noise(FRAMES, 0.9, 1), 0, samples, 0, FRAMES);
      assertTrue(Signals.power(samples, FRAMES / 2, FRAMES) > 1e-3);
    }
  }

  /** Runs tasks only when told. */
  private static final class HeldBack implements Executor {

    private boolean hold = true;
    private Runnable waiting = () -> {};

    @Override
    public void execute(Runnable task) {
      if (hold) {
        waiting = task;
      } else {
        task.run();
      }
    }

    void release() {
      waiting.run();
    }
  }
}
