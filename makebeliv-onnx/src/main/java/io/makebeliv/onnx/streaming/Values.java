package io.makebeliv.onnx.streaming;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.runtime.Tensor;

/**
 * What a tensor is filled with: zeros, one number everywhere, or a number for each element. Whole
 * numbers stay exact up to 2^53.
 */
final class Values {

  /** Zeros. */
  static final Values ZEROS = new Values();

  private final double[] numbers;

  private Values(double... numbers) {
    this.numbers = numbers;
  }

  /** One number for everywhere, or one for each element. */
  static Values of(double... numbers) {
    return new Values(numbers.clone());
  }

  /**
   * Refuses a tensor of another size.
   *
   * @param what the tensor is, for the message
   */
  void check(String what, Tensor tensor) {
    if (numbers.length > 1 && numbers.length != tensor.elements()) {
      throw new ModelException(
          "%s has %d elements, but %d values were given for it."
              .formatted(what, tensor.elements(), numbers.length));
    }
  }

  /** Writes them to a tensor that was checked. */
  void fill(Tensor tensor) {
    if (numbers.length < 2) {
      tensor.fill(numbers.length == 0 ? 0 : numbers[0]);
      return;
    }
    for (int i = 0; i < numbers.length; i++) {
      tensor.put(i, numbers[i]);
    }
  }
}
