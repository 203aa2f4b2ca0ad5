package io.makebeliv.onnx.streaming;

import io.makebeliv.dsp.Keys;
import io.makebeliv.onnx.runtime.Tensor;

/**
 * Fills a tensor with normally distributed noise that is a function of seed, name and place in the
 * stream (Box and Muller, "A Note on the Generation of Random Normal Deviates", 1958).
 */
final class NoiseSource {

  private final Tensor tensor;
  private final double deviation;
  private final long key;

  NoiseSource(Tensor tensor, double deviation, long seed, String name) {
    this.tensor = tensor;
    this.deviation = deviation;
    key = Keys.mix(seed ^ Keys.mix(name.hashCode()));
  }

  /** Fills it for the step of this index. */
  void fill(long step) {
    int elements = tensor.elements();
    for (int i = 0; i < elements; i++) {
      tensor.put(i, (float) (deviation * normal(step * elements + i)));
    }
  }

  private double normal(long index) {
    double radius = uniform(2 * index);
    double angle = uniform(2 * index + 1);
    return Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * angle);
  }

  /** Above 0, up to 1. */
  private double uniform(long index) {
    return ((Keys.mix(key + index) >>> 11) + 1) * 0x1p-53;
  }
}
