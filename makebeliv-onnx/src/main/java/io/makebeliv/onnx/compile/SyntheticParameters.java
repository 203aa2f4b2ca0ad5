package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.FloatTensor;

/**
 * Weights from a formula. Matrices are scaled by how many values each output sums, so that signals
 * neither die out nor grow; gains and variances are 1, everything else is small.
 */
final class SyntheticParameters implements Parameters {

  private static final float BIAS = 0.02f;
  private static final double GAIN = 0.7;

  private final long seed;

  SyntheticParameters(long seed) {
    this.seed = seed;
  }

  @Override
  public FloatTensor take(String name, long... shape) {
    FloatTensor tensor = FloatTensor.allocate(shape);
    if (shape.length == 1 && isGain(name)) {
      for (int i = 0; i < tensor.count(); i++) {
        tensor.set(i, 1);
      }
      return tensor;
    }
    long summed = tensor.count() / Math.max(1, shape[0]);
    // A uniform value of this range has the deviation GAIN / sqrt(summed).
    double range = shape.length == 1 ? BIAS : GAIN * Math.sqrt(3.0 / summed);
    long state = seed ^ ((long) name.hashCode() << 32);
    for (int i = 0; i < tensor.count(); i++) {
      state += 0x9E3779B97F4A7C15L;
      long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
      mixed ^= mixed >>> 27;
      // The top bits as a signed fraction of 1.
      tensor.set(i, (float) ((mixed >> 32) * 0x1p-31 * range));
    }
    return tensor;
  }

  private static boolean isGain(String name) {
    return name.endsWith(".weight") || name.endsWith(".gamma") || name.endsWith(".running_var");
  }
}
