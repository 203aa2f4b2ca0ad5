package io.makebeliv.live;

import io.makebeliv.audio.AudioSink;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is played, where the application wants that: the audio thread leaves it in a ring, and
 * a duty of its own writes it to a sink. A recording that cannot keep up loses audio, and counts.
 */
final class Tape {

  private static final int SECONDS = 4;

  private final @Nullable AudioSink sink;
  private final @Nullable Flow played;
  private final Gauges gauges;
  private volatile @Nullable String failure;
  private volatile boolean complete;

  /**
   * @param sink where the recording goes; null for none
   */
  Tape(@Nullable AudioSink sink, Gauges gauges) {
    this.sink = sink;
    this.gauges = gauges;
    complete = sink == null;
    played = sink == null ? null : new Flow(SECONDS * sink.sampleRate());
  }

  /** Keeps frames. On the audio thread. */
  void put(float[] samples, int offset, int frames) {
    if (played != null) {
      gauges.unrecorded.add(frames - played.ring.write(samples, offset, frames));
    }
  }

  /** There will be no more. */
  void end() {
    if (played != null) {
      played.end();
    }
  }

  /** Why the recording ended too early, or null. */
  @Nullable String failure() {
    return failure;
  }

  /** Whether nothing is left to be written. */
  boolean complete() {
    return complete;
  }

  /** The duty that writes, or null if there is nothing to record. */
  @Nullable Duty recording() {
    return sink == null || played == null ? null : new Recording(sink, played);
  }

  private final class Recording implements Duty {

    private static final long POLL = 20_000_000;

    private final AudioSink to;
    private final Flow from;
    private final float[] buffer = new float[4096];

    Recording(AudioSink to, Flow from) {
      this.to = to;
      this.from = from;
    }

    @Override
    public long work(long now) {
      boolean ended = from.ended();
      int count = from.ring.read(buffer, 0, buffer.length);
      if (count == 0) {
        return ended ? DONE : POLL;
      }
      try {
        to.write(buffer, 0, count);
        return 0;
      } catch (RuntimeException e) {
        failure = String.valueOf(e.getMessage());
        return DONE;
      }
    }

    @Override
    public void end() {
      try {
        // Stopped early it still holds what was played until then.
        for (int count;
            failure == null && (count = from.ring.read(buffer, 0, buffer.length)) > 0; ) {
          to.write(buffer, 0, count);
        }
        if (failure == null) {
          to.end();
        }
      } catch (RuntimeException e) {
        failure = String.valueOf(e.getMessage());
      } finally {
        to.close();
        complete = true;
      }
    }
  }
}
