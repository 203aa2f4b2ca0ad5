package io.makebeliv.live;

import io.makebeliv.LatencyLedger.Stage;
import io.makebeliv.audio.AudioSink;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.audio.CaptureDevice;
import io.makebeliv.audio.PlaybackDevice;
import io.makebeliv.dsp.Resampler;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From a source to a sink: three duties, joined by two rings. */
public final class StreamEngine implements Engine {

  /** Between devices a ring holds a second: more than is ever wanted. */
  private static final double DEVICE_RING_SECONDS = 1;

  /** Without a clock on its far side, what waits in a ring is only late. */
  private static final double STREAM_RING_SECONDS = 0.05;

  private final AudioSource source;
  private final AudioSink sink;
  private final Scheduler scheduler;
  private final Clocks clocks;
  private final Flow captured;
  private final Flow converted;
  private final Cushion cushion;
  private final Pause pause = new Pause();
  private final Gauges gauges;
  private final Tape tape;
  private final ConversionDuty conversion;
  private final List<Scheduler.Task> tasks;
  private final Scheduler.@Nullable Task taping;
  private final Capture capture;
  private final Playback playback;
  private final double rateDelay;

  private StreamEngine(
      AudioSource source,
      AudioSink sink,
      @Nullable AudioSink recording,
      LiveVoice voice,
      Scheduler scheduler) {
    this.source = source;
    this.sink = sink;
    this.scheduler = scheduler;
    clocks =
        new Clocks(
            source instanceof CaptureDevice,
            source.sampleRate(),
            sink instanceof PlaybackDevice,
            sink.sampleRate(),
            new DriftControl(sink.sampleRate()));
    rateDelay =
        clocks.inputRate() == clocks.outputRate()
            ? 0
            : new Resampler(clocks.inputRate(), clocks.outputRate()).delay();
    captured = new Flow((int) (DEVICE_RING_SECONDS * source.sampleRate()));
    gauges = new Gauges(source.sampleRate(), sink.sampleRate());
    tape = new Tape(recording, gauges);
    Duty recorder = tape.recording();
    taping = recorder == null ? null : scheduler.start("recording", recorder);
    if (sink instanceof PlaybackDevice device) {
      cushion = new Cushion(sink.sampleRate(), device.bufferFrames(), voice.latencyFrames());
      converted = new Flow(Math.max(sink.sampleRate(), 2 * cushion.largest()));
      playback =
          new DevicePlayback(
              device, captured, converted, cushion, clocks, pause, scheduler, gauges, tape);
    } else {
      cushion = new Cushion(sink.sampleRate(), 0, 0);
      converted = new Flow((int) (STREAM_RING_SECONDS * sink.sampleRate()));
      playback = new StreamPlayback(sink, converted, gauges, tape);
    }
    Scheduler.Task playing = scheduler.start("playback", playback);
    conversion =
        new ConversionDuty(
            scheduler, captured, converted, voice, clocks, cushion, pause, gauges, playing);
    Scheduler.Task converting = scheduler.start("conversion", conversion);
    capture =
        source instanceof CaptureDevice device
            ? new DeviceCapture(device, captured, scheduler, gauges, converting)
            : new StreamCapture(source, captured, gauges, converting);
    tasks = List.of(playing, converting, scheduler.start("capture", capture));
  }

  /**
   * Starts to move audio.
   *
   * @param source where it comes from; a {@link CaptureDevice} brings it in its own time, any other
   *     source is drawn from
   * @param sink where it goes; a {@link PlaybackDevice} takes it in its own time
   * @param recording gets what is played as well; null for none
   * @param voice converts at the sink's sample rate; closed with the engine, as is everything else
   * @param scheduler runs the duties
   * @return the running engine
   */
  public static Engine start(
      AudioSource source,
      AudioSink sink,
      @Nullable AudioSink recording,
      LiveVoice voice,
      Scheduler scheduler) {
    return new StreamEngine(source, sink, recording, voice, scheduler);
  }

  @Override
  public void stop(long nanos) {
    try {
      Stopping.stop(scheduler, tasks, taping, nanos);
    } finally {
      // Whatever is stuck in a read or a write is let go by this.
      try {
        source.close();
      } finally {
        sink.close();
      }
    }
  }

  @Override
  public void pause(boolean paused) {
    pause.set(paused);
    tasks.forEach(Scheduler.Task::wake);
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
    return rateDelay == 0
        ? List.of()
        : List.of(new Stage("source's rate", rateDelay * clocks.outputRate()));
  }

  @Override
  public List<Stage> stagesAfter() {
    List<Stage> stages = new ArrayList<>();
    if (clocks.drift()) {
      stages.add(new Stage("clocks", clocks.delayFrames()));
    }
    if (clocks.output()) {
      stages.add(new Stage("cushion", cushion.frames()));
    }
    return stages;
  }

  @Override
  public int cushionFrames() {
    return cushion.frames();
  }

  @Override
  public double speed() {
    return clocks.drift() ? clocks.speed() : 1;
  }

  @Override
  public boolean flowing() {
    return playback.flowing() && !pause.on();
  }

  @Override
  public boolean finished() {
    return playback.finished() && tape.complete();
  }

  @Override
  public @Nullable String deviceTrouble() {
    String trouble = capture.trouble();
    return trouble == null ? playback.trouble() : trouble;
  }

  @Override
  public @Nullable String broken() {
    String bug = Stopping.failure(tasks);
    if (bug != null) {
      return bug;
    }
    String failure = captured.failure();
    return failure == null ? playback.failure() : failure;
  }

  @Override
  public @Nullable String recordingTrouble() {
    return tape.failure();
  }

  @Override
  public long busySince() {
    return conversion.busySince();
  }
}
