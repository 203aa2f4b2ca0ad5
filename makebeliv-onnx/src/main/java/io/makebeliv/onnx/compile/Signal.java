package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * A value on a time axis: an image [1, channels, 1, samples], since onnxruntime is faster with
 * images than with what has no height. Over a whole window it is never late; in a stream it may be:
 * its samples then belong to a time {@code delay} samples of its own rate ago.
 */
final class Signal {

  private final Track track;
  private final int delay;

  private Signal(Track track, int delay) {
    this.track = track;
    this.delay = delay;
  }

  private Signal(Value newest, int channels, int perFrame, int delay) {
    this(new Track(newest, channels, perFrame, delay), delay);
  }

  /** A signal that is not late, with so many samples a frame. */
  static Signal of(Value newest, int channels, int perFrame) {
    return new Signal(newest, channels, perFrame, 0);
  }

  /** What was made of this signal sample by sample. */
  Signal with(Value made, int channels) {
    return with(made, channels, delay);
  }

  /** What was made of this signal and is later than it. */
  Signal with(Value made, int channels, int later) {
    return new Signal(made, channels, track.perFrame, later);
  }

  /** What was made of this signal at another rate. */
  Signal resampled(Value made, int channels, int perFrame, int later) {
    return new Signal(made, channels, perFrame, later);
  }

  /** The same signal as it was some samples earlier. */
  Signal at(int laterDelay) {
    if (laterDelay < track.delay) {
      throw new IllegalArgumentException(
          "a signal late by %d samples cannot be had late by %d only"
              .formatted(track.delay, laterDelay));
    }
    return new Signal(track, laterDelay);
  }

  int delay() {
    return delay;
  }

  int channels() {
    return track.channels;
  }

  Track track() {
    return track;
  }

  /** What was computed in this step, and as much of the past as is carried along. */
  static final class Track {

    final Value newest;
    final int channels;
    final int perFrame;
    final int delay;

    /** The carried past with the newest samples behind it; null until somebody asks for it. */
    @Nullable Value withPast;

    int past;

    private Track(Value newest, int channels, int perFrame, int delay) {
      this.newest = newest;
      this.channels = channels;
      this.perFrame = perFrame;
      this.delay = delay;
    }
  }
}
