package io.makebeliv.live;

import io.makebeliv.LatencyLedger.Stage;
import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.AudioSink;
import io.makebeliv.audio.DuplexDevice;
import io.makebeliv.dsp.GapFade;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Converts inside a driver's own callback: no rings, no cushion, one clock. A duty beside it opens
 * the device again when the driver has gone away.
 */
public final class DuplexEngine implements Engine {

  private static final long WATCH = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long FADE = TimeUnit.MILLISECONDS.toNanos(20);

  private final DuplexDevice device;
  private final LiveVoice voice;
  private final Scheduler scheduler;
  private final Gauges gauges;
  private final Tape tape;
  private final GapFade fade;
  private final Recovery recovery;
  private final Pause pause = new Pause();
  private final Scheduler.Task watch;
  private final Scheduler.@Nullable Task taping;
  private volatile long busySince;
  private volatile boolean flowing;
  private volatile boolean stopping;
  private volatile int failures;
  private volatile int driverFrames;

  // The callback's: what it has seen of pauses and failures.
  private int pauses;
  private int failuresSeen;

  private DuplexEngine(
      DuplexDevice device, @Nullable AudioSink recording, LiveVoice voice, Scheduler scheduler) {
    this.device = device;
    this.voice = voice;
    this.scheduler = scheduler;
    int rate = device.sampleRate();
    gauges = new Gauges(rate, rate);
    tape = new Tape(recording, gauges);
    fade = new GapFade(rate);
    recovery = new Recovery(device::reopen, scheduler, gauges);
    driverFrames = device.latencyFrames();
    device.start(this::convert);
    watch = scheduler.start("driver-watch", new Watch());
    Duty recorder = tape.recording();
    taping = recorder == null ? null : scheduler.start("recording", recorder);
  }

  /**
   * Starts to move audio.
   *
   * @param device calls for every block
   * @param recording gets what is played as well; null for none
   * @param voice converts at the device's sample rate; closed with the engine, as is everything
   *     else
   * @param scheduler runs what is beside the driver's own thread
   * @return the running engine
   * @throws AudioException if the device cannot be started
   */
  public static Engine start(
      DuplexDevice device, @Nullable AudioSink recording, LiveVoice voice, Scheduler scheduler) {
    return new DuplexEngine(device, recording, voice, scheduler);
  }

  private void convert(float[] input, float[] output, int frames) {
    gauges.captured.add(frames);
    gauges.input.measure(input, 0, frames);
    int changes = pause.changes();
    if (changes != pauses || failures != failuresSeen) {
      pauses = changes;
      failuresSeen = failures;
      voice.reset();
    }
    if (stopping || Pause.isOn(changes)) {
      fade.mute(output, 0, frames);
      flowing = false;
      voice.rest();
    } else {
      busySince = scheduler.nanoTime();
      voice.process(input, output, frames);
      gauges.converted(scheduler.nanoTime() - busySince, (double) frames / device.sampleRate());
      busySince = 0;
      fade.pass(output, 0, frames);
      flowing = true;
    }
    gauges.output.measure(output, 0, frames);
    gauges.played.add(frames);
    tape.put(output, 0, frames);
  }

  private final class Watch implements Duty {

    private long fadingSince;

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    public long work(long now) {
      if (stopping) {
        return faded(now);
      }
      if (recovery.why() == null) {
        if (device.running()) {
          recovery.flows();
          driverFrames = device.latencyFrames();
          return WATCH;
        }
        flowing = false;
        failures++;
        recovery.failed(new AudioException(device.name() + " has shut down."));
      }
      long wait = recovery.attempt(now);
      return wait == 0 ? WATCH : wait;
    }

    /** The driver calls on for a moment, so that the end is no click. */
    private long faded(long now) {
      if (fadingSince == 0) {
        fadingSince = now;
      }
      return now - fadingSince < FADE ? FADE : DONE;
    }

    @Override
    public void end() {
      device.close();
      flowing = false;
      tape.end();
      voice.close();
    }
  }

  @Override
  public void stop(long nanos) {
    stopping = true;
    watch.wake();
    watch.join(nanos / 4);
    Stopping.stop(scheduler, List.of(watch), taping, nanos - nanos / 4);
  }

  @Override
  public void pause(boolean paused) {
    pause.set(paused);
  }

  @Override
  public boolean paused() {
    return pause.on();
  }

  @Override
  public Gauges gauges() {
    return gauges;
  }

  @Override
  public List<Stage> stagesBefore() {
    return List.of();
  }

  @Override
  public List<Stage> stagesAfter() {
    return List.of(new Stage("driver", driverFrames));
  }

  @Override
  public int cushionFrames() {
    return 0;
  }

  @Override
  public double speed() {
    return 1;
  }

  @Override
  public boolean flowing() {
    return flowing && !pause.on();
  }

  @Override
  public boolean finished() {
    return false;
  }

  @Override
  public @Nullable String deviceTrouble() {
    return recovery.why();
  }

  @Override
  public @Nullable String broken() {
    return watch.failure();
  }

  @Override
  public @Nullable String recordingTrouble() {
    return tape.failure();
  }

  @Override
  public long busySince() {
    return busySince;
  }
}
