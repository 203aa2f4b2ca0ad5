package io.makebeliv.onnx.f0;

import io.makebeliv.dsp.CorrelationPitchTracker;
import io.makebeliv.dsp.PitchTracker;
import java.util.Arrays;

/**
 * Fills an {@link F0Track} without a network, by core's own pitch tracker. Frames come as soon as
 * the samples of {@link #lookAhead()} beyond their centre are there, and do not depend on how the
 * stream is cut into blocks.
 *
 * <p>One thread uses it; after construction nothing is allocated.
 */
public final class F0Tracker {

  private final PitchTracker tracker;
  private final int hop;
  private final int delay;
  private final float[] pending;
  private final float[] found = new float[1];
  private int fill;
  private long taken;
  private long next;
  private float before;

  /**
   * Makes a tracker for voices of a range.
   *
   * @param lowestHz lowest fundamental to be found, at least 40; 60 is usual
   * @param highestHz highest fundamental to be found, at most 1000; 800 is usual
   * @throws IllegalArgumentException if the range is out of bounds
   */
  public F0Tracker(double lowestHz, double highestHz) {
    tracker = new CorrelationPitchTracker(LogMel.SAMPLE_RATE, lowestHz, highestHz);
    hop = tracker.hop();
    delay = tracker.delay();
    pending = new float[hop];
  }

  /**
   * Returns how many samples beyond the centre of a frame must have come for the frame to be known.
   *
   * @return samples at 16 kHz, the centre not counted
   */
  public int lookAhead() {
    return delay + hop - 1;
  }

  /** Forgets the stream. The track is not touched. */
  public void reset() {
    startAt(0);
  }

  /**
   * Forgets the stream, and goes on somewhere in it as if it had been silent until then.
   *
   * @param sample absolute number of the next sample
   */
  public void startAt(long sample) {
    tracker.reset();
    Arrays.fill(pending, 0);
    fill = (int) (sample % hop);
    taken = sample - fill;
    next = Math.max(0, taken - 1 - delay) / LogMel.HOP;
    before = 0;
  }

  /**
   * Takes the next samples and hands on what frames they complete.
   *
   * @param samples mono at 16 kHz
   * @param offset index of the first
   * @param count how many
   * @param track receives the frames
   */
  public void follow(float[] samples, int offset, int count, F0Track track) {
    for (int done = 0; done < count; ) {
      int part = Math.min(hop - fill, count - done);
      System.arraycopy(samples, offset + done, pending, fill, part);
      fill += part;
      done += part;
      if (fill == hop) {
        fill = 0;
        taken += hop;
        tracker.track(pending, 0);
        hand(tracker.f0(), track);
      }
    }
  }

  /** Reads the frames between the last estimate and this one. */
  private void hand(float now, F0Track track) {
    long instant = taken - 1 - delay;
    while (next * LogMel.HOP <= instant) {
      double back = (double) (instant - next * LogMel.HOP) / hop;
      found[0] = between(now, before, back);
      track.take(next, found, 0, 1);
      next++;
    }
    before = now;
  }

  /** On a straight line while voiced; the nearer of the two where the voice sets in or ends. */
  private static float between(float now, float before, double back) {
    if (now > 0 && before > 0) {
      return (float) (now + back * (before - now));
    }
    return back < 0.5 ? now : before;
  }
}
