package io.makebeliv;

import io.makebeliv.LatencyLedger.Stage;
import io.makebeliv.audio.AudioSink;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.audio.CaptureDevice;
import io.makebeliv.audio.DuplexDevice;
import io.makebeliv.audio.PlaybackDevice;
import io.makebeliv.inference.ModelException;
import io.makebeliv.live.DuplexEngine;
import io.makebeliv.live.Engine;
import io.makebeliv.live.Gauges;
import io.makebeliv.live.Scheduler;
import io.makebeliv.live.StreamEngine;
import io.makebeliv.live.Threads;
import io.makebeliv.pipeline.StreamRates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A voice that is converted while it is spoken: from a microphone to a speaker, or from any source
 * to any sink, on threads of its own.
 *
 * <pre>{@code
 * try (LiveConversion live = converter.from(Microphone.open()).to(Speaker.open()).start()) {
 *   live.session().pitch(-3);
 *   ...
 * }
 * }</pre>
 *
 * <p>A {@link CaptureDevice} and a {@link PlaybackDevice} have clocks of their own. Where both ends
 * have one they drift apart, and the output is resampled by up to 1000 parts per million to follow.
 * Audio that nobody could convert or play in time is dropped and counted, so that the voice never
 * lags behind more and more; where nothing is ready to be played there is silence. Sources and
 * sinks without a clock, files for example, wait for each other, and nothing of them is lost.
 *
 * <p><b>Fail closed.</b> While a device is lost, while the voice fails or does not answer, while
 * paused, starting or closed, the output is silence. Lost devices are opened again, with growing
 * pauses between the attempts.
 *
 * <p>All methods may be called from any thread.
 */
public final class LiveConversion implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(1);

  /** Less than the second in which closing is promised. */
  private static final long STOPPING = TimeUnit.MILLISECONDS.toNanos(800);

  private final VoiceSession session;
  private final Engine engine;
  private final Scheduler scheduler;
  private final int sinkRate;
  private final long started;
  private final LiveWatch watch;
  private final AtomicReference<@Nullable String> closed = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  private LiveConversion(Builder options, VoiceSession session) {
    this.session = session;
    scheduler = options.scheduler;
    sinkRate = options.route.sinkRate();
    started = scheduler.nanoTime();
    engine = options.route.start(options.recording, new SessionVoice(session), scheduler);
    watch =
        new LiveWatch(
            this,
            engine,
            session,
            options.listener,
            options.route.sourceRate(),
            options.deadline.toNanos(),
            started);
    scheduler.start("watch", watch);
  }

  /** How audio gets in and out. */
  private sealed interface Route {

    int sourceRate();

    int sinkRate();

    Engine start(@Nullable AudioSink recording, SessionVoice voice, Scheduler scheduler);

    void close();
  }

  private record Streams(AudioSource source, AudioSink sink) implements Route {

    @Override
    public int sourceRate() {
      return source.sampleRate();
    }

    @Override
    public int sinkRate() {
      return sink.sampleRate();
    }

    @Override
    public Engine start(@Nullable AudioSink recording, SessionVoice voice, Scheduler scheduler) {
      return StreamEngine.start(source, sink, recording, voice, scheduler);
    }

    @Override
    public void close() {
      try {
        source.close();
      } finally {
        sink.close();
      }
    }
  }

  private record Driver(DuplexDevice device) implements Route {

    @Override
    public int sourceRate() {
      return device.sampleRate();
    }

    @Override
    public int sinkRate() {
      return device.sampleRate();
    }

    @Override
    public Engine start(@Nullable AudioSink recording, SessionVoice voice, Scheduler scheduler) {
      return DuplexEngine.start(device, recording, voice, scheduler);
    }

    @Override
    public void close() {
      device.close();
    }
  }

  /** Where a live conversion comes from; {@link #to} says where it goes. */
  public static final class Input {

    private final VoiceConverter converter;
    private final AudioSource source;

    Input(VoiceConverter converter, AudioSource source) {
      this.converter = converter;
      this.source = Objects.requireNonNull(source, "source");
    }

    /**
     * Says where the converted voice goes. The session runs at the sink's sample rate.
     *
     * @param sink a {@link PlaybackDevice}, or any other sink; its sample rate may differ from the
     *     source's
     * @return a builder that starts the conversion, which owns source and sink
     * @throws IllegalArgumentException if a sample rate is not 8000 to 96000 Hz; source and sink
     *     are closed then
     */
    public Builder to(AudioSink sink) {
      Streams streams = new Streams(source, Objects.requireNonNull(sink, "sink"));
      try {
        return new Builder(converter, streams);
      } catch (IllegalArgumentException e) {
        streams.close();
        throw e;
      }
    }
  }

  /** Starts live conversions with options. For one thread. */
  public static final class Builder {

    private final VoiceConverter converter;
    private final Route route;
    private Scheduler scheduler = new Threads("makebeliv-live");
    private LiveListener listener = new LiveListener() {};
    private Duration deadline = DEADLINE;
    private @Nullable AudioSink recording;
    private @Nullable String id;
    private @Nullable Executor executor;
    private boolean started;

    private Builder(VoiceConverter converter, Route route) {
      new StreamRates(route.sourceRate(), route.sinkRate());
      this.converter = converter;
      this.route = route;
    }

    Builder(VoiceConverter converter, DuplexDevice device) {
      this(converter, new Driver(Objects.requireNonNull(device, "device")));
    }

    /**
     * Sets who is told what happens.
     *
     * @param listener called on a thread that carries no audio
     * @return this builder
     */
    public Builder listener(LiveListener listener) {
      this.listener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /**
     * Records what is played, silences included. The recording is completed when the conversion is
     * closed or has ended.
     *
     * @param recording gets mono samples on a thread of its own; the conversion will own it
     * @return this builder
     * @throws IllegalArgumentException if its sample rate is not the sink's
     */
    public Builder record(AudioSink recording) {
      if (recording.sampleRate() != route.sinkRate()) {
        throw new IllegalArgumentException(
            "the recording must have the sink's sample rate of %d Hz, had %d Hz"
                .formatted(route.sinkRate(), recording.sampleRate()));
      }
      this.recording = recording;
      return this;
    }

    /**
     * Names the session; see {@link VoiceSession.Builder#id}.
     *
     * @param id any text
     * @return this builder
     */
    public Builder id(String id) {
      this.id = Objects.requireNonNull(id, "id");
      return this;
    }

    /**
     * Converts on an executor; see {@link VoiceSession.Builder#executor}. There is seldom a need: a
     * live conversion has a thread of its own, and what a step takes longer than the audio lasts is
     * bridged by the cushion.
     *
     * @param executor runs steps, one at a time
     * @return this builder
     */
    public Builder executor(Executor executor) {
      this.executor = Objects.requireNonNull(executor, "executor");
      return this;
    }

    /**
     * Sets after which time a voice that has not come back from a step counts as stalled.
     *
     * @param deadline positive; 1 s by default
     * @return this builder
     * @throws IllegalArgumentException if not positive
     */
    public Builder deadline(Duration deadline) {
      if (deadline.isNegative() || deadline.isZero()) {
        throw new IllegalArgumentException("deadline must be positive, was " + deadline);
      }
      this.deadline = deadline;
      return this;
    }

    Builder scheduler(Scheduler scheduler) {
      this.scheduler = scheduler;
      return this;
    }

    /**
     * Opens and warms up the voice, and starts. Whatever goes wrong, source, sink and recording are
     * closed then.
     *
     * @return a running conversion; the caller closes it
     * @throws ModelException if the voice fails on the test signal that warms it up
     * @throws VoiceConversionException if a device cannot be started
     * @throws IllegalStateException if it was started before
     */
    public LiveConversion start() {
      if (started) {
        throw new IllegalStateException("this builder has started its conversion already");
      }
      started = true;
      VoiceSession.Builder options = converter.session(route.sinkRate());
      if (id != null) {
        options.id(id);
      }
      if (executor != null) {
        options.executor(executor);
      }
      VoiceSession session = null;
      try {
        session = options.open();
        return new LiveConversion(this, session);
      } catch (RuntimeException | Error e) {
        route.close();
        if (recording != null) {
          recording.close();
        }
        if (session != null) {
          session.close();
        }
        throw e;
      }
    }
  }

  /**
   * Returns the voice session, for its controls: pitch, formant, swap, statistics. Its audio and
   * its life are the conversion's: do not process, reset or close it.
   *
   * @return the session at work
   */
  public VoiceSession session() {
    return session;
  }

  /**
   * Returns what it is doing.
   *
   * @return the state as it was seen last, some twenty times a second unless a listener takes its
   *     time
   */
  public LiveState state() {
    return closed.get() == null ? watch.state() : LiveState.CLOSED;
  }

  /**
   * Fades to silence and stays there, or fades back. Everything goes on running.
   *
   * @param muted whether nothing is to be heard
   */
  public void mute(boolean muted) {
    session.mute(muted);
  }

  /**
   * Rests in silence until {@link #resume()}: nothing is converted, what is captured meanwhile is
   * thrown away, and the devices stay open.
   */
  public void pause() {
    engine.pause(true);
  }

  /** Goes on after {@link #pause()}, with what is said from now on. */
  public void resume() {
    engine.pause(false);
  }

  /**
   * Returns how late the output is against the moment at which the source gave the audio, as far as
   * makebeliv makes it: what devices and drivers hold back before and after is theirs. Grows with
   * the cushion.
   *
   * @return the delay, stage by stage, in frames of the sink's sample rate
   */
  public LatencyLedger latency() {
    List<Stage> stages = new ArrayList<>(engine.stagesBefore());
    stages.addAll(session.latency().stages());
    stages.addAll(engine.stagesAfter());
    return new LatencyLedger(sinkRate, stages);
  }

  /**
   * Returns what happened so far.
   *
   * @return a snapshot
   */
  public LiveStatistics statistics() {
    Gauges gauges = engine.gauges();
    return new LiveStatistics(
        Duration.ofNanos(scheduler.nanoTime() - started),
        gauges.captured.get(),
        gauges.played.get(),
        gauges.inputLevelDb(),
        gauges.outputLevelDb(),
        gauges.load(),
        gauges.dropped.get() + gauges.overflowed.get(),
        gauges.skipped.get(),
        gauges.underruns.get(),
        gauges.underrunFrames.get(),
        time(engine.cushionFrames()),
        (engine.speed() - 1) * 1e6,
        gauges.deviceFailures.get(),
        watch.stalls(),
        gauges.unrecorded.get(),
        session.statistics());
  }

  private Duration time(int frames) {
    return Duration.ofNanos(Math.round(frames * 1e9 / sinkRate));
  }

  /**
   * Waits until the source has ended and everything is played, or until the conversion is closed.
   *
   * @param timeout how long at most
   * @return whether it has ended
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    return ended.await(nanos(timeout), TimeUnit.NANOSECONDS);
  }

  private static long nanos(Duration time) {
    try {
      return time.toNanos();
    } catch (ArithmeticException centuries) {
      return Long.MAX_VALUE;
    }
  }

  /** For the watch: there will be no more to wait for. */
  void over() {
    ended.countDown();
  }

  /**
   * Stops, fading out, and closes everything: devices, recording, session. Takes less than a
   * second; a voice that does not come back from a step is left alone and closed when it does, so
   * that the converter is better kept open then. Idempotent.
   */
  @Override
  public void close() {
    close("");
  }

  void close(String why) {
    if (!closed.compareAndSet(null, why)) {
      awaitStop();
      return;
    }
    try {
      engine.stop(STOPPING);
    } finally {
      stopped.countDown();
      over();
    }
  }

  /** Whoever closes second may rely on it as well, within the same time. */
  private void awaitStop() {
    boolean interrupted = false;
    long deadline = System.nanoTime() + STOPPING;
    for (long left = STOPPING; left > 0 && stopped.getCount() > 0; ) {
      try {
        stopped.await(left, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = deadline - System.nanoTime();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Returns why it could not go on and closed itself.
   *
   * @return words for the user, or empty if it runs, has ended, or was closed by the application
   */
  public Optional<String> failure() {
    String why = closed.get();
    return why == null || why.isEmpty() ? Optional.empty() : Optional.of(why);
  }

  /** Why it was closed, which may be for no reason; null while it is not. */
  @Nullable String closed() {
    return closed.get();
  }
}
