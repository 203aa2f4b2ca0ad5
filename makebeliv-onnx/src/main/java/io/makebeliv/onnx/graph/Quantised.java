package io.makebeliv.onnx.graph;

import org.jspecify.annotations.Nullable;

/**
 * Values held as bytes: what stands for a value is {@code (number − zero) · scale}.
 *
 * @param numbers of type {@link ElementType#UINT8}
 * @param scale of type {@link ElementType#FLOAT}, without axes
 * @param zero the number of 0, of type {@link ElementType#UINT8}, without axes
 */
public record Quantised(Value numbers, Value scale, Value zero) {

  /** Zeros added: first those before each axis, then those after each, on one axis. */
  public Quantised pad(Value pads) {
    return new Quantised(
        graph().node("Pad", numbers, pads, zero).yields(ElementType.UINT8), scale, zero);
  }

  /**
   * The matrix product, as real numbers again. Sums are whole numbers of 32 bits and exact.
   *
   * @param weight [in, out] of type {@link ElementType#INT8}. Processors that know no better add
   *     two products in 16 bits, which overflow unless weights are from -64 to 64
   * @param weightScale what each column is to be multiplied by, [out]
   * @param bias added to each column, [out], or null
   */
  public Value matMul(Value weight, Value weightScale, @Nullable Value bias) {
    return graph()
        .node("MatMulIntegerToFloat", numbers, weight, scale, weightScale, zero, null, bias)
        .runtimesOwn()
        .yields(ElementType.FLOAT);
  }

  private Graph graph() {
    return numbers.graph();
  }
}
