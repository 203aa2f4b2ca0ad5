package io.makebeliv.live;

import io.makebeliv.audio.PlaybackDevice;
import io.makebeliv.dsp.FloatRing;
import io.makebeliv.dsp.GapFade;

/**
 * Feeds a playing device, which must never run dry: with the converted voice while there is some,
 * with silence while there is none.
 *
 * <p>What is ready in the ring and what the device holds are one cushion. The voice begins once the
 * cushion is full, trimmed to the frame; from then on its level just after audio has arrived is
 * held there by bending the speed, and by a splice where a burst has come far too late.
 */
final class DevicePlayback implements Duty {

  private static final double BLOCK_SECONDS = 0.005;

  /** Below this a device is about to run dry. */
  private static final double MARGIN_SECONDS = 0.0025;

  /** A surplus larger than this is skipped, a smaller one worked off by bending the speed. */
  private static final double SLACK_SECONDS = 0.003;

  /** A surplus is what was too much all this time: bursts and late looks come and go. */
  private static final double WINDOW_SECONDS = 0.25;

  private static final double LEAST_GROWTH_SECONDS = 0.0025;

  /** Gaps that follow each other faster than this count as one. */
  private static final double ISOLATED_SECONDS = 1;

  private final PlaybackDevice device;
  private final FloatRing ring;
  private final Flow converted;
  private final Cushion cushion;
  private final Clocks clocks;
  private final Pause pause;
  private final Gauges gauges;
  private final Tape tape;
  private final Recovery recovery;
  private final GapFade fade;
  private final Splice splice;
  private final float[] buffer;
  private final float[] silence;
  private final double nanosPerFrame;
  private final int slack;
  private final int window;
  private final int isolated;
  private final int leastGrowth;

  private int pending;
  private int pendingFrom;
  private boolean starving = true;
  private boolean counting;
  private int missing;
  private boolean grown;
  private long begun;
  private long failuresBefore;
  private int lowest;
  private int looked;
  private long seen;
  private volatile boolean flowing;
  private volatile boolean finished;

  DevicePlayback(
      PlaybackDevice device,
      Flow converted,
      Cushion cushion,
      Clocks clocks,
      Pause pause,
      Gauges gauges,
      Tape tape) {
    this.device = device;
    this.converted = converted;
    this.cushion = cushion;
    this.clocks = clocks;
    this.pause = pause;
    this.gauges = gauges;
    this.tape = tape;
    ring = converted.ring;
    recovery = new Recovery(device::reopen, gauges);
    int rate = device.sampleRate();
    fade = new GapFade(rate);
    splice = new Splice(rate);
    buffer = new float[Math.max((int) (BLOCK_SECONDS * rate), splice.length())];
    silence = new float[buffer.length];
    nanosPerFrame = 1e9 / rate;
    slack = (int) (SLACK_SECONDS * rate);
    window = (int) (WINDOW_SECONDS * rate);
    isolated = (int) (ISOLATED_SECONDS * rate);
    leastGrowth = (int) (LEAST_GROWTH_SECONDS * rate);
  }

  Recovery recovery() {
    return recovery;
  }

  /** Whether the voice is being played, not silence. */
  boolean flowing() {
    return flowing;
  }

  /** Whether all has been played that there will ever be. */
  boolean finished() {
    return finished;
  }

  @Override
  public long work(long now) {
    if (recovery.why() != null) {
      forget();
      long wait = recovery.attempt(now);
      if (wait > 0) {
        return Math.min(wait, nanos(buffer.length));
      }
    }
    try {
      return play();
    } catch (RuntimeException e) {
      recovery.failed(now, e);
      hush();
      counting = false;
      return 0;
    }
  }

  private long play() {
    int queued = device.queued();
    boolean ended = converted.ended();
    int ready = ring.available();
    if (pause.on()) {
      forget();
      hush();
      counting = false;
      return keepAlive(queued);
    }
    if (starving && !begin(queued + pending, ready, ended)) {
      if (ended && ready + pending == 0) {
        return finish();
      }
      return keepAlive(queued);
    }
    level(queued + pending + ready);
    if (pending == 0 && ring.available() == 0) {
      if (ended) {
        return finish();
      }
      if (queued < margin()) {
        starve();
        return 0;
      }
      return untilMargin(queued);
    }
    if (queued < device.bufferFrames()) {
      put(device.bufferFrames() - queued);
      return 0;
    }
    return nanos(leastGrowth);
  }

  /** What came by a clock is too late by now; what has none waits. */
  private void forget() {
    if (clocks.input()) {
      ring.skip(ring.available());
      pending = 0;
    }
  }

  /** Starts to play once the cushion is full, or once there will be no more. */
  private boolean begin(int queued, int ready, boolean ended) {
    if (ready == 0) {
      return false;
    }
    if (missing > 0 && !grown) {
      grown = true;
      // One gap after the other means that conversion is slower than the audio for a while: no
      // cushion lasts then, and a larger one would only make the voice late.
      boolean isolatedGap = gauges.played.get() - begun > isolated;
      if (isolatedGap && gauges.deviceFailures.get() == failuresBefore) {
        cushion.grow(missing, leastGrowth);
      }
    }
    int excess = queued + ready - cushion.frames();
    if (excess < 0 && !ended) {
      return false;
    }
    if (excess > 0 && clocks.drift() && !ended) {
      int skipped = ring.skip(excess);
      gauges.skipped.add(counting ? skipped : 0);
    }
    starving = false;
    flowing = true;
    counting = true;
    missing = 0;
    grown = false;
    begun = gauges.played.get();
    failuresBefore = gauges.deviceFailures.get();
    seen = ring.written();
    settle();
    recovery.flows();
    return true;
  }

  private void settle() {
    clocks.control().settle();
    lowest = Integer.MAX_VALUE;
    looked = 0;
  }

  /** Looks at the cushion whenever audio has arrived. */
  private void level(int level) {
    if (!clocks.drift()) {
      return;
    }
    long written = ring.written();
    int arrived = (int) (written - seen);
    if (arrived == 0) {
      return;
    }
    seen = written;
    int excess = level - cushion.frames();
    clocks.control().observe(excess, arrived);
    lowest = Math.min(lowest, excess);
    looked += arrived;
    if (looked >= window) {
      trim(lowest);
      lowest = Integer.MAX_VALUE;
      looked = 0;
    }
  }

  /** Skips a surplus, as far as it is in the ring still. */
  private void trim(int surplus) {
    int skip = Math.min(surplus, ring.available() - splice.length());
    if (surplus > slack && skip > 0 && pending == 0) {
      splice.jump(ring, skip, buffer);
      pending = splice.length();
      pendingFrom = 0;
      gauges.skipped.add(skip);
      settle();
    }
  }

  private void put(int room) {
    if (pending == 0) {
      pending = ring.read(buffer, 0, Math.min(room, buffer.length));
      pendingFrom = 0;
    }
    int count = Math.min(room, pending);
    fade.pass(buffer, pendingFrom, count);
    write(buffer, pendingFrom, count);
    pendingFrom += count;
    pending -= count;
  }

  private void write(float[] samples, int from, int count) {
    device.write(samples, from, count);
    gauges.output.measure(samples, from, count);
    gauges.played.add(count);
    tape.put(samples, from, count);
  }

  /** Nothing is there: from here on silence, until the cushion is full again. */
  private void starve() {
    hush();
    gauges.underruns.add(1);
  }

  private void hush() {
    starving = true;
    flowing = false;
  }

  /**
   * Silence keeps the device from running dry, and no more than leaves room for the audio with
   * which the cushion will be full.
   */
  private long keepAlive(int queued) {
    int half = device.bufferFrames() / 2;
    if (queued > half) {
      return nanos(queued - half);
    }
    int count = Math.min(half + Math.max(1, half / 2) - queued, silence.length);
    fade.mute(silence, 0, count);
    write(silence, 0, count);
    if (counting) {
      missing += count;
      gauges.underrunFrames.add(count);
    }
    return 0;
  }

  private long untilMargin(int queued) {
    return nanos(Math.max(1, queued - margin()));
  }

  private int margin() {
    return (int)
        Math.max(1, Math.min(MARGIN_SECONDS * 1e9 / nanosPerFrame, device.bufferFrames() / 4.0));
  }

  private long finish() {
    device.end();
    finished = true;
    return DONE;
  }

  private long nanos(int frames) {
    return (long) (frames * nanosPerFrame);
  }

  /** Fades out and lets the device play what it holds, so that the end is no click. */
  @Override
  public void end() {
    try {
      if (!finished && recovery.why() == null) {
        int room = Math.min(Math.max(0, device.bufferFrames() - device.queued()), buffer.length);
        fade.mute(buffer, 0, room);
        device.write(buffer, 0, room);
        device.end();
      }
    } catch (RuntimeException e) {
      // It has failed at the very end; then it is silent as well.
    } finally {
      flowing = false;
      tape.end();
      device.close();
    }
  }
}
