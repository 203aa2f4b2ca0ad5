package io.makebeliv.ambience;

/** Sines of which both ends of a stretch are known. */
final class Tone {

  private Tone() {}

  /**
   * Adds a sine whose phase goes evenly and whose amplitude goes exponentially.
   *
   * @param into what to add to
   * @param from index of the first sample, which has the first phase and amplitude
   * @param to index of the sample after the last, which would have the second
   * @param phase0 radians
   * @param phase1 radians, not wrapped
   * @param level0 amplitude, positive
   * @param level1 amplitude, positive
   */
  static void add(
      float[] into, int from, int to, double phase0, double phase1, double level0, double level1) {
    int count = to - from;
    if (count <= 0) {
      return;
    }
    double turn = (phase1 - phase0) / count;
    double shrink = count == 1 ? 1 : Math.exp(Math.log(level1 / level0) / count);
    double re = shrink * Math.cos(turn);
    double im = shrink * Math.sin(turn);
    double x = level0 * Math.cos(phase0);
    double y = level0 * Math.sin(phase0);
    for (int i = from; i < to; i++) {
      into[i] += (float) y;
      double next = x * re - y * im;
      y = x * im + y * re;
      x = next;
    }
  }
}
