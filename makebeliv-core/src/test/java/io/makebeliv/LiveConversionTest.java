package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSink;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.audio.SampleEncoding;
import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.StepFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Live conversions on real threads, with sources and sinks that have no clock. */
final class LiveConversionTest {

  private static final int RATE = 48_000;
  private static final Duration LONG = Duration.ofSeconds(30);

  /** Collects what comes; fails where it is told to. */
  private static final class Collector implements AudioSink {

    private final int sampleRate;
    private final long failAfter;
    private float[] samples = new float[1 << 16];
    private volatile int count;
    private volatile boolean ended;
    private volatile boolean closed;

    Collector(int sampleRate, long failAfter) {
      this.sampleRate = sampleRate;
      this.failAfter = failAfter;
    }

    Collector(int sampleRate) {
      this(sampleRate, Long.MAX_VALUE);
    }

    @Override
    public int sampleRate() {
      return sampleRate;
    }

    @Override
    public void write(float[] buffer, int offset, int frames) {
      int end = count + frames;
      if (end > failAfter) {
        throw new AudioException("The disk is full, on purpose.");
      }
      if (end > samples.length) {
        samples = Arrays.copyOf(samples, 2 * samples.length);
      }
      System.arraycopy(buffer, offset, samples, count, frames);
      count = end;
    }

    float[] heard() {
      return Arrays.copyOf(samples, count);
    }

    @Override
    public void end() {
      ended = true;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** A source that fails after its samples, or never ends. */
  private static final class Tape implements AudioSource {

    private final ArraySource samples;
    private final boolean fails;
    private volatile boolean closed;

    Tape(float[] samples, int sampleRate, boolean fails) {
      this.samples = new ArraySource(samples, sampleRate);
      this.fails = fails;
    }

    @Override
    public int sampleRate() {
      return samples.sampleRate();
    }

    @Override
    public int read(float[] buffer, int offset, int frames) {
      int count = samples.read(buffer, offset, frames);
      if (count == END_OF_STREAM && fails) {
        throw new AudioException("The tape has torn, on purpose.");
      }
      return count;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** Silence without end, as fast as it is wanted. */
  private static final class Endless implements AudioSource {
    @Override
    public int sampleRate() {
      return RATE;
    }

    @Override
    public int read(float[] buffer, int offset, int frames) {
      Arrays.fill(buffer, offset, offset + frames, 0);
      return frames;
    }

    @Override
    public void close() {}
  }

  private static VoiceConverter converter() {
    return VoiceConverter.builder().pitch(5).seed(3).build();
  }

  @Test
  void streamsWaitForEachOtherAndNothingIsLost() throws InterruptedException {
    float[] speech = SyntheticSpeech.sentence(2 * RATE, RATE, 1);
    Collector heard = new Collector(RATE);
    Collector recorded = new Collector(RATE);
    Tape tape = new Tape(speech, RATE, false);
    float[] pushed;
    try (VoiceConverter converter = converter();
        LiveConversion live = converter.from(tape).to(heard).id("one").record(recorded).start()) {
      assertTrue(live.awaitEnd(LONG));
      assertEquals(LiveState.ENDED, live.state());
      LiveStatistics statistics = live.statistics();
      assertEquals(speech.length, statistics.capturedFrames());
      assertEquals(heard.count, statistics.playedFrames());
      assertEquals(Optional.empty(), live.failure());
      assertEquals(0, statistics.droppedFrames() + statistics.skippedFrames());
      assertEquals(0, statistics.underruns());
      assertTrue(statistics.load() > 0);
      pushed = push(converter, "one", speech, live.latency().totalFrames());
    }
    assertArrayEquals(pushed, heard.heard());
    assertArrayEquals(pushed, recorded.heard());
    assertTrue(heard.ended && heard.closed && recorded.ended && recorded.closed && tape.closed);
  }

  /** The same through a session, followed by silence until the last word is out. */
  private static float[] push(VoiceConverter converter, String id, float[] speech, int latency) {
    try (VoiceSession session = converter.session(RATE).id(id).open()) {
      assertEquals(latency, session.latency().totalFrames());
      float[] samples = Arrays.copyOf(speech, speech.length + latency);
      session.process(samples, 0, samples, 0, samples.length);
      return samples;
    }
  }

  @Test
  void theRatesOfSourceAndSinkMayDiffer() throws InterruptedException {
    float[] tone = Signals.sine(32_000, 16_000, 200, 0.5);
    Collector heard = new Collector(44_100);
    StepFormat format = new StepFormat(44_100, 44_100, 100, 100, 50);
    int latency;
    try (VoiceConverter converter =
            VoiceConverter.builder().backend(TestVoice.measuring(format)).measuring().build();
        LiveConversion live = converter.from(new Tape(tone, 16_000, false)).to(heard).start()) {
      assertTrue(live.awaitEnd(LONG));
      latency = live.latency().totalFrames();
    }
    float[] output = heard.heard();
    assertTrue(output.length >= 2 * 44_100 + latency);
    Signals.Fit fit = Signals.fitSine(output, 5_000, 80_000, 44_100, 200);
    assertEquals(0.5, fit.amplitude(), 1e-3);
    assertTrue(fit.rest() < 1e-8);
    float[] expected = Signals.sine(output.length, 44_100, 200, 0.5);
    assertEquals(latency, Signals.lag(expected, Arrays.copyOf(output, 80_000), 220 + latency), 221);
  }

  @Test
  void aSourceThatFailsEndsItAndSaysWhy() throws InterruptedException {
    List<String> told = new CopyOnWriteArrayList<>();
    CountDownLatch closed = new CountDownLatch(1);
    LiveListener listener =
        new LiveListener() {
          @Override
          public void stateChanged(LiveState state, String why) {
            told.add(state + ": " + why);
            if (state == LiveState.CLOSED) {
              closed.countDown();
            }
          }
        };
    Collector heard = new Collector(RATE);
    try (VoiceConverter converter = converter();
        LiveConversion live =
            converter
                .from(new Tape(new float[RATE / 10], RATE, true))
                .to(heard)
                .listener(listener)
                .start()) {
      assertTrue(live.awaitEnd(LONG));
      assertTrue(closed.await(30, TimeUnit.SECONDS));
      assertEquals(LiveState.CLOSED, live.state());
      assertEquals("The tape has torn, on purpose.", live.failure().orElseThrow());
    }
    assertTrue(told.contains("CLOSED: The tape has torn, on purpose."), told::toString);
    assertTrue(heard.closed);
  }

  @Test
  void aSinkThatFailsEndsIt() throws InterruptedException {
    try (VoiceConverter converter = converter();
        LiveConversion live = converter.from(new Endless()).to(new Collector(RATE, RATE)).start()) {
      assertTrue(live.awaitEnd(LONG));
      assertEquals(LiveState.CLOSED, live.state());
    }
  }

  @Test
  void aRecordingThatFailsDoesNotEndItAndIsTold() throws Exception {
    Collector heard = new Collector(RATE);
    CompletableFuture<String> told = new CompletableFuture<>();
    LiveListener listener =
        new LiveListener() {
          @Override
          public void recordingFailed(String why) {
            told.complete(why);
          }
        };
    try (VoiceConverter converter = converter();
        LiveConversion live =
            converter
                .from(new Tape(new float[5 * RATE], RATE, false))
                .to(heard)
                .record(new Collector(RATE, RATE))
                .listener(listener)
                .start()) {
      assertTrue(live.awaitEnd(LONG));
      assertEquals(LiveState.ENDED, live.state());
      assertEquals("The disk is full, on purpose.", told.get(30, TimeUnit.SECONDS));
    }
    assertTrue(heard.count > 5 * RATE);
  }

  @Test
  void closingKeepsAFileThatIsBeingWritten(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("live.wav");
    try (VoiceConverter converter = converter();
        LiveConversion live =
            converter
                .from(new Endless())
                .to(AudioFiles.create(file, RATE, SampleEncoding.PCM_16))
                .start()) {
      while (live.statistics().playedFrames() < RATE) {
        Thread.sleep(1);
      }
    }
    assertTrue(Files.size(file) > 2 * RATE, "the file is there and whole");
  }

  @Test
  void anInterruptDoesNotCostAFileItsEnd(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("live.wav");
    try (VoiceConverter converter = converter();
        LiveConversion live =
            converter
                .from(new Endless())
                .to(AudioFiles.create(file, RATE, SampleEncoding.PCM_16))
                .start()) {
      while (live.statistics().playedFrames() < RATE) {
        Thread.sleep(1);
      }
      Thread.currentThread().interrupt();
    }
    assertTrue(Thread.interrupted(), "the flag is kept");
    assertTrue(Files.size(file) > 2 * RATE);
  }

  @Test
  void aRecordingHoldsAllThatWasPlayedUntilItWasClosed() throws InterruptedException {
    Collector heard = new Collector(RATE);
    Collector recorded = new Collector(RATE);
    try (VoiceConverter converter = converter();
        LiveConversion live =
            converter
                .from(new Tape(Signals.noise(60 * RATE, 0.3, 1), RATE, false))
                .to(heard)
                .record(recorded)
                .start()) {
      while (live.statistics().playedFrames() < RATE) {
        Thread.sleep(1);
      }
    }
    assertTrue(recorded.ended);
    assertArrayEquals(heard.heard(), recorded.heard());
  }

  /** A source of somebody's that never comes back from a read by itself. */
  private static final class Stuck implements AudioSource {
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public int sampleRate() {
      return RATE;
    }

    @Override
    public int read(float[] buffer, int offset, int frames) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return END_OF_STREAM;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  @Test
  void aSourceThatIsStuckIsLetGo() throws InterruptedException {
    Stuck stuck = new Stuck();
    Collector heard = new Collector(RATE);
    try (VoiceConverter converter = converter();
        LiveConversion live = converter.from(stuck).to(heard).start()) {
      assertEquals(LiveState.STARTING, live.state());
    }
    assertEquals(0, stuck.closed.getCount());
    assertTrue(heard.closed);
  }

  /** Not even an error of somebody's native code is taken for the end of the recording. */
  @Test
  void anErrorInASourceClosesItAndIsTold() throws InterruptedException {
    AudioSource broken =
        new AudioSource() {
          @Override
          public int sampleRate() {
            return RATE;
          }

          @Override
          public int read(float[] buffer, int offset, int frames) {
            throw new UnsatisfiedLinkError("no such symbol, on purpose");
          }

          @Override
          public void close() {}
        };
    try (VoiceConverter converter = converter();
        LiveConversion live = converter.from(broken).to(new Collector(RATE)).start()) {
      assertTrue(live.awaitEnd(LONG));
      assertEquals(LiveState.CLOSED, live.state());
      assertTrue(live.failure().orElseThrow().contains("no such symbol"));
    }
  }

  @Test
  void itMayBeClosedByAnyThreadAndItsOwnListener() throws Exception {
    CompletableFuture<LiveConversion> itself = new CompletableFuture<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    LiveListener closes =
        new LiveListener() {
          @Override
          public void stateChanged(LiveState state, String why) {
            if (state == LiveState.RUNNING) {
              itself.join().close();
              done.complete(null);
            }
          }
        };
    Collector heard = new Collector(RATE);
    try (VoiceConverter converter = converter();
        LiveConversion live = converter.from(new Endless()).to(heard).listener(closes).start()) {
      itself.complete(live);
      done.get(30, TimeUnit.SECONDS);
      CompletableFuture.runAsync(live::close).get(30, TimeUnit.SECONDS);
      assertTrue(live.awaitEnd(LONG));
      assertTrue(heard.closed);
    }
  }

  @Test
  void aListenerThatThrowsIsSurvived() throws InterruptedException {
    LiveListener throwing =
        new LiveListener() {
          @Override
          public void stateChanged(LiveState state, String why) {
            throw new IllegalStateException("thrown on purpose");
          }
        };
    try (VoiceConverter converter = converter();
        LiveConversion live =
            converter
                .from(new Tape(new float[RATE], RATE, false))
                .to(new Collector(RATE))
                .listener(throwing)
                .start()) {
      assertTrue(live.awaitEnd(LONG));
      assertEquals(LiveState.ENDED, live.state());
    }
  }

  @Test
  void theVoiceCanBeMovedWhileItRuns() {
    try (VoiceConverter converter = converter();
        LiveConversion live = converter.from(new Endless()).to(new Collector(RATE)).start()) {
      live.session().pitch(-3);
      assertEquals(-3, live.session().settings().pitchSemitones());
      assertThrows(IllegalArgumentException.class, () -> live.session().pitch(99));
    }
  }

  @Test
  void aVoiceThatCannotBeOpenedLeavesNothingOpen() {
    Tape tape = new Tape(new float[RATE], RATE, false);
    Collector heard = new Collector(RATE);
    Collector recorded = new Collector(RATE);
    StepFormat format = new StepFormat(RATE, RATE, 480, 480, 0);
    try (VoiceConverter converter =
        VoiceConverter.builder().backend(TestVoice.leaking(format)).build()) {
      LiveConversion.Builder builder = converter.from(tape).to(heard).record(recorded);
      assertThrows(ModelException.class, builder::start);
    }
    assertTrue(tape.closed && heard.closed && recorded.closed);
    assertFalse(heard.ended);
  }

  @Test
  void wrongOptionsAreRefusedByName() {
    try (VoiceConverter converter = converter()) {
      LiveConversion.Builder builder = converter.from(new Endless()).to(new Collector(RATE));
      assertTrue(
          message(() -> builder.record(new Collector(44_100))).contains("44100"), "both rates");
      assertTrue(message(() -> builder.deadline(Duration.ZERO)).contains("PT0S"));
      assertTrue(
          message(() -> converter.from(new Endless()).to(new Collector(4000))).contains("4000"));
      assertDoesNotThrow(() -> builder.deadline(Duration.ofMillis(1)));
    }
  }

  private static String message(Runnable wrong) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, wrong::run).getMessage());
  }
}
