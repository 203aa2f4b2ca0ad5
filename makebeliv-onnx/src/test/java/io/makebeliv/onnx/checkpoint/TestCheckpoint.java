package io.makebeliv.onnx.checkpoint;

import io.makebeliv.onnx.graph.FloatTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes checkpoints as torch.save does: tensors in one dictionary, what describes them beside. */
public final class TestCheckpoint {

  private final Map<String, FloatTensor> tensors = new LinkedHashMap<>();
  private final Map<String, Object> entries = new LinkedHashMap<>();

  /** All tensors of other weights. */
  public TestCheckpoint weights(StateDict weights) {
    for (String name : weights.names()) {
      tensor(name, weights.floats(name), weights.shape(name));
    }
    return this;
  }

  public TestCheckpoint tensor(String name, FloatBuffer floats, long... shape) {
    tensors.put(name, FloatTensor.of(shape, floats));
    return this;
  }

  /** What stands beside the weights: numbers, texts, lists of these. */
  public TestCheckpoint entry(String key, Object value) {
    entries.put(key, value);
    return this;
  }

  /** With the weights at the root. */
  public Path write(Path file) {
    PickleWriter pickle = PickleWriter.protocol2();
    TorchFile torch = new TorchFile();
    weights(pickle, torch);
    return write(file, torch, pickle);
  }

  /** With the weights under a key, and the entries beside it. */
  public Path write(Path file, String key) {
    PickleWriter pickle = PickleWriter.protocol2().ops("}(").text(key);
    TorchFile torch = new TorchFile();
    weights(pickle, torch);
    entries.forEach((name, value) -> value(pickle.text(name), value));
    return write(file, torch, pickle.ops("u"));
  }

  private static Path write(Path file, TorchFile torch, PickleWriter pickle) {
    try {
      return Files.write(file, torch.part("data.pkl", pickle.stop()).bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void weights(PickleWriter pickle, TorchFile torch) {
    pickle.ops("}(");
    int key = 0;
    for (Map.Entry<String, FloatTensor> tensor : tensors.entrySet()) {
      FloatBuffer floats = tensor.getValue().values();
      long[] shape = tensor.getValue().shape();
      ByteBuffer bytes =
          ByteBuffer.allocate(Float.BYTES * floats.remaining()).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(floats.duplicate());
      String storage = String.valueOf(key++);
      pickle
          .text(tensor.getKey())
          .tensor(
              "FloatStorage", storage, floats.remaining(), 0, shape, Tensor.denseStrides(shape));
      torch.storage(storage, bytes.array());
    }
    pickle.ops("u");
  }

  private static void value(PickleWriter pickle, Object value) {
    if (value instanceof Number number) {
      pickle.number(number.longValue());
    } else if (value instanceof List<?> list) {
      pickle.ops("](");
      list.forEach(element -> value(pickle, element));
      pickle.ops("e");
    } else {
      pickle.text(value.toString());
    }
  }

  /** A voice of the sizes of a real one of version 2 and 40 kHz, in half precision. */
  public static Path realVoice(Path file, Function<String, Float> scale) {
    try {
      PickleWriter pickle = PickleWriter.protocol2().ops("}(").text("weight").ops("}(");
      TorchFile torch = new TorchFile();
      int key = 0;
      for (String line : Files.readAllLines(GoldenFiles.resource("/shapes/rvc-v2-40k.txt"))) {
        int space = line.indexOf(' ');
        String name = line.substring(0, space);
        long[] shape =
            List.of(line.substring(space + 2, line.length() - 1).split(", ", -1)).stream()
                .mapToLong(Long::parseLong)
                .toArray();
        int count = (int) Tensor.product(shape);
        String storage = String.valueOf(key++);
        pickle
            .text(name)
            .tensor("HalfStorage", storage, count, 0, shape, Tensor.denseStrides(shape));
        torch.storage(storage, halves(count, name.hashCode(), scale.apply(name)));
      }
      pickle.ops("u").text("config");
      List<Integer> dilations = List.of(1, 3, 5);
      value(
          pickle,
          List.of(
              1025,
              32,
              192,
              192,
              768,
              2,
              6,
              3,
              0,
              "1",
              List.of(3, 7, 11),
              List.of(dilations, dilations, dilations),
              List.of(10, 10, 2, 2),
              512,
              List.of(16, 16, 4, 4),
              109,
              256,
              40000));
      pickle.text("version").text("v2").text("f0").number(1).text("sr").text("40k").ops("u");
      return write(file, torch, pickle);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Halves with random signs and mantissas, as big as a power of two not above the scale. */
  private static byte[] halves(int count, long seed, float scale) {
    int exponent = 15 + Math.getExponent(scale);
    byte[] bytes = new byte[2 * count];
    long state = seed;
    for (int i = 0; i < count; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      bytes[2 * i] = (byte) (state >>> 40);
      bytes[2 * i + 1] = (byte) ((state >>> 63 << 7) | exponent << 2 | (state >>> 48 & 3));
    }
    return bytes;
  }
}
