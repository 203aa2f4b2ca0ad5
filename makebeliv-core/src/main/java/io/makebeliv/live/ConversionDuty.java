package io.makebeliv.live;

import io.makebeliv.dsp.AdaptiveResampler;
import io.makebeliv.dsp.GapFade;
import io.makebeliv.dsp.Resampler;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was captured into what is to be played: to the sink's rate, through the voice, then
 * between the clocks. Bounded: when more waits than is worth converting, the oldest is dropped.
 */
final class ConversionDuty implements Duty {

  private static final double BLOCK_SECONDS = 0.01;
  private static final double LONGEST_WAIT_SECONDS = 0.2;
  private static final long POLL = TimeUnit.MICROSECONDS.toNanos(500);

  private final Scheduler clock;
  private final Flow captured;
  private final Flow converted;
  private final LiveVoice voice;
  private final Clocks clocks;
  private final Cushion cushion;
  private final Pause pause;
  private final Gauges gauges;
  private final Scheduler.Task playback;

  private final @Nullable Resampler resampler;
  private final AdaptiveResampler follower = new AdaptiveResampler();
  private final GapFade intake;
  private final Splice splice;
  private final int inputRate;
  private final int outputRate;
  private final float[] raw;
  private final float[] input;
  private final float[] output;
  private final float[] followed;

  private volatile long busySince;
  private int pauses;
  private int breaks;
  private int flushed;

  ConversionDuty(
      Scheduler clock,
      Flow captured,
      Flow converted,
      LiveVoice voice,
      Clocks clocks,
      Cushion cushion,
      Pause pause,
      Gauges gauges,
      Scheduler.Task playback) {
    this.clock = clock;
    this.captured = captured;
    this.converted = converted;
    this.voice = voice;
    this.clocks = clocks;
    this.cushion = cushion;
    this.pause = pause;
    this.gauges = gauges;
    this.playback = playback;
    inputRate = clocks.inputRate();
    outputRate = clocks.outputRate();
    resampler = inputRate == outputRate ? null : new Resampler(inputRate, outputRate);
    intake = new GapFade(inputRate);
    splice = new Splice(inputRate);
    raw = new float[Math.max((int) (BLOCK_SECONDS * inputRate), splice.length())];
    input = resampler == null ? raw : new float[resampler.maxOutput(raw.length)];
    output = new float[input.length];
    followed = new float[AdaptiveResampler.maxOutput(output.length)];
    if (clocks.input()) {
      intake.begin();
    }
  }

  /** Since when the voice is at work on a block, or 0 if it is not. */
  long busySince() {
    return busySince;
  }

  @Override
  public long work(long now) {
    int changes = pause.changes();
    if (changes != pauses || captured.breaks() != breaks) {
      pauses = changes;
      breaks = captured.breaks();
      breakOff();
    }
    if (Pause.isOn(changes)) {
      return rest();
    }
    if (!clocks.drift() && converted.ring.available() > cushion.frames() + followed.length) {
      return POLL;
    }
    // In this order: what was written before the end is seen with it.
    boolean ended = captured.ended();
    int ready = captured.ring.available();
    if (ready == 0) {
      return ended ? flush() : UNTIL_WOKEN;
    }
    int count = clocks.input() && ready > longestWait() ? drop(ready) : take(ready);
    intake.pass(raw, 0, count);
    convert(count);
    return 0;
  }

  private int take(int ready) {
    return captured.ring.read(raw, 0, Math.min(ready, (int) (BLOCK_SECONDS * inputRate)));
  }

  /** Whatever a voice takes for its steps is no lag; what waits beyond that is. */
  private int longestWait() {
    double seconds = Math.max(LONGEST_WAIT_SECONDS, (double) voice.latencyFrames() / outputRate);
    return (int) (seconds * inputRate);
  }

  private int drop(int ready) {
    int keep = (int) (BLOCK_SECONDS * inputRate) + splice.length();
    int skip = ready - keep;
    splice.jump(captured.ring, skip, raw);
    gauges.dropped.add(skip);
    return splice.length();
  }

  private void convert(int count) {
    busySince = clock.nanoTime();
    int frames = resampler == null ? count : resampler.process(raw, 0, count, input, 0);
    voice.process(input, output, frames);
    long nanos = clock.nanoTime() - busySince;
    busySince = 0;
    gauges.converted(nanos, (double) count / inputRate);
    put(frames);
  }

  private void put(int frames) {
    if (clocks.drift()) {
      int count = follower.process(output, 0, frames, followed, clocks.speed());
      gauges.skipped.add(count - converted.ring.write(followed, 0, count));
    } else {
      gauges.skipped.add(frames - converted.ring.write(output, 0, frames));
    }
    playback.wake();
  }

  /** After the end, the voice and what is around it still owe what they are late. */
  private long flush() {
    int owed = owed() - flushed;
    if (owed <= 0) {
      converted.end();
      playback.wake();
      return DONE;
    }
    int count = Math.min(owed, raw.length);
    Arrays.fill(raw, 0);
    flushed += count;
    convert(count);
    return 0;
  }

  private int owed() {
    double seconds = (double) (voice.latencyFrames() + clocks.delayFrames()) / outputRate;
    double before = resampler == null ? 0 : resampler.delay();
    return (int) Math.ceil((seconds + before) * inputRate);
  }

  /** What came by a clock before a pause or a failure is not to be heard after it. */
  private void breakOff() {
    if (!clocks.input()) {
      return;
    }
    captured.ring.skip(captured.ring.available());
    // What comes next begins in the middle of a sound.
    intake.begin();
    voice.reset();
    follower.reset();
    if (resampler != null) {
      resampler.reset();
    }
  }

  /** What comes by a clock meanwhile is not wanted; what has none waits, and goes on after. */
  private long rest() {
    if (clocks.input()) {
      captured.ring.skip(captured.ring.available());
    }
    voice.rest();
    return UNTIL_WOKEN;
  }

  @Override
  public void end() {
    converted.end();
    playback.wake();
    voice.close();
  }
}
