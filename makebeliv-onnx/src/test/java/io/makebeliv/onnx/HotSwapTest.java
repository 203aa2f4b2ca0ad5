package io.makebeliv.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Backends;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.onnx.compile.Parameters;
import io.makebeliv.onnx.compile.SynthesizerCompiler;
import io.makebeliv.onnx.compile.SynthesizerConfig;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.rvc.ToyEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Voices of RVC are exchanged while somebody speaks. */
@Timeout(60)
final class HotSwapTest {

  private static final int RATE = 16_000;
  private static final int BLOCK = 160;

  /** As small as an RVC synthesizer gets: 10 ms are 16 times 10 samples. */
  private static final SynthesizerConfig SMALL =
      new SynthesizerConfig(
          "v2",
          true,
          RATE,
          768,
          4,
          8,
          16,
          2,
          1,
          3,
          4,
          List.of(3),
          List.of(List.of(1)),
          List.of(16, 10),
          List.of(32, 20),
          16,
          2,
          8,
          1,
          1,
          3);

  @TempDir Path models;
  private ModelStore store;

  static Model small(long seed) {
    return new SynthesizerCompiler(SMALL, Parameters.synthetic(seed)).webui();
  }

  @BeforeEach
  void putTwoVoices() throws IOException {
    ToyEncoder.of("source").giving("embed", 768).toy().write(models.resolve("encoder.onnx"));
    for (int i = 1; i <= 2; i++) {
      Path folder = Files.createDirectory(models.resolve("voice" + i));
      small(i).writeTo(folder.resolve("voice.onnx"));
      Files.writeString(
          folder.resolve("voice.json"), "{\"makebeliv\": 1, \"kind\": \"rvc\", \"noise\": 0}");
    }
    store = ModelStore.open(models);
  }

  @Test
  void voicesAreExchangedWithoutAGapOrAClick() throws Exception {
    Watched first = new Watched(store.load("voice1"));
    Watched second = new Watched(store.load("voice2"));
    Watched free = new Watched(Backends.modelFree());
    try (OnnxVoice again = store.load("voice1");
        VoiceConverter converter =
            VoiceConverter.builder()
                .backend(first)
                .pitch(4)
                .fluctuation(Fluctuation.off())
                .build();
        VoiceSession session = converter.openSession(RATE)) {
      Stream stream = new Stream(session);
      stream.run(RATE);
      int settled = 2 * session.latency().totalFrames();
      stream.exchange(second);
      assertReleased(first);
      stream.exchange(free);
      assertReleased(second);
      stream.exchange(again);
      assertReleased(free);
      assertEquals(3, session.statistics().swaps());
      assertTrue(session.statistics().mutedFrames().isEmpty(), session.statistics()::toString);
      stream.assertNoGap(settled);
      stream.assertNoClick(settled);
    }
  }

  @Test
  void aVoiceThatCannotBeLoadedLeavesTheOldOneSpeaking() throws Exception {
    Watched first = new Watched(store.load("voice1"));
    Path bad = models.resolve("voice2").resolve("voice.onnx");
    byte[] whole = Files.readAllBytes(bad);
    Files.write(bad, Arrays.copyOf(whole, whole.length / 2));
    try (VoiceConverter converter =
            VoiceConverter.builder().backend(first).fluctuation(Fluctuation.off()).build();
        VoiceSession session = converter.openSession(RATE)) {
      Stream stream = new Stream(session);
      stream.run(RATE);
      CompletableFuture<Void> swap = session.swap(models.resolve("voice2"));
      stream.runUntil(swap);
      ExecutionException failure =
          assertThrows(ExecutionException.class, () -> swap.get(10, TimeUnit.SECONDS));
      assertTrue(String.valueOf(failure.getMessage()).contains("voice.onnx"), failure::getMessage);
      assertEquals(1, first.sessions.get());
      stream.assertNoGap(2 * session.latency().totalFrames());

      Files.write(bad, whole);
      stream.runUntil(session.swap(models.resolve("voice2")));
      assertReleased(first);
      stream.assertNoGap(2 * session.latency().totalFrames());
    }
  }

  /** No session of it is open, and once it is closed its graphs cannot be used any more. */
  private static void assertReleased(Watched voice) {
    assertEquals(0, voice.sessions.get());
    voice.close();
    if (voice.inner instanceof OnnxVoice) {
      ModelException e =
          assertThrows(
              ModelException.class, () -> voice.inner.openSession(new StreamContext(RATE, 0)));
      assertTrue(String.valueOf(e.getMessage()).contains("is closed"), e::getMessage);
    }
  }

  /** A hum that is spoken into a session, and what comes out. */
  private static final class Stream {

    private final VoiceSession session;
    private final float[] heard = new float[40 * RATE];
    private int frames;

    Stream(VoiceSession session) {
      this.session = session;
    }

    void run(int count) {
      for (int end = frames + count; frames < end; frames += BLOCK) {
        for (int i = frames; i < frames + BLOCK; i++) {
          double cycles = 150.0 * i / RATE;
          heard[i] =
              (float) (0.2 * Math.sin(2 * Math.PI * cycles) + 0.1 * Math.sin(4 * Math.PI * cycles));
        }
        session.process(heard, frames, heard, frames, BLOCK);
      }
    }

    void exchange(InferenceBackend next) throws InterruptedException {
      CompletableFuture<Void> swap = session.swap(next);
      runUntil(swap);
      swap.join();
    }

    void runUntil(CompletableFuture<Void> done) throws InterruptedException {
      while (!done.isDone()) {
        run(BLOCK);
        Thread.sleep(2);
      }
      run(2 * RATE);
    }

    void assertNoGap(int from) {
      double usual = power(from, frames);
      for (int i = from; i + RATE / 50 < frames; i += RATE / 100) {
        double here = power(i, i + RATE / 50);
        assertTrue(here > 0.05 * usual, "gap at %d: %s of %s".formatted(i, here, usual));
      }
    }

    /** The greatest bend of a voice that is not exchanged is the measure. */
    void assertNoClick(int from) {
      double[] bends = new double[frames - from - 1];
      for (int i = from + 1; i < frames - 1; i++) {
        bends[i - from] = Math.abs(heard[i + 1] - 2 * heard[i] + heard[i - 1]);
      }
      double[] sorted = bends.clone();
      Arrays.sort(sorted);
      double usual = sorted[(int) (0.99 * sorted.length)];
      assertTrue(
          sorted[sorted.length - 1] < 2.5 * usual,
          "click of %s where %s is usual".formatted(sorted[sorted.length - 1], usual));
    }

    private double power(int from, int to) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += heard[i] * heard[i];
      }
      return sum / (to - from);
    }
  }

  /** Counts a voice's open sessions. */
  private static final class Watched implements InferenceBackend {

    private final InferenceBackend inner;
    private final AtomicInteger sessions = new AtomicInteger();

    Watched(InferenceBackend inner) {
      this.inner = inner;
    }

    @Override
    public String id() {
      return inner.id();
    }

    @Override
    public String description() {
      return inner.description();
    }

    @Override
    public VoiceSettings defaults() {
      return inner.defaults();
    }

    @Override
    public BackendSession openSession(StreamContext context) {
      BackendSession session = inner.openSession(context);
      sessions.incrementAndGet();
      return new BackendSession() {
        private boolean closed;

        @Override
        public StepFormat format() {
          return session.format();
        }

        @Override
        public void convert(float[] input, float[] output, StepControls controls) {
          session.convert(input, output, controls);
        }

        @Override
        public void reset() {
          session.reset();
        }

        @Override
        public void close() {
          if (!closed) {
            closed = true;
            sessions.decrementAndGet();
          }
          session.close();
        }
      };
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
