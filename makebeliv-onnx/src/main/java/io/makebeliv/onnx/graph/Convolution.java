package io.makebeliv.onnx.graph;

/**
 * How a convolution walks: per axis, outermost first. Immutable; the methods give changed copies.
 */
public final class Convolution {

  private final long[] strides;
  private final long[] dilations;
  private final long[] before;
  private final long[] after;
  private final long[] outputPadding;
  private final long groups;

  private Convolution(
      long[] strides,
      long[] dilations,
      long[] before,
      long[] after,
      long[] outputPadding,
      long groups) {
    this.strides = strides;
    this.dilations = dilations;
    this.before = before;
    this.after = after;
    this.outputPadding = outputPadding;
    this.groups = groups;
  }

  /** Step by step over one axis, without padding. */
  public static Convolution plain() {
    return overAxes(1);
  }

  /** Step by step over so many axes, without padding. */
  public static Convolution overAxes(int axes) {
    return new Convolution(all(axes, 1), all(axes, 1), all(axes, 0), all(axes, 0), all(axes, 0), 1);
  }

  public Convolution strided(long stride) {
    return new Convolution(all(axes(), stride), dilations, before, after, outputPadding, groups);
  }

  public Convolution dilated(long dilation) {
    return new Convolution(strides, all(axes(), dilation), before, after, outputPadding, groups);
  }

  public Convolution padded(long zeros) {
    return padded(zeros, zeros);
  }

  /** Zeros before and after each axis; of a transposed convolution, what is cut off there. */
  public Convolution padded(long first, long last) {
    return new Convolution(
        strides, dilations, all(axes(), first), all(axes(), last), outputPadding, groups);
  }

  /** So many more at the end of each axis, for a transposed convolution. */
  public Convolution lengthened(long more) {
    return new Convolution(strides, dilations, before, after, all(axes(), more), groups);
  }

  public Convolution grouped(long count) {
    return new Convolution(strides, dilations, before, after, outputPadding, count);
  }

  Node describe(Node node) {
    long[] pads = new long[2 * axes()];
    System.arraycopy(before, 0, pads, 0, axes());
    System.arraycopy(after, 0, pads, axes(), axes());
    node.ints("strides", strides).ints("dilations", dilations).ints("pads", pads);
    if (outputPadding[0] > 0) {
      node.ints("output_padding", outputPadding);
    }
    return node.integer("group", groups);
  }

  private int axes() {
    return strides.length;
  }

  private static long[] all(int count, long value) {
    long[] values = new long[count];
    java.util.Arrays.fill(values, value);
    return values;
  }
}
