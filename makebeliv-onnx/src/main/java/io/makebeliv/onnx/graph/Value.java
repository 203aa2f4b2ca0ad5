package io.makebeliv.onnx.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that flows through a {@link Graph}. Operators are its methods and give new values;
 * operands must be of one graph and, where ONNX wants it, of one element type. Negative axes count
 * from the last.
 */
public final class Value {

  private final Graph graph;
  private final ElementType type;
  private String name;

  /** Whether the graph chose the name, so that an output may still take it over. */
  private boolean free;

  private Value(Graph graph, String name, ElementType type, boolean free) {
    this.graph = graph;
    this.name = name;
    this.type = type;
    this.free = free;
  }

  static Value computed(Graph graph, String name, ElementType type) {
    return new Value(graph, name, type, true);
  }

  static Value given(Graph graph, String name, ElementType type) {
    return new Value(graph, name, type, false);
  }

  public Graph graph() {
    return graph;
  }

  public ElementType type() {
    return type;
  }

  String name() {
    return name;
  }

  void name(String chosen) {
    name = chosen;
    free = false;
  }

  boolean isFree() {
    return free;
  }

  // Element by element.

  public Value plus(Value other) {
    return arithmetic("Add", other);
  }

  public Value minus(Value other) {
    return arithmetic("Sub", other);
  }

  public Value times(Value other) {
    return arithmetic("Mul", other);
  }

  public Value over(Value other) {
    return arithmetic("Div", other);
  }

  public Value atLeast(Value other) {
    return arithmetic("Max", other);
  }

  public Value atMost(Value other) {
    return arithmetic("Min", other);
  }

  public Value greaterThan(Value other) {
    return comparison("Greater", other);
  }

  public Value lessThan(Value other) {
    return comparison("Less", other);
  }

  /** The remainder that has the sign of this value, as C's fmod. */
  public Value remainder(Value divisor) {
    same("Mod", divisor);
    return node("Mod", this, divisor).integer("fmod", 1).yields(type);
  }

  public Value exp() {
    return floating("Exp");
  }

  public Value log() {
    return floating("Log");
  }

  public Value sqrt() {
    return floating("Sqrt");
  }

  public Value floor() {
    return floating("Floor");
  }

  public Value sin() {
    return floating("Sin");
  }

  public Value cos() {
    return floating("Cos");
  }

  public Value tanh() {
    return floating("Tanh");
  }

  public Value sigmoid() {
    return floating("Sigmoid");
  }

  public Value erf() {
    return floating("Erf");
  }

  public Value relu() {
    return floating("Relu");
  }

  public Value leakyRelu(float slope) {
    return node("LeakyRelu", this).real("alpha", slope).yields(type);
  }

  /** The exact Gaussian error linear unit, in the form that onnxruntime knows and fuses. */
  public Value gelu() {
    Value one = over(graph.constant((float) Math.sqrt(2))).erf().plus(graph.constant(1f));
    return times(one).times(graph.constant(0.5f));
  }

  public Value identity() {
    return floating("Identity");
  }

  public Value cast(ElementType to) {
    return node("Cast", this).integer("to", to.code()).yields(to);
  }

  /** Normal noise of mean 0 and deviation 1 of this value's shape, new in every run. */
  public Value normalNoise() {
    return floating("RandomNormalLike");
  }

  // Along axes.

  /** Running sums along an axis, each without the element itself. */
  public Value sumBefore(long axis) {
    return node("CumSum", this, graph.constant(axis)).integer("exclusive", 1).yields(type);
  }

  public Value softmax(long axis) {
    return node("Softmax", this).integer("axis", axis).yields(type);
  }

  /** Normalises the last axis, then scales and shifts. */
  public Value layerNorm(Value scale, Value shift, float epsilon) {
    return node("LayerNormalization", this, scale, shift)
        .integer("axis", -1)
        .real("epsilon", epsilon)
        .yields(type);
  }

  /** Normalises each channel of axis 1 over all that follow, then scales and shifts. */
  public Value instanceNorm(Value scale, Value shift, float epsilon) {
    return node("InstanceNormalization", this, scale, shift).real("epsilon", epsilon).yields(type);
  }

  public Value matMul(Value other) {
    same("MatMul", other);
    return node("MatMul", this, other).yields(type);
  }

  /** Rows [n, in] through a layer of weight [out, in] and bias [out], or none. */
  public Value linear(Value weight, @Nullable Value bias) {
    same("Gemm", weight);
    return node("Gemm", this, weight, bias).integer("transB", 1).yields(type);
  }

  /** The nearest of 256 evenly spaced numbers, the range being found anew in every run. */
  public Quantised quantised() {
    Node node = node("DynamicQuantizeLinear", this);
    Value numbers = node.yields(ElementType.UINT8);
    Value scale = node.yields(ElementType.FLOAT);
    return new Quantised(numbers, scale, node.yields(ElementType.UINT8));
  }

  /** A convolution over the axes after the first two. */
  public Value conv(Convolution shape, Value weight, @Nullable Value bias) {
    same("Conv", weight);
    return shape
        .describe(bias == null ? node("Conv", this, weight) : node("Conv", this, weight, bias))
        .yields(type);
  }

  /** A transposed convolution over the axes after the first two; padding is cut off the result. */
  public Value convTranspose(Convolution shape, Value weight, @Nullable Value bias) {
    same("ConvTranspose", weight);
    return shape
        .describe(
            bias == null
                ? node("ConvTranspose", this, weight)
                : node("ConvTranspose", this, weight, bias))
        .yields(type);
  }

  /** Means over blocks of the axes after the first two. */
  public Value averagePool(long... block) {
    return node("AveragePool", this)
        .ints("kernel_shape", block)
        .ints("strides", block)
        .yields(type);
  }

  /**
   * A bidirectional gated recurrent unit over [time, batch, in], to [time, 2, batch, hidden]. Gates
   * are in ONNX's order (update, reset, hidden); the reset gate applies after the recurrence's
   * matrix, as in PyTorch.
   *
   * @param input weights [2, 3·hidden, in]
   * @param recurrence weights [2, 3·hidden, hidden]
   * @param bias [2, 6·hidden]: that of the input, then that of the recurrence
   */
  public Value bidirectionalGru(Value input, Value recurrence, Value bias, long hidden) {
    return node("GRU", this, input, recurrence, bias)
        .text("direction", "bidirectional")
        .integer("hidden_size", hidden)
        .integer("linear_before_reset", 1)
        .yields(type);
  }

  // Shape.

  /** The size of one axis, on an axis of length 1. */
  public Value size(long axis) {
    Node node = node("Shape", this).integer("start", axis);
    return (axis == -1 ? node : node.integer("end", axis + 1)).yields(ElementType.INT64);
  }

  /** Another shape; 0 keeps the size that stands there, one -1 is worked out. */
  public Value reshape(long... sizes) {
    return reshape(graph.constants(sizes));
  }

  public Value reshape(Value sizes) {
    return node("Reshape", this, sizes).yields(type);
  }

  public Value transpose(long... order) {
    return node("Transpose", this).ints("perm", order).yields(type);
  }

  public Value unsqueeze(long... axes) {
    return node("Unsqueeze", this, graph.constants(axes)).yields(type);
  }

  public Value squeeze(long... axes) {
    return node("Squeeze", this, graph.constants(axes)).yields(type);
  }

  /** From start until before end; negative ends count from the last. */
  public Value slice(long axis, long start, long end) {
    return slice(axis, graph.constants(start), graph.constants(end));
  }

  /** From start to the last. */
  public Value sliceFrom(long axis, long start) {
    return slice(axis, start, Long.MAX_VALUE);
  }

  /** Start and end are each on an axis of length 1. */
  public Value slice(long axis, Value start, Value end) {
    return node("Slice", this, start, end, graph.constants(axis)).yields(type);
  }

  /** Everything along an axis in reverse order. */
  public Value reversed(long axis) {
    return node(
            "Slice",
            this,
            graph.constants(-1),
            graph.constants(Long.MIN_VALUE),
            graph.constants(axis),
            graph.constants(-1))
        .yields(type);
  }

  /** Parts of the sizes given, along an axis. */
  public Value[] split(long axis, long... sizes) {
    Node node = node("Split", this, graph.constants(sizes)).integer("axis", axis);
    return Arrays.stream(sizes).mapToObj(s -> node.yields(type)).toArray(Value[]::new);
  }

  /** Zeros added: first those before each axis, then those after each, on one axis. */
  public Value pad(Value pads) {
    return node("Pad", this, pads).yields(type);
  }

  /** Rows of this value along axis 0. */
  public Value gather(Value indices) {
    return node("Gather", this, indices).integer("axis", 0).yields(type);
  }

  /** Elements at indices along an axis; all other axes are as long as those of the indices. */
  public Value gatherAlong(long axis, Value indices) {
    return node("GatherElements", this, indices).integer("axis", axis).yields(type);
  }

  @Override
  public String toString() {
    return name;
  }

  private Value arithmetic(String operator, Value other) {
    same(operator, other);
    return node(operator, this, other).yields(type);
  }

  private Value comparison(String operator, Value other) {
    same(operator, other);
    return node(operator, this, other).yields(ElementType.BOOL);
  }

  private Value floating(String operator) {
    return node(operator, this).yields(type);
  }

  private Node node(String operator, @Nullable Value... operands) {
    return graph.node(operator, operands);
  }

  private void same(String operator, Value other) {
    if (other.type != type) {
      throw new IllegalArgumentException(
          "%s of graph %s needs operands of one type, was given %s (%s) and %s (%s)"
              .formatted(operator, graph, name, type, other.name, other.type));
    }
  }
}
