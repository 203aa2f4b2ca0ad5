package io.makebeliv.benchmarks.quality;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** The fundamental of a sound every 5 ms. */
final class PitchTrack {

  static final double HOP_SECONDS = 0.005;

  private final double[] hertz;

  /**
   * Keeps the array.
   *
   * @param hertz 0 where there is no voice, NaN where nobody can say
   */
  PitchTrack(double[] hertz) {
    this.hertz = hertz;
  }

  /** A track of what is known: the fundamental as a function of seconds. */
  static PitchTrack of(double seconds, DoubleUnaryOperator hertz) {
    double[] track = new double[framesIn(seconds)];
    for (int i = 0; i < track.length; i++) {
      track[i] = hertz.applyAsDouble(secondsAt(i));
    }
    return new PitchTrack(track);
  }

  static int framesIn(double seconds) {
    return (int) (seconds / HOP_SECONDS);
  }

  /** The middle of a frame. */
  static double secondsAt(int frame) {
    return (frame + 0.5) * HOP_SECONDS;
  }

  int frames() {
    return hertz.length;
  }

  double hertz(int frame) {
    return hertz[frame];
  }

  boolean voiced(int frame) {
    return hertz[frame] > 0;
  }

  boolean unvoiced(int frame) {
    return hertz[frame] == 0;
  }

  /** The fundamentals of all voiced frames, lowest first. */
  double[] sorted() {
    return Arrays.stream(hertz).filter(hz -> hz > 0).sorted().toArray();
  }
}
