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

  /** Apart from the straight line through each frame: nobody hears an offset, or its fading. */
  private static double[] levels(Sound sound) {
    float[] samples = sound.samples();
    int length = (int) (FRAME_SECONDS * sound.rate());
    double[] levels = new double[PitchTrack.framesIn(sound.seconds())];
    for (int i = 0; i < levels.length; i++) {
      int middle = (int) Math.round(PitchTrack.secondsAt(i) * sound.rate());
      int from = Math.max(0, middle - length / 2);
      int to = Math.min(samples.length, middle + length / 2);
      double centre = (from + to - 1) / 2.0;
      double sum = 0;
      double square = 0;
      double slope = 0;
      double spread = 1e-9;
      for (int n = from; n < to; n++) {
        sum += samples[n];
        square += (double) samples[n] * samples[n];
        slope += (n - centre) * samples[n];
        spread += (n - centre) * (n - centre);
      }
      int count = to - from;
      double rest = square - sum * sum / count - slope * slope / spread;
      levels[i] = 10 * Math.log10(Math.max(0, rest) / count + 1e-20);
    }
    return levels;
  }
}
