package io.makebeliv.live;

import io.makebeliv.audio.AudioSink;
import org.jspecify.annotations.Nullable;

/** Gives what is converted to a sink without a clock, which has no need of silence in between. */
final class StreamPlayback implements Playback {

  private static final double BLOCK_SECONDS = 0.01;

  private final AudioSink sink;
  private final Flow converted;
  private final Gauges gauges;
  private final Tape tape;
  private final float[] buffer;
  private volatile boolean flowing;
  private volatile boolean finished;
  private volatile @Nullable String failure;

  StreamPlayback(AudioSink sink, Flow converted, Gauges gauges, Tape tape) {
    this.sink = sink;
    this.converted = converted;
    this.gauges = gauges;
    this.tape = tape;
    buffer = new float[Math.max(1, (int) (BLOCK_SECONDS * sink.sampleRate()))];
  }

  @Override
  public boolean flowing() {
    return flowing;
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public @Nullable String trouble() {
    return null;
  }

  @Override
  public @Nullable String failure() {
    return failure;
  }

  @Override
  public long work(long now) {
    boolean ended = converted.ended();
    if (!putSome() && ended && !finished) {
      complete();
    }
    return finished ? DONE : converted.ring.available() > 0 ? 0 : UNTIL_WOKEN;
  }

  /** Returns whether there was anything. */
  private boolean putSome() {
    int count = converted.ring.read(buffer, 0, buffer.length);
    if (count == 0) {
      return false;
    }
    try {
      sink.write(buffer, 0, count);
    } catch (RuntimeException e) {
      fail(e);
      return false;
    }
    flowing = true;
    gauges.output.measure(buffer, 0, count);
    gauges.played.add(count);
    tape.put(buffer, 0, count);
    return true;
  }

  private void complete() {
    try {
      sink.end();
    } catch (RuntimeException e) {
      fail(e);
    }
    finished = true;
  }

  private void fail(RuntimeException e) {
    failure = String.valueOf(e.getMessage());
    finished = true;
  }

  /** A stream that is stopped is complete with what it has: a file is kept. */
  @Override
  public void end() {
    while (!finished && putSome()) {
      flowing = true;
    }
    if (!finished) {
      complete();
    }
    flowing = false;
    tape.end();
    sink.close();
  }
}
