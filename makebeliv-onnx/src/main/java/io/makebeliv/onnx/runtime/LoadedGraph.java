package io.makebeliv.onnx.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.ExecutionProvider;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * A loaded model: the weights that all streams share. Immutable and thread-safe; any number of
 * {@link Call}s run on it at the same time, each from its own thread. Made by {@link GraphLoader}.
 */
public final class LoadedGraph implements AutoCloseable {

  private final String name;
  private final OrtSession session;
  private final OrtSession.SessionOptions options;
  private final ExecutionProvider provider;
  private final List<Tensor> weights;
  private final Map<String, TensorSpec> inputs;
  private final Map<String, TensorSpec> outputs;
  private final Map<String, String> metadata;
  private int users = 1;
  private boolean closed;

  LoadedGraph(
      String name,
      OrtSession session,
      OrtSession.SessionOptions options,
      ExecutionProvider provider,
      List<Tensor> weights,
      Map<String, String> metadata)
      throws OrtException {
    this.name = name;
    this.session = session;
    this.options = options;
    this.provider = provider;
    this.weights = List.copyOf(weights);
    this.metadata = Map.copyOf(metadata);
    inputs = specs(session.getInputInfo());
    outputs = specs(session.getOutputInfo());
  }

  private static Map<String, TensorSpec> specs(Map<String, NodeInfo> nodes) {
    Map<String, TensorSpec> specs = new LinkedHashMap<>();
    for (NodeInfo node : nodes.values()) {
      if (node.getInfo() instanceof TensorInfo info) {
        specs.put(
            node.getName(),
            new TensorSpec(
                node.getName(),
                ElementType.of(info.type),
                Arrays.stream(info.getShape()).boxed().toList(),
                List.of(info.getDimensionNames())));
      } else {
        specs.put(
            node.getName(),
            new TensorSpec(node.getName(), ElementType.OTHER, List.of(), List.of()));
      }
    }
    return specs;
  }

  /** Returns the file it came from, for messages. */
  public String name() {
    return name;
  }

  /** Returns what really computes it. */
  public ExecutionProvider provider() {
    return provider;
  }

  /** Returns what the exporter noted in the file. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Returns its inputs in the graph's order. */
  public List<TensorSpec> inputs() {
    return List.copyOf(inputs.values());
  }

  /** Returns its outputs in the graph's order. */
  public List<TensorSpec> outputs() {
    return List.copyOf(outputs.values());
  }

  /**
   * Finds an input.
   *
   * @throws ModelException if there is none of that name; the message lists those there are
   */
  public TensorSpec input(String input) {
    return find("input", inputs, input);
  }

  /**
   * Finds an output.
   *
   * @throws ModelException if there is none of that name; the message lists those there are
   */
  public TensorSpec output(String output) {
    return find("output", outputs, output);
  }

  private TensorSpec find(String kind, Map<String, TensorSpec> all, String wanted) {
    TensorSpec found = all.get(wanted);
    if (found == null) {
      throw new ModelException(
          "%s has no %s '%s'; it has %s.".formatted(name, kind, wanted, listed(all)));
    }
    return found;
  }

  private static String listed(Map<String, TensorSpec> all) {
    return all.values().stream().map(TensorSpec::toString).collect(Collectors.joining(", "));
  }

  /** Returns inputs and outputs with their shapes, for messages. */
  public String signature() {
    return listed(inputs) + " -> " + listed(outputs);
  }

  /** Begins a call of this graph with tensors of the caller's own. */
  public Call.Builder call() {
    return new Call.Builder(this);
  }

  /**
   * Runs the graph once to see how big its outputs are, where the file does not say.
   *
   * @param given a tensor for each input
   * @return the outputs with all dimensions known
   * @throws ModelException if the graph does not run with these
   */
  public List<TensorSpec> outputsFor(Map<String, Tensor> given) {
    return outputsFor(given, (output, values) -> {});
  }

  /**
   * Does what {@link #outputsFor} does, and looks at the numbers that come out.
   *
   * @param given a tensor for each input
   * @return the outputs with all dimensions known
   * @throws ModelException if the graph does not run with these, or puts out what is no number
   */
  public List<TensorSpec> finiteOutputsFor(Map<String, Tensor> given) {
    return outputsFor(given, this::requireFinite);
  }

  private List<TensorSpec> outputsFor(
      Map<String, Tensor> given, BiConsumer<TensorSpec, OnnxTensor> look) {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    given.forEach((input, tensor) -> tensors.put(input, tensor.ort()));
    retain();
    try (OrtSession.Result result = session.run(tensors)) {
      List<TensorSpec> specs = new ArrayList<>();
      for (Map.Entry<String, OnnxValue> entry : result) {
        TensorSpec declared = output(entry.getKey());
        if (!(entry.getValue() instanceof OnnxTensor tensor)) {
          specs.add(declared);
          continue;
        }
        look.accept(declared, tensor);
        List<Long> shape = Arrays.stream(tensor.getInfo().getShape()).boxed().toList();
        List<String> symbols = Collections.nCopies(shape.size(), "");
        specs.add(new TensorSpec(declared.name(), declared.type(), shape, symbols));
      }
      return specs;
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      release();
    }
  }

  private void requireFinite(TensorSpec output, OnnxTensor values) {
    FloatBuffer numbers = values.getFloatBuffer();
    while (numbers != null && numbers.hasRemaining()) {
      float number = numbers.get();
      if (!Float.isFinite(number)) {
        throw new ModelException(
            "%s puts out %s in '%s' where nothing but zeros go in: its weights are broken, or too large for its precision. Use another copy of the model."
                .formatted(name, number, output.name()));
      }
    }
  }

  ModelException failed(OrtException e) {
    return new ModelException("%s could not be run: %s".formatted(name, e.getMessage()), e);
  }

  OrtSession session() {
    return session;
  }

  /** A call holds the graph open until it is closed itself. */
  synchronized void retain() {
    if (closed) {
      throw new ModelException(name + " is closed.");
    }
    users++;
  }

  synchronized void release() {
    if (--users > 0) {
      return;
    }
    try {
      session.close();
    } catch (OrtException e) {
      throw new ModelException("%s could not be closed: %s".formatted(name, e.getMessage()), e);
    } finally {
      // In this order: a session reads both until it ends.
      options.close();
      weights.forEach(Tensor::close);
    }
  }

  /** Releases the weights, as soon as no call uses them. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    release();
  }
}
