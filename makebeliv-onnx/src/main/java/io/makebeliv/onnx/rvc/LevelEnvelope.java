package io.makebeliv.onnx.rvc;

/**
 * The level of a signal over time: the root of the mean square of a frame around every hop, of as
 * much of it as there is. Where the end of the signal is not to be trusted, the last half frame
 * before it stands for what follows.
 */
final class LevelEnvelope {

  private final int frame;
  private final int hop;
  private final int spoilt;
  private final double[] level;
  private int count;

  /**
   * @param spoilt samples at the end that are not to be trusted
   */
  LevelEnvelope(int frame, int hop, int longest, int spoilt) {
    this.frame = frame;
    this.hop = hop;
    this.spoilt = spoilt;
    level = new double[1 + longest / hop];
  }

  void measure(float[] x, int offset, int length) {
    count = 1 + length / hop;
    int usable = Math.max(1, length - spoilt);
    for (int k = 0; k < count; k++) {
      int end = Math.min(usable, k * hop + frame / 2);
      int start = Math.max(0, Math.min(usable - frame / 2, k * hop - frame / 2));
      double sum = 0;
      for (int i = start; i < end; i++) {
        double sample = x[offset + i];
        sum += sample * sample;
      }
      level[k] = Math.sqrt(sum / Math.max(1, end - start));
    }
  }

  /** The level of sample {@code i} of {@code length + 1} that span all levels, first to last. */
  double spanning(int i, int length) {
    return between((double) i * (count - 1) / length);
  }

  private double between(double position) {
    int k = Math.min((int) position, count - 1);
    int next = Math.min(k + 1, count - 1);
    return level[k] + (position - k) * (level[next] - level[k]);
  }
}
