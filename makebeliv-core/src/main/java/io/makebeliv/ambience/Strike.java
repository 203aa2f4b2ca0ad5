package io.makebeliv.ambience;

import io.makebeliv.dsp.Chance;

/**
 * Something hard that is struck: a few inharmonic partials that die away. Its state at any time is
 * known in closed form.
 */
final class Strike {

  /** After so many time constants, -78 dB, nothing is left. */
  private static final double LAST = 9;

  private final int sampleRate;

  Strike(int sampleRate) {
    this.sampleRate = sampleRate;
  }

  /**
   * Adds the part of it that falls into a stretch.
   *
   * @param key of its partials
   * @param hertz the lowest partial
   * @param partials how many
   * @param seconds time constant of the lowest
   * @param level amplitude of the lowest
   * @param onset the frame at which it is struck
   * @param from the frame that the first sample stands for
   * @param frames length of the stretch
   * @param into what to add to
   */
  void add(
      long key,
      double hertz,
      int partials,
      double seconds,
      double level,
      double onset,
      long from,
      int frames,
      float[] into) {
    if (onset >= from + frames) {
      return;
    }
    double ratio = 1;
    for (int p = 0; p < partials; p++) {
      double f = hertz * ratio;
      if (f > 0.42 * sampleRate) {
        return;
      }
      double decay =
          seconds / Math.sqrt(ratio) * Chance.between(key, 3L * p, 0.7, 1.3) * sampleRate;
      double loud = level * Chance.between(key, 3L * p + 1, 0.4, 1) / Math.sqrt(ratio);
      int first = (int) Math.max(0, Math.ceil(onset - from));
      int last = (int) Math.min(frames, onset + LAST * decay - from);
      if (first < last) {
        double turn = 2 * Math.PI * f / sampleRate;
        double t0 = from + first - onset;
        double t1 = from + last - onset;
        Tone.add(
            into,
            first,
            last,
            turn * t0,
            turn * t1,
            loud * Math.exp(-t0 / decay),
            loud * Math.exp(-t1 / decay));
      }
      ratio *= Chance.between(key, 3L * p + 2, 1.22, 1.62);
    }
  }
}
