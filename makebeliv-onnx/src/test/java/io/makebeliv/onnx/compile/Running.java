package io.makebeliv.onnx.compile;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.makebeliv.onnx.graph.ByteTensor;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.graph.WeightTensor;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A model in a session, run with named inputs. */
public final class Running implements AutoCloseable {

  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private final OrtSession session;
  private final Map<String, OnnxTensorLike> weights;

  private Running(OrtSession session, Map<String, OnnxTensorLike> weights) {
    this.session = session;
    this.weights = weights;
  }

  public static Running of(Model model) {
    return of(model, 1);
  }

  public static Running of(Model model, int threads) {
    return of(model.graphBytes(), model, threads);
  }

  /** A changed graph with the weights of the model that it was. */
  static Running of(byte[] graph, Model model, int threads) {
    Map<String, OnnxTensorLike> weights = new HashMap<>();
    try (OrtSession.SessionOptions options = options(threads)) {
      for (Map.Entry<String, WeightTensor> weight : model.externalWeights().entrySet()) {
        weights.put(weight.getKey(), tensor(weight.getValue()));
      }
      if (!weights.isEmpty()) {
        options.addExternalInitializers(weights);
      }
      return new Running(ENVIRONMENT.createSession(graph, options), weights);
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  private static OnnxTensor tensor(WeightTensor weight) throws OrtException {
    return weight instanceof FloatTensor floats
        ? OnnxTensor.createTensor(ENVIRONMENT, floats.values(), floats.shape())
        : OnnxTensor.createTensor(
            ENVIRONMENT, ((ByteTensor) weight).values(), weight.shape(), OnnxJavaType.INT8);
  }

  public static Running of(Path file) {
    try (OrtSession.SessionOptions options = options(1)) {
      return new Running(ENVIRONMENT.createSession(file.toString(), options), Map.of());
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  public Inputs with(String name, float[] values, long... shape) {
    return new Inputs().with(name, values, shape);
  }

  public Inputs with(String name, long[] values, long... shape) {
    return new Inputs().with(name, values, shape);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
    weights.values().forEach(OnnxTensorLike::close);
  }

  private static OrtSession.SessionOptions options(int threads) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    return options;
  }

  /** What one run gave, by name. */
  public record Outputs(Map<String, float[]> values) {

    public float[] get(String name) {
      return Objects.requireNonNull(values.get(name), name);
    }
  }

  /** The shapes of the inputs, by name; -1 for what each run decides. */
  public Map<String, long[]> inputShapes() {
    try {
      return shapes(session.getInputInfo());
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  /** The shapes of the outputs. */
  public Map<String, long[]> outputShapes() {
    try {
      return shapes(session.getOutputInfo());
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  /** The file's own description. */
  public Map<String, String> metadata() {
    try {
      return session.getMetadata().getCustomMetadata();
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, long[]> shapes(Map<String, NodeInfo> infos) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    infos.forEach((name, info) -> shapes.put(name, ((TensorInfo) info.getInfo()).getShape()));
    return shapes;
  }

  /** The inputs of one run. */
  public final class Inputs {

    private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();

    private Inputs() {}

    public Inputs with(String name, float[] values, long... shape) {
      try {
        tensors.put(name, OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(values), shape));
        return this;
      } catch (OrtException e) {
        throw new AssertionError(e);
      }
    }

    public Inputs with(String name, long[] values, long... shape) {
      try {
        tensors.put(name, OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(values), shape));
        return this;
      } catch (OrtException e) {
        throw new AssertionError(e);
      }
    }

    public float[] run(String output) {
      return run().get(output);
    }

    public Outputs run() {
      try (OrtSession.Result result = session.run(tensors)) {
        Map<String, float[]> outputs = new HashMap<>();
        for (Map.Entry<String, ai.onnxruntime.OnnxValue> entry : result) {
          FloatBuffer buffer = ((OnnxTensor) entry.getValue()).getFloatBuffer();
          float[] values = new float[buffer.remaining()];
          buffer.get(values);
          outputs.put(entry.getKey(), values);
        }
        return new Outputs(outputs);
      } catch (OrtException e) {
        throw new AssertionError(e);
      } finally {
        tensors.values().forEach(OnnxTensor::close);
      }
    }
  }
}
