package io.makebeliv.onnx;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What the networks of checkpoints compute with. */
public enum Numbers {
  /** Floating point of 32 bits, as networks are trained. */
  FP32("fp32"),
  /**
   * Weights of 8 bits and, where they are multiplied, signals of 8 bits: less than half the work on
   * processors that multiply bytes (AVX-512 VNNI, AVX-VNNI, ARM's dot products), and some noise.
   */
  INT8("int8");

  private final String id;

  Numbers(String id) {
    this.id = id;
  }

  /**
   * Returns the name used in options.
   *
   * @return one lower case word
   */
  public String id() {
    return id;
  }

  /**
   * Finds numbers by their name.
   *
   * @param id a name, for example {@code int8}
   * @return the numbers
   * @throws IllegalArgumentException if there are none of that name; the message lists them
   */
  public static Numbers of(String id) {
    return Arrays.stream(values())
        .filter(numbers -> numbers.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Arrays.stream(values())
                        .map(Numbers::id)
                        .collect(Collectors.joining(" or ", "numbers must be ", ", were " + id))));
  }

  @Override
  public String toString() {
    return id;
  }
}
