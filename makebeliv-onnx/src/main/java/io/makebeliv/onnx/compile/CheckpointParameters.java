package io.makebeliv.onnx.compile;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Weights;
import java.util.Arrays;

/** The weights of a checkpoint, checked against the shapes that the architecture wants. */
final class CheckpointParameters implements Parameters {

  /** How PyTorch spells the length and the direction of a weight under weight norm. */
  private static final String[][] WEIGHT_NORM = {
    {"weight_g", "weight_v"},
    {"parametrizations.weight.original0", "parametrizations.weight.original1"}
  };

  private final Weights weights;

  CheckpointParameters(Weights weights) {
    this.weights = weights;
  }

  @Override
  public FloatTensor take(String name, long... shape) {
    if (weights.names().contains(name)) {
      return read(name, shape);
    }
    for (String[] spelling : WEIGHT_NORM) {
      String direction = spelled(name, spelling[1]);
      if (weights.names().contains(direction)) {
        return folded(read(direction, shape), spelled(name, spelling[0]));
      }
    }
    throw missing(name);
  }

  /** The shape of a weight, under weight norm or not. */
  static long[] shape(Weights weights, String name) {
    if (weights.names().contains(name)) {
      return weights.shape(name);
    }
    for (String[] spelling : WEIGHT_NORM) {
      String direction = spelled(name, spelling[1]);
      if (weights.names().contains(direction)) {
        return weights.shape(direction);
      }
    }
    throw missing(name);
  }

  /** Counts how many of a pattern's names there are, with 0, 1, 2… in place of its %d. */
  static int count(Weights weights, String pattern) {
    int count = 0;
    while (weights.names().contains(pattern.formatted(count))) {
      count++;
    }
    return count;
  }

  private FloatTensor read(String name, long... shape) {
    long[] found = weights.shape(name);
    if (!Arrays.equals(found, shape)) {
      throw new ModelException(
          "weight %s has shape %s where the configuration wants %s"
              .formatted(name, Arrays.toString(found), Arrays.toString(shape)));
    }
    return FloatTensor.of(shape, weights.floats(name));
  }

  /** Scales each slice of the direction to the length that is kept apart for it. */
  private FloatTensor folded(FloatTensor direction, String lengthName) {
    if (!weights.names().contains(lengthName)) {
      throw missing(lengthName);
    }
    long[] shape = direction.shape();
    long[] lengthShape = weights.shape(lengthName);
    FloatTensor length = FloatTensor.of(lengthShape, weights.floats(lengthName));
    int axis = 0;
    for (int i = 0; i < lengthShape.length; i++) {
      if (lengthShape[i] != 1) {
        axis = i;
      }
    }
    long[] expected = new long[shape.length];
    Arrays.fill(expected, 1);
    expected[axis] = shape[axis];
    if (!Arrays.equals(lengthShape, expected)) {
      throw new ModelException(
          "weight norm %s has shape %s, which does not fit a weight of shape %s"
              .formatted(lengthName, Arrays.toString(lengthShape), Arrays.toString(shape)));
    }
    int inner = 1;
    for (int i = axis + 1; i < shape.length; i++) {
      inner *= (int) shape[i];
    }
    int slices = (int) shape[axis];
    double[] squares = new double[slices];
    for (int i = 0; i < direction.count(); i++) {
      double v = direction.get(i);
      squares[i / inner % slices] += v * v;
    }
    FloatTensor weight = FloatTensor.allocate(shape);
    for (int i = 0; i < direction.count(); i++) {
      int slice = i / inner % slices;
      double norm = Math.sqrt(squares[slice]);
      weight.set(i, norm == 0 ? 0 : (float) (direction.get(i) * (length.get(slice) / norm)));
    }
    return weight;
  }

  private static String spelled(String name, String ending) {
    return name.endsWith(".weight")
        ? name.substring(0, name.length() - "weight".length()) + ending
        : name + "." + ending;
  }

  private static ModelException missing(String name) {
    return new ModelException("the checkpoint has no weight named " + name);
  }
}
