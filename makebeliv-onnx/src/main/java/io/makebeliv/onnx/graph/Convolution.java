package io.makebeliv.onnx.graph;

import java.util.Arrays;

/**
 * How a convolution walks, step by step and without padding if nothing else is said. Immutable; the
 * methods give changed copies.
 */
public final class Convolution {

  /** The first axis that the settings are for; those before are walked step by step. */
  private final int first;

  private final long[] strides;
  private final long[] dilations;
  private final long[] before;
  private final long[] after;
  private final long[] outputPadding;
  private final long groups;

  private Convolution(
      int first,
      long[] strides,
      long[] dilations,
      long[] before,
      long[] after,
      long[] outputPadding,
      long groups) {
    this.first = first;
    this.strides = strides;
    this.dilations = dilations;
    this.before = before;
    this.after = after;
    this.outputPadding = outputPadding;
    this.groups = groups;
  }

  /** Over one axis. */
  public static Convolution overTime() {
    return over(1, 0);
  }

  /** Over one axis, with an axis of length 1 before it. */
  public static Convolution overFlatTime() {
    return over(2, 1);
  }

  /** Over two axes alike. */
  public static Convolution overImage() {
    return over(2, 0);
  }

  private static Convolution over(int axes, int first) {
    long[] ones = new long[axes];
    Arrays.fill(ones, 1);
    long[] zeros = new long[axes];
    return new Convolution(first, ones, ones, zeros, zeros, zeros, 1);
  }

  public Convolution strided(long stride) {
    return new Convolution(first, all(1, stride), dilations, before, after, outputPadding, groups);
  }

  public Convolution dilated(long dilation) {
    return new Convolution(first, strides, all(1, dilation), before, after, outputPadding, groups);
  }

  public Convolution padded(long zeros) {
    return padded(zeros, zeros);
  }

  /** Zeros before and after; of a transposed convolution, what is cut off there. */
  public Convolution padded(long front, long back) {
    return new Convolution(
        first, strides, dilations, all(0, front), all(0, back), outputPadding, groups);
  }

  /** So many more at the end, for a transposed convolution. */
  public Convolution lengthened(long more) {
    return new Convolution(first, strides, dilations, before, after, all(0, more), groups);
  }

  public Convolution grouped(long count) {
    return new Convolution(first, strides, dilations, before, after, outputPadding, count);
  }

  /** Samples from one place of the kernel to the next, along the last axis. */
  public long stride() {
    return strides[axes() - 1];
  }

  /** Samples from tap to tap along the last axis. */
  public long dilation() {
    return dilations[axes() - 1];
  }

  /** Zeros before the last axis, or what is cut off there. */
  public long front() {
    return before[axes() - 1];
  }

  /** Zeros after the last axis, or what is cut off there. */
  public long back() {
    return after[axes() - 1];
  }

  Node describe(Node node) {
    long[] pads = new long[2 * axes()];
    System.arraycopy(before, 0, pads, 0, axes());
    System.arraycopy(after, 0, pads, axes(), axes());
    node.ints("strides", strides).ints("dilations", dilations).ints("pads", pads);
    if (outputPadding[axes() - 1] > 0) {
      node.ints("output_padding", outputPadding);
    }
    return node.integer("group", groups);
  }

  private int axes() {
    return strides.length;
  }

  private long[] all(long other, long value) {
    long[] values = new long[axes()];
    Arrays.fill(values, 0, first, other);
    Arrays.fill(values, first, axes(), value);
    return values;
  }
}
