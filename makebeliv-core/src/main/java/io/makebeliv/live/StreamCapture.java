package io.makebeliv.live;

import io.makebeliv.audio.AudioSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Draws from a source without a clock, as much as is used up, so that nothing is lost. */
final class StreamCapture implements Capture {

  private static final double BLOCK_SECONDS = 0.005;
  private static final long POLL = TimeUnit.MICROSECONDS.toNanos(500);

  private final AudioSource source;
  private final Flow captured;
  private final Gauges gauges;
  private final Scheduler.Task conversion;
  private final float[] buffer;

  StreamCapture(AudioSource source, Flow captured, Gauges gauges, Scheduler.Task conversion) {
    this.source = source;
    this.captured = captured;
    this.gauges = gauges;
    this.conversion = conversion;
    buffer = new float[Math.max(1, (int) (BLOCK_SECONDS * source.sampleRate()))];
  }

  @Override
  public @Nullable String trouble() {
    return null;
  }

  @Override
  public long work(long now) {
    if (captured.ring.available() > buffer.length) {
      return POLL;
    }
    try {
      int count = source.read(buffer, 0, buffer.length);
      if (count == AudioSource.END_OF_STREAM) {
        captured.end();
      } else {
        gauges.captured.add(count);
        gauges.input.measure(buffer, 0, count);
        captured.ring.write(buffer, 0, count);
      }
    } catch (RuntimeException e) {
      captured.fail(e);
    }
    conversion.wake();
    return captured.ended() ? DONE : 0;
  }

  @Override
  public void end() {
    captured.end();
    source.close();
  }
}
