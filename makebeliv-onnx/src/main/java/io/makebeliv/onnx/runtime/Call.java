package io.makebeliv.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.makebeliv.inference.ModelException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One caller's way to run a {@link LoadedGraph} again and again: every input and output is a {@link
 * Tensor} bound beforehand, which the graph reads and writes in place. A state is a pair of tensors
 * that change places after each run, so that it is never copied. Running allocates what ONNX
 * Runtime's binding allocates and nothing more.
 *
 * <p>One thread at a time uses it.
 */
public final class Call implements AutoCloseable {

  private final LoadedGraph graph;
  private final List<Map<String, OnnxTensor>> inputs;
  private final List<Map<String, OnnxTensor>> outputs;
  private final Set<String> fresh;
  private final Map<String, float[]> freshValues = new LinkedHashMap<>();
  private final Map<String, long[]> freshShapes = new LinkedHashMap<>();
  private final List<Tensor> tensors;
  private int phase;
  private boolean closed;

  private Call(Builder builder) {
    graph = builder.graph;
    inputs = List.of(builder.inputs(0), builder.inputs(1));
    outputs = List.of(builder.outputs(0), builder.outputs(1));
    fresh = Set.copyOf(builder.fresh);
    tensors = List.copyOf(builder.tensors);
  }

  /**
   * Runs the graph once, and lets the states change places.
   *
   * @throws ModelException if the graph fails; the states have then not moved
   */
  public void run() {
    if (closed) {
      throw new ModelException("This call of " + graph.name() + " is closed.");
    }
    Map<String, OnnxTensor> given = inputs.get(phase);
    Map<String, OnnxTensor> pinned = outputs.get(phase);
    try (OrtSession.Result result =
        fresh.isEmpty()
            ? graph.session().run(given, pinned)
            : graph.session().run(given, fresh, pinned)) {
      if (!fresh.isEmpty()) {
        keep(result);
      }
    } catch (OrtException e) {
      throw graph.failed(e);
    }
    phase ^= 1;
  }

  private void keep(OrtSession.Result result) {
    for (String output : fresh) {
      FloatBuffer values =
          result.get(output).orElse(null) instanceof OnnxTensor tensor
              ? tensor.getFloatBuffer()
              : null;
      if (values != null) {
        float[] copy = new float[values.remaining()];
        values.get(copy);
        freshValues.put(output, copy);
        freshShapes.put(output, shapeOf(result, output));
      } else {
        throw new ModelException(
            "%s: %s is not of real numbers.".formatted(graph.name(), graph.output(output)));
      }
    }
  }

  private static long[] shapeOf(OrtSession.Result result, String output) {
    return result.get(output).orElse(null) instanceof OnnxTensor tensor
        ? tensor.getInfo().getShape()
        : new long[0];
  }

  /** Returns what the last run put out under a name that was left {@link Builder#fresh}. */
  public float[] values(String output) {
    return kept(freshValues, output);
  }

  /** Returns the shape of {@link #values}. */
  public long[] shape(String output) {
    return kept(freshShapes, output).clone();
  }

  private <T> T kept(Map<String, T> all, String output) {
    T found = all.get(output);
    if (found == null) {
      throw new ModelException(
          "%s has put out nothing under '%s' yet.".formatted(graph.name(), output));
    }
    return found;
  }

  /** Lets each state's first tensor be read next, as after opening. Values stay as they are. */
  public void rewind() {
    phase = 0;
  }

  /** Returns whether the states' first tensors are read next, or else the second ones. */
  public boolean atFirst() {
    return phase == 0;
  }

  /** Frees the tensors that were bound, and lets go of the graph. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      tensors.forEach(Tensor::close);
      graph.release();
    }
  }

  /** Binds tensors to the names of a graph; each is checked at once. */
  public static final class Builder {

    private final LoadedGraph graph;
    private final Map<String, Tensor[]> given = new LinkedHashMap<>();
    private final Map<String, Tensor[]> taken = new LinkedHashMap<>();
    private final Set<String> fresh = new LinkedHashSet<>();
    private final List<Tensor> tensors = new ArrayList<>();

    Builder(LoadedGraph graph) {
      this.graph = graph;
    }

    /**
     * Binds an input. The tensor becomes the call's, which closes it.
     *
     * @throws ModelException if there is no such input, or the tensor does not fit
     */
    public Builder input(String name, Tensor tensor) {
      return bind(given, graph.input(name), tensor, tensor);
    }

    /**
     * Binds an output. The tensor becomes the call's, which closes it.
     *
     * @throws ModelException if there is no such output, or the tensor does not fit
     */
    public Builder output(String name, Tensor tensor) {
      return bind(taken, graph.output(name), tensor, tensor);
    }

    /**
     * Leaves it to ONNX Runtime to make an output anew in every run: for shapes that depend on
     * values. Only such outputs cost memory when run.
     *
     * @throws ModelException if there is no such output
     */
    public Builder fresh(String name) {
      fresh.add(graph.output(name).name());
      return this;
    }

    /**
     * Binds a state. It is read from {@code first} and written to {@code second}, in the next run
     * the other way round, and so on. Both become the call's.
     *
     * @throws ModelException if there are no such input and output, or the tensors do not fit
     */
    public Builder state(String input, String output, Tensor first, Tensor second) {
      bind(given, graph.input(input), first, second);
      return bind(taken, graph.output(output), second, first);
    }

    private Builder bind(Map<String, Tensor[]> bound, TensorSpec spec, Tensor even, Tensor odd) {
      tensors.add(even);
      tensors.add(odd);
      check(spec, even);
      check(spec, odd);
      if (bound.put(spec.name(), new Tensor[] {even, odd}) != null) {
        throw new ModelException("%s: '%s' is bound twice.".formatted(graph.name(), spec.name()));
      }
      return this;
    }

    private void check(TensorSpec spec, Tensor tensor) {
      if (spec.type() != tensor.type() || !spec.admits(tensor.shape())) {
        throw new ModelException("%s: %s cannot be %s.".formatted(graph.name(), spec, tensor));
      }
    }

    /**
     * Makes the call.
     *
     * @throws ModelException if an input is missing, or no output is wanted
     */
    public Call prepare() {
      for (TensorSpec input : graph.inputs()) {
        if (!given.containsKey(input.name())) {
          throw new ModelException(
              "%s: nothing was given for the input %s.".formatted(graph.name(), input));
        }
      }
      if (taken.isEmpty() && fresh.isEmpty()) {
        throw new ModelException(graph.name() + ": no output is wanted.");
      }
      graph.retain();
      return new Call(this);
    }

    /** Frees what was bound, where no call came of it. */
    public void discard() {
      tensors.forEach(Tensor::close);
    }

    private Map<String, OnnxTensor> inputs(int phase) {
      return at(given, phase);
    }

    private Map<String, OnnxTensor> outputs(int phase) {
      return at(taken, phase);
    }

    private static Map<String, OnnxTensor> at(Map<String, Tensor[]> bound, int phase) {
      Map<String, OnnxTensor> map = new LinkedHashMap<>();
      bound.forEach((name, pair) -> map.put(name, pair[phase].ort()));
      return map;
    }
  }
}
