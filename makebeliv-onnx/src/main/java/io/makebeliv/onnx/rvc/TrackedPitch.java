package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.f0.F0Track;
import io.makebeliv.onnx.f0.F0Tracker;

/** Finds the pitch without a network. */
final class TrackedPitch implements PitchFollower {

  private static final int FRAME = ContentEncoder.SAMPLE_RATE / Synthesizer.FRAME_RATE;
  private static final double LOWEST_HZ = 60;
  private static final double HIGHEST_HZ = 800;

  private final F0Tracker tracker = new F0Tracker(LOWEST_HZ, HIGHEST_HZ);
  private final int chunk;
  private boolean started;

  TrackedPitch(int chunk) {
    this.chunk = chunk;
  }

  @Override
  public int window() {
    return chunk;
  }

  @Override
  public void follow(float[] signal, long end, F0Track track) {
    if (!started) {
      // After a rest the stream goes on where its time is, not at its beginning.
      tracker.startAt(end * FRAME - chunk);
      started = true;
    }
    tracker.follow(signal, signal.length - chunk, chunk, track);
  }

  @Override
  public void reset() {
    started = false;
  }

  @Override
  public void close() {}
}
