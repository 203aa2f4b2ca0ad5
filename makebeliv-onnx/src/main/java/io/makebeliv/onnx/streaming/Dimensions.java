package io.makebeliv.onnx.streaming;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Gives the dimensions that a graph leaves open their values. */
final class Dimensions {

  private static final Set<String> BATCH = Set.of("batch", "batch_size", "batchsize", "N", "B");

  private final String file;
  private final Map<String, Long> said;
  private final Map<String, Long> symbols = new LinkedHashMap<>();

  Dimensions(String file, Map<String, Long> said) {
    this.file = file;
    this.said = said;
  }

  /** Lets the axis along which audio runs have this many frames, wherever its symbol is used. */
  void audio(TensorSpec audio, int frames) {
    int axis = Chunks.axis(audio);
    if (audio.shape().get(axis) <= 0) {
      symbols.put(key(audio, axis), (long) frames);
    }
  }

  /** Settles symbols that stand in first place, where batches are counted. */
  void batches(Collection<TensorSpec> inputs) {
    for (TensorSpec input : inputs) {
      for (int i = 0; i < input.shape().size(); i++) {
        String symbol = input.symbols().get(i);
        boolean open = input.shape().get(i) <= 0;
        if (open && said.containsKey(symbol)) {
          symbols.put(symbol, said.getOrDefault(symbol, 1L));
        } else if (open && !symbol.isEmpty() && (i == 0 || BATCH.contains(symbol))) {
          symbols.putIfAbsent(symbol, 1L);
        }
      }
    }
  }

  /** The symbols that the runtime is to freeze. */
  Map<String, Long> symbols() {
    Map<String, Long> named = new LinkedHashMap<>(symbols);
    named.keySet().removeIf(key -> key.contains("["));
    return named;
  }

  /** The shape of an input. */
  long[] of(TensorSpec input) {
    long[] shape = new long[input.shape().size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = input.shape().get(i) > 0 ? input.shape().get(i) : open(input, i);
    }
    return shape;
  }

  private long open(TensorSpec input, int axis) {
    String key = key(input, axis);
    String place = input.name() + "[" + axis + "]";
    Long value = said.getOrDefault(place, said.getOrDefault(key, symbols.get(key)));
    if (value != null) {
      return value;
    }
    if (axis == 0) {
      return 1;
    }
    throw new ModelException(
        "%s: dimension %d of %s is left open. Say its value under \"dimensions\" in voice.json, as \"%s\"."
            .formatted(file, axis, input, key));
  }

  private static String key(TensorSpec input, int axis) {
    String symbol = input.symbols().get(axis);
    return symbol.isEmpty() ? input.name() + "[" + axis + "]" : symbol;
  }
}
