package io.makebeliv.onnx.checkpoint;

import io.makebeliv.inference.ModelException;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The named tensors of a model, in the file's order. Any thread may read it. */
public final class StateDict {

  private final String file;
  private final Map<String, Tensor> tensors;

  private StateDict(String file, Map<String, Tensor> tensors) {
    this.file = file;
    this.tensors = tensors;
  }

  /** Takes the tensors of a map that have names, and leaves what else is there. */
  static StateDict of(String file, Map<?, ?> map) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (key instanceof String name && value instanceof Tensor tensor) {
            tensors.put(name, tensor);
          }
        });
    return new StateDict(file, Collections.unmodifiableMap(tensors));
  }

  boolean isEmpty() {
    return tensors.isEmpty();
  }

  /** The names of all tensors, in the file's order. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /**
   * Gives a tensor.
   *
   * @throws ModelException if there is none of that name
   */
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new ModelException(
          "%s has no weights named '%s' among its %d tensors; it is a model of another kind."
              .formatted(file, name, tensors.size()));
    }
    return tensor;
  }

  /**
   * Gives the lengths of a tensor's axes.
   *
   * @throws ModelException if there is none of that name
   */
  public long[] shape(String name) {
    return tensor(name).shape();
  }

  /**
   * Gives a tensor's elements as {@link Tensor#floats} does.
   *
   * @throws ModelException if there is none of that name, or it cannot be read
   */
  public FloatBuffer floats(String name) {
    return tensor(name).floats();
  }
}
