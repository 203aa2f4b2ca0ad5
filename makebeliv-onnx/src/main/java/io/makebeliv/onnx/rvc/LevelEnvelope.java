package io.makebeliv.onnx.rvc;

/**
 * The level of a signal over time: the root of the mean square of a frame around every hop, with
 * the signal mirrored at its ends.
 */
final class LevelEnvelope {

  private final int frame;
  private final int hop;
  private final double[] level;
  private int count;

  LevelEnvelope(int frame, int hop, int longest) {
    this.frame = frame;
    this.hop = hop;
    level = new double[1 + longest / hop];
  }

  void measure(float[] x, int offset, int length) {
    count = 1 + length / hop;
    for (int k = 0; k < count; k++) {
      int start = k * hop - frame / 2;
      double sum = 0;
      for (int i = start; i < start + frame; i++) {
        double sample = x[offset + mirrored(i, length)];
        sum += sample * sample;
      }
      level[k] = Math.sqrt(sum / frame);
    }
  }

  private static int mirrored(int index, int length) {
    if (index >= 0 && index < length) {
      return index;
    }
    int period = Math.max(1, 2 * (length - 1));
    int i = Math.floorMod(index, period);
    return i < length ? i : period - i;
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
