package io.makebeliv.benchmarks.quality;

/**
 * Where loudness went wrong, however well it is kept on average.
 *
 * @param silenced share of the frames with sound whose output is 30 dB below all that was near
 * @param bursts share of all frames whose output has sound 12 dB above all that was near
 */
record LevelFaults(double silenced, double bursts) {

  private static final double FRAME_SECONDS = 0.02;
  private static final int NEAR_FRAMES = 6;
  private static final double SILENCED_DB = 30;
  private static final double BURST_DB = 12;

  /** Less than the loudest frame by more than this is heard by nobody. */
  private static final double INAUDIBLE_DB = 50;

  static LevelFaults of(Sound source, Sound output, Activity active) {
    double[] before = levels(source);
    double[] after = levels(output);
    double loudest = -150;
    for (double level : before) {
      loudest = Math.max(loudest, level);
    }
    int sounding = 0;
    int silenced = 0;
    int bursts = 0;
    for (int i = 0; i < before.length; i++) {
      double least = before[i];
      double most = before[i];
      for (int j = Math.max(0, i - NEAR_FRAMES);
          j <= Math.min(before.length - 1, i + NEAR_FRAMES);
          j++) {
        least = Math.min(least, before[j]);
        most = Math.max(most, before[j]);
      }
      if (active.at(i)) {
        sounding++;
        silenced += after[i] < least - SILENCED_DB ? 1 : 0;
      }
      bursts += after[i] > most + BURST_DB && after[i] > loudest - INAUDIBLE_DB ? 1 : 0;
    }
    return new LevelFaults(
        sounding == 0 ? Double.NaN : (double) silenced / sounding,
        before.length == 0 ? Double.NaN : (double) bursts / before.length);
  }

  private static double[] levels(Sound sound) {
    double[] levels = new double[PitchTrack.framesIn(sound.seconds())];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = sound.levelDb(PitchTrack.secondsAt(i), FRAME_SECONDS);
    }
    return levels;
  }
}
