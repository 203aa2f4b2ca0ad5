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
  private boolean rested;

  private DuplexEngine(
      DuplexDevice device, @Nullable AudioSink recording, LiveVoice voice, Scheduler scheduler) {
    this.device = device;
    this.voice = voice;
    this.scheduler = scheduler;
    int rate = device.sampleRate();
    gauges = new Gauges(rate, rate);
    tape = new Tape(recording, gauges);
    fade = new GapFade(rate);
    recovery = new Recovery(device::reopen, gauges);
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
    if (pause.on()) {
      fade.mute(output, 0, frames);
      rested = true;
      flowing = false;
    } else {
      if (rested) {
        rested = false;
        voice.reset();
      }
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

    @Override
    public long work(long now) {
      if (recovery.why() == null) {
        if (device.running()) {
          recovery.flows();
          return WATCH;
        }
        flowing = false;
        recovery.failed(now, new AudioException(device.name() + " has shut down."));
      }
      long wait = recovery.attempt(now);
      return wait == 0 ? WATCH : wait;
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
    Stopping.stop(List.of(watch), taping, nanos);
  }

  @Override
  public void pause(boolean paused) {
    pause.set(paused);
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
    return List.of(new Stage("driver", device.latencyFrames()));
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
    return null;
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
