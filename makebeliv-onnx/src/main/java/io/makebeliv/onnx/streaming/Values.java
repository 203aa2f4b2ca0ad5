package io.makebeliv.onnx.streaming;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.runtime.Tensor;

/** What a tensor is filled with: zeros, one number everywhere, or a number for each element. */
final class Values {

  /** Zeros. */
  static final Values ZEROS = new Values();

  private final float[] numbers;

  private Values(float... numbers) {
    this.numbers = numbers;
  }

  /** One number for everywhere, or one for each element. */
  static Values of(float... numbers) {
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
    if (numbers.length > 1) {
      tensor.put(0, numbers, 0, numbers.length);
    } else {
      tensor.fill(numbers.length == 0 ? 0 : numbers[0]);
    }
  }
}
