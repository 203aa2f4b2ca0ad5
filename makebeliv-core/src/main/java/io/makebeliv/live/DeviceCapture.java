package io.makebeliv.live;

import io.makebeliv.audio.AudioSource;
import io.makebeliv.audio.CaptureDevice;

/**
 * Fetches what a capturing device brings, in its own time. What no one takes is counted as lost;
 * what comes right after opening is often stale or a thump, and is discarded.
 */
final class DeviceCapture implements Duty {

  private static final double BLOCK_SECONDS = 0.0025;
  private static final double DISCARDED_SECONDS = 0.05;

  private final CaptureDevice device;
  private final Flow captured;
  private final Gauges gauges;
  private final Scheduler.Task conversion;
  private final Recovery recovery;
  private final float[] buffer;
  private final int block;
  private final double nanosPerFrame;
  private int toDiscard;

  DeviceCapture(CaptureDevice device, Flow captured, Gauges gauges, Scheduler.Task conversion) {
    this.device = device;
    this.captured = captured;
    this.gauges = gauges;
    this.conversion = conversion;
    recovery = new Recovery(device::reopen, gauges);
    block = Math.max(1, (int) (BLOCK_SECONDS * device.sampleRate()));
    buffer = new float[4 * block];
    nanosPerFrame = 1e9 / device.sampleRate();
    toDiscard = discarded();
  }

  private int discarded() {
    return (int) (DISCARDED_SECONDS * device.sampleRate());
  }

  Recovery recovery() {
    return recovery;
  }

  @Override
  public long work(long now) {
    if (recovery.why() != null) {
      long wait = recovery.attempt(now);
      if (wait > 0) {
        return wait;
      }
      toDiscard = discarded();
    }
    try {
      return capture();
    } catch (RuntimeException e) {
      recovery.failed(now, e);
      return 0;
    }
  }

  private long capture() {
    int ready = device.available();
    if (ready < block) {
      return (long) Math.ceil((block - ready) * nanosPerFrame);
    }
    int count = device.read(buffer, 0, Math.min(ready, buffer.length));
    if (count == AudioSource.END_OF_STREAM) {
      captured.end();
      conversion.wake();
      return DONE;
    }
    recovery.flows();
    gauges.captured.add(count);
    if (toDiscard > 0) {
      toDiscard -= count;
    } else {
      gauges.input.measure(buffer, 0, count);
      gauges.overflowed.add(count - captured.ring.write(buffer, 0, count));
      conversion.wake();
    }
    return 0;
  }

  @Override
  public void end() {
    captured.end();
    device.close();
  }
}
