package io.makebeliv.live;

import io.makebeliv.LatencyLedger.Stage;
import io.makebeliv.audio.AudioSink;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.audio.CaptureDevice;
import io.makebeliv.audio.PlaybackDevice;
import io.makebeliv.dsp.Resampler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** From a source to a sink: three duties, joined by two rings. */
public final class StreamEngine implements Engine {

  /** Between devices a ring holds a second: more than is ever wanted. */
  private static final double DEVICE_RING_SECONDS = 1;

  /** Without a clock on its far side, what waits in a ring is only late. */
  private static final double STREAM_RING_SECONDS = 0.05;

  private final AudioSource source;
  private final AudioSink sink;
  private final Clocks clocks;
  private final Flow captured;
  private final Flow converted;
  private final Cushion cushion;
  private final Pause pause = new Pause();
  private final Gauges gauges;
  private final Tape tape;
  private final ConversionDuty conversion;
  private final List<Scheduler.Task> tasks = new ArrayList<>();
  private final Scheduler.@Nullable Task taping;
  private final Supplier<@Nullable String> sourceTrouble;
  private final Supplier<@Nullable String> sinkTrouble;
  private final Supplier<@Nullable String> sinkFailure;
  private final BooleanSupplier flowing;
  private final BooleanSupplier finished;

  private StreamEngine(
      AudioSource source,
      AudioSink sink,
      @Nullable AudioSink recording,
      LiveVoice voice,
      Scheduler scheduler) {
    this.source = source;
    this.sink = sink;
    boolean drives = sink instanceof PlaybackDevice;
    clocks =
        new Clocks(
            source instanceof CaptureDevice,
            source.sampleRate(),
            drives,
            sink.sampleRate(),
            new DriftControl(sink.sampleRate()));
    captured = new Flow((int) (DEVICE_RING_SECONDS * source.sampleRate()));
    converted =
        new Flow((int) ((drives ? DEVICE_RING_SECONDS : STREAM_RING_SECONDS) * sink.sampleRate()));
    gauges = new Gauges(source.sampleRate(), sink.sampleRate());
    tape = new Tape(recording, gauges);
    Duty playback;
    if (sink instanceof PlaybackDevice device) {
      cushion = new Cushion(sink.sampleRate(), device.bufferFrames());
      DevicePlayback duty =
          new DevicePlayback(device, converted, cushion, clocks, pause, gauges, tape);
      sinkTrouble = duty.recovery()::why;
      sinkFailure = () -> null;
      flowing = duty::flowing;
      finished = duty::finished;
      playback = duty;
    } else {
      cushion = new Cushion(sink.sampleRate(), 0);
      StreamPlayback duty = new StreamPlayback(sink, converted, gauges, tape);
      sinkTrouble = () -> null;
      sinkFailure = duty::failure;
      flowing = duty::flowing;
      finished = duty::finished;
      playback = duty;
    }
    Duty recorder = tape.recording();
    taping = recorder == null ? null : scheduler.start("recording", recorder);
    Scheduler.Task playing = scheduler.start("playback", playback);
    tasks.add(playing);
    conversion =
        new ConversionDuty(
            scheduler, captured, converted, voice, clocks, cushion, pause, gauges, playing);
    Scheduler.Task converting = scheduler.start("conversion", conversion);
    tasks.add(converting);
    if (source instanceof CaptureDevice device) {
      DeviceCapture duty = new DeviceCapture(device, captured, gauges, converting);
      sourceTrouble = duty.recovery()::why;
      tasks.add(scheduler.start("capture", duty));
    } else {
      sourceTrouble = () -> null;
      tasks.add(
          scheduler.start("capture", new StreamCapture(source, captured, gauges, converting)));
    }
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
    Stopping.stop(tasks, taping, nanos);
    // Whatever is stuck in a read or a write is let go by this.
    source.close();
    sink.close();
  }

  @Override
  public void pause(boolean paused) {
    pause.set(paused);
    tasks.forEach(Scheduler.Task::wake);
  }

  @Override
  public Gauges gauges() {
    return gauges;
  }

  @Override
  public List<Stage> stagesBefore() {
    if (clocks.inputRate() == clocks.outputRate()) {
      return List.of();
    }
    double seconds = new Resampler(clocks.inputRate(), clocks.outputRate()).delay();
    return List.of(new Stage("source's rate", seconds * clocks.outputRate()));
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
    return flowing.getAsBoolean() && !pause.on();
  }

  @Override
  public boolean finished() {
    return finished.getAsBoolean();
  }

  @Override
  public @Nullable String deviceTrouble() {
    String trouble = sourceTrouble.get();
    return trouble == null ? sinkTrouble.get() : trouble;
  }

  @Override
  public @Nullable String broken() {
    String failure = captured.failure();
    return failure == null ? sinkFailure.get() : failure;
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
