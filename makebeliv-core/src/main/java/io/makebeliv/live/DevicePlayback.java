package io.makebeliv.live;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.PlaybackDevice;
import io.makebeliv.dsp.FloatRing;
import io.makebeliv.dsp.GapFade;
import java.util.concurrent.TimeUnit;

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

  /** How much more than wanted may be queued before it is skipped rather than worked off. */
  private static final double SLACK_SECONDS = 0.02;

  private static final double LEAST_GROWTH_SECONDS = 0.0025;

  /** A full device from which nothing is played for so long is taken for dead. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(3);

  private final PlaybackDevice device;
  private final FloatRing ring;
  private final Flow converted;
  private final Cushion cushion;
  private final DriftControl control;
  private final Pause pause;
  private final Gauges gauges;
  private final Tape tape;
  private final Recovery recovery;
  private final GapFade fade;
  private final Splice splice;
  private final float[] buffer;
  private final double nanosPerFrame;
  private final int slack;
  private final int leastGrowth;

  private int pending;
  private int pendingFrom;
  private boolean starving = true;
  private boolean counting;
  private int missing;
  private long seen;
  private long moved = Long.MIN_VALUE;
  private volatile boolean flowing;
  private volatile boolean finished;

  DevicePlayback(
      PlaybackDevice device,
      Flow converted,
      Cushion cushion,
      DriftControl control,
      Pause pause,
      Gauges gauges,
      Tape tape) {
    this.device = device;
    this.converted = converted;
    this.cushion = cushion;
    this.control = control;
    this.pause = pause;
    this.gauges = gauges;
    this.tape = tape;
    ring = converted.ring;
    recovery = new Recovery(device::reopen, gauges);
    int rate = device.sampleRate();
    fade = new GapFade(rate);
    splice = new Splice(rate);
    buffer = new float[Math.max((int) (BLOCK_SECONDS * rate), splice.length())];
    nanosPerFrame = 1e9 / rate;
    slack = (int) (SLACK_SECONDS * rate);
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
      ring.skip(ring.available());
      long wait = recovery.attempt(now);
      if (wait > 0) {
        return Math.min(wait, nanos(buffer.length));
      }
      moved = now;
    }
    try {
      return play(now);
    } catch (RuntimeException e) {
      recovery.failed(now, e);
      hush();
      pending = 0;
      return 0;
    }
  }

  private long play(long now) {
    int queued = device.queued();
    boolean ended = converted.ended();
    int ready = ring.available();
    if (pause.on()) {
      ring.skip(ready);
      hush();
      counting = false;
      return keepAlive(queued, now);
    }
    if (starving && !begin(queued + pending, ready, ended)) {
      if (ended && ready + pending == 0) {
        return finish();
      }
      return keepAlive(queued, now);
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
      return nanos(queued - margin());
    }
    if (queued < device.bufferFrames()) {
      put(device.bufferFrames() - queued, now);
      return 0;
    }
    return awaitRoom(now);
  }

  /** Starts to play once the cushion is full, or once there will be no more. */
  private boolean begin(int queued, int ready, boolean ended) {
    int excess = queued + ready - cushion.frames();
    if (ready == 0 || (excess < 0 && !ended)) {
      return false;
    }
    if (excess > 0 && !ended) {
      int skip = Math.min(excess, ready);
      ring.skip(skip);
      gauges.skipped.add(counting ? skip : 0);
    }
    if (counting) {
      cushion.grow(missing, leastGrowth);
    }
    starving = false;
    flowing = true;
    counting = true;
    missing = 0;
    seen = ring.written();
    control.settle();
    recovery.flows();
    return true;
  }

  /** Looks at the cushion whenever audio has arrived. */
  private void level(int level) {
    long written = ring.written();
    int arrived = (int) (written - seen);
    if (arrived == 0) {
      return;
    }
    seen = written;
    int excess = level - cushion.frames();
    if (excess > slack && pending == 0 && ring.available() >= excess + splice.length()) {
      splice.jump(ring, excess, buffer);
      pending = splice.length();
      pendingFrom = 0;
      gauges.skipped.add(excess);
      control.settle();
    } else {
      control.observe(excess, arrived);
    }
  }

  private void put(int room, long now) {
    if (pending == 0) {
      pending = ring.read(buffer, 0, Math.min(room, buffer.length));
      pendingFrom = 0;
    }
    int count = Math.min(room, pending);
    fade.pass(buffer, pendingFrom, count);
    write(pendingFrom, count, now);
    pendingFrom += count;
    pending -= count;
  }

  private void write(int from, int count, long now) {
    device.write(buffer, from, count);
    moved = now;
    gauges.output.measure(buffer, from, count);
    gauges.played.add(count);
    tape.put(buffer, from, count);
  }

  private long awaitRoom(long now) {
    if (now - moved > PATIENCE) {
      throw new AudioException(
          "%s has played nothing for %d seconds; is it unplugged or in use by another program?"
              .formatted(device.name(), TimeUnit.NANOSECONDS.toSeconds(PATIENCE)));
    }
    return nanos(Math.min(margin(), leastGrowth));
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

  /** As little silence as keeps the device from running dry. */
  private long keepAlive(int queued, long now) {
    int margin = margin();
    int room = Math.min(2 * margin, device.bufferFrames()) - queued;
    if (queued < margin && room > 0) {
      int count = Math.min(room, buffer.length);
      // What was waiting in the buffer is too late now.
      pending = 0;
      fade.mute(buffer, 0, count);
      write(0, count, now);
      if (counting) {
        missing += count;
        gauges.underrunFrames.add(count);
      }
      return nanos(margin);
    }
    if (queued >= device.bufferFrames()) {
      return awaitRoom(now);
    }
    return Math.max(nanos(1), nanos(queued - margin));
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
        int room = Math.min(device.bufferFrames() - device.queued(), buffer.length);
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
