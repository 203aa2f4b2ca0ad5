package io.makebeliv.onnx.runtime;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An input or output of a graph, as the graph declares it.
 *
 * @param name its name
 * @param type what it holds
 * @param shape its dimensions; -1 where the graph leaves one open
 * @param symbols the names of open dimensions, empty where there is none; as many as dimensions
 */
public record TensorSpec(String name, ElementType type, List<Long> shape, List<String> symbols) {

  public TensorSpec {
    shape = List.copyOf(shape);
    symbols = List.copyOf(symbols);
  }

  /** Returns whether every dimension is known. */
  public boolean isFixed() {
    return shape.stream().allMatch(dimension -> dimension >= 0);
  }

  /** Returns whether a tensor of this shape would do. */
  public boolean admits(long... actual) {
    return actual.length == shape.size()
        && IntStream.range(0, actual.length)
            .allMatch(i -> shape.get(i) < 0 || shape.get(i) == actual[i]);
  }

  /** For messages: {@code audio float[1,1,240]}, {@code x float[batch,?]}. */
  @Override
  public String toString() {
    return IntStream.range(0, shape.size())
        .mapToObj(this::dimension)
        .collect(Collectors.joining(",", name + " " + type + "[", "]"));
  }

  private String dimension(int index) {
    String symbol = symbols.get(index);
    return shape.get(index) >= 0
        ? String.valueOf(shape.get(index))
        : symbol.isEmpty() ? "?" : symbol;
  }
}
