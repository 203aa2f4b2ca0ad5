package io.makebeliv.pitchshift;

import io.makebeliv.dsp.CorrelationPitchTracker;
import java.util.Arrays;

/**
 * What the pitch tracker said of the recent past: whether there is a voice, and about how long its
 * period is. Estimates are numbered from the beginning of the stream; times and periods are in
 * samples of what is added.
 */
final class Estimates {

  private static final int KEPT = 64;

  private final int rate;
  private final CorrelationPitchTracker tracker;
  private final float[] hop;
  private int fill;
  private final float[] f0 = new float[KEPT];
  private final float[] confidence = new float[KEPT];
  private long count;

  Estimates(int sampleRate) {
    rate = sampleRate;
    tracker = new CorrelationPitchTracker(sampleRate);
    hop = new float[tracker.hop()];
  }

  void reset() {
    tracker.reset();
    fill = 0;
    Arrays.fill(f0, 0);
    count = 0;
  }

  /** Hears the first samples of an array. */
  void add(float[] samples, int length) {
    for (int i = 0; i < length; i++) {
      hop[fill++] = samples[i];
      if (fill == hop.length) {
        fill = 0;
        tracker.track(hop, 0);
        f0[(int) count & (KEPT - 1)] = tracker.f0();
        confidence[(int) count & (KEPT - 1)] = tracker.confidence();
        count++;
      }
    }
  }

  /** How many there have been. */
  long count() {
    return count;
  }

  /** The time that an estimate describes. */
  double time(long i) {
    return (double) (i + 1) * hop.length - 1 - tracker.delay();
  }

  /** The first estimate that describes a time, or one after it. */
  long from(double at) {
    return (long) Math.ceil(place(at));
  }

  private double place(double at) {
    return (at + 1 + tracker.delay()) / hop.length - 1;
  }

  /** The period that an estimate tells; 0 where there is no voice. */
  double period(long i) {
    float hz = f0(i);
    return hz > 0 ? rate / (double) hz : 0;
  }

  /** How well the waveform repeated there, 0 to 1. */
  float confidence(long i) {
    return confidence[(int) i & (KEPT - 1)];
  }

  private float f0(long i) {
    return i < 0 || i < count - KEPT ? 0 : f0[(int) i & (KEPT - 1)];
  }

  /** The period at a time, from the estimates around it; 0 where there is no voice. */
  double periodAt(double at) {
    double place = place(at);
    long i = (long) Math.floor(place);
    i = Math.min(i, count - 1);
    float before = f0(i);
    float after = i + 1 < count ? f0(i + 1) : before;
    double hz;
    if (before > 0 && after > 0 && Math.abs(before - after) < 0.2f * before) {
      double t = Math.max(0, Math.min(1, place - i));
      hz = before + t * (after - before);
    } else {
      hz = place - i < 0.5 ? before : after;
    }
    return hz > 0 ? rate / hz : 0;
  }
}
