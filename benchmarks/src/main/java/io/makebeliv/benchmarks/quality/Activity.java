package io.makebeliv.benchmarks.quality;

/** In which frames of a pitch track there is sound: those within 40 dB of the loudest. */
final class Activity {

  private static final double DEPTH_DB = 40;
  private static final double WIDTH_SECONDS = 0.02;

  private final boolean[] active;

  private Activity(boolean[] active) {
    this.active = active;
  }

  static Activity of(Sound sound) {
    double[] level = new double[PitchTrack.framesIn(sound.seconds())];
    double loudest = -150;
    for (int i = 0; i < level.length; i++) {
      level[i] = sound.levelDb(PitchTrack.secondsAt(i), WIDTH_SECONDS);
      loudest = Math.max(loudest, level[i]);
    }
    boolean[] active = new boolean[level.length];
    for (int i = 0; i < level.length; i++) {
      active[i] = level[i] > loudest - DEPTH_DB;
    }
    return new Activity(active);
  }

  boolean at(int frame) {
    return frame < active.length && active[frame];
  }
}
