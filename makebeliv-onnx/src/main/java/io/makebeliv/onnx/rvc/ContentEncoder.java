package io.makebeliv.onnx.rvc;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.runtime.Call;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.Tensor;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hears what is said, whoever says it: 16 kHz samples go in, 50 rows of features a second come out
 * (HuBERT, ContentVec). Row {@code i} sees samples {@code 320 i} to {@code 320 i + 399}, and
 * through attention all the others of the window. Shared by all streams.
 */
public final class ContentEncoder implements AutoCloseable {

  static final int SAMPLE_RATE = 16_000;

  /** Samples from row to row. */
  static final int HOP = 320;

  private static final int FIELD = 400;

  /** A second, which every such graph takes. */
  private static final int PROBE = 16_000;

  private static final String LAYER = "output_layer";
  private static final String MASK = "attention_mask";

  /** What exporters call the features of version 1 (layer 9, projected), and of version 2. */
  static final Map<Integer, List<String>> OUTPUTS =
      Map.of(
          256, List.of("units9", "feats_proj", "embed", "features"),
          768, List.of("unit12", "feats", "embed", "features", "last_hidden_state"));

  private final LoadedGraph graph;

  /**
   * Takes a graph.
   *
   * @param graph closed with the encoder
   */
  public ContentEncoder(LoadedGraph graph) {
    this.graph = graph;
  }

  /** Says whether a graph looks like an encoder: one input of samples, and features come out. */
  public static boolean fits(List<TensorSpec> inputs, List<TensorSpec> outputs) {
    return inputs.stream().allMatch(input -> isAudio(input) || isSwitch(input))
        && inputs.stream().filter(ContentEncoder::isAudio).count() == 1
        && outputs.stream().anyMatch(output -> output.shape().size() == 3);
  }

  private static boolean isSwitch(TensorSpec input) {
    return input.name().equals(LAYER) || input.name().equals(MASK);
  }

  private static boolean isAudio(TensorSpec input) {
    int rank = input.shape().size();
    boolean oneChannel = rank == 2 || (rank == 3 && admitsOne(input, 1));
    return !isSwitch(input) && input.type().isReal() && oneChannel && admitsOne(input, 0);
  }

  private static boolean admitsOne(TensorSpec input, int dimension) {
    long size = input.shape().get(dimension);
    return size < 0 || size == 1;
  }

  /** How many rows a window has. */
  static int rows(int samples) {
    return (samples - FIELD) / HOP + 1;
  }

  String name() {
    return graph.name();
  }

  LoadedGraph graph() {
    return graph;
  }

  /**
   * Checks that it gives what a synthesizer takes.
   *
   * @param channels width of the synthesizer's features
   * @throws ModelException if it does not
   */
  public void check(int channels) {
    open(PROBE, channels).close();
  }

  /**
   * Opens a stream's own way to run it.
   *
   * @param samples length of the window
   * @param channels how wide the rows are to be
   * @throws ModelException if it does not run so, or has no such rows
   */
  Listener open(int samples, int channels) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    try {
      TensorSpec audio =
          graph.inputs().stream()
              .filter(ContentEncoder::isAudio)
              .findFirst()
              .orElseThrow(() -> unfit("has no input for samples"));
      int rank = audio.shape().size();
      Tensor wave =
          Tensor.of(audio.type(), rank == 2 ? new long[] {1, samples} : new long[] {1, 1, samples});
      inputs.put(audio.name(), wave);
      for (TensorSpec input : graph.inputs()) {
        if (input.name().equals(LAYER)) {
          Tensor layer =
              Tensor.of(input.type(), input.shape().isEmpty() ? new long[0] : new long[] {1});
          layer.putLong(0, channels == 256 ? 9 : 12);
          inputs.put(LAYER, layer);
        } else if (input.name().equals(MASK)) {
          Tensor mask = Tensor.of(input.type(), 1, samples);
          mask.fill(1);
          inputs.put(MASK, mask);
        }
      }
      TensorSpec features = features(graph.finiteOutputsFor(inputs), rows(samples), channels);
      return new Listener(inputs, wave, features, rows(samples), channels);
    } catch (RuntimeException | Error e) {
      inputs.values().forEach(Tensor::close);
      throw e;
    }
  }

  /** The output that holds such rows: by its name, else by its shape. */
  private TensorSpec features(List<TensorSpec> outputs, int rows, int channels) {
    Optional<TensorSpec> named =
        OUTPUTS.getOrDefault(channels, List.of()).stream()
            .flatMap(name -> outputs.stream().filter(output -> output.name().equals(name)))
            .filter(output -> holds(output, rows, channels))
            .findFirst();
    return named
        .or(() -> outputs.stream().filter(output -> holds(output, rows, channels)).findFirst())
        .orElseThrow(
            () ->
                unfit(
                    "gives %s for %d rows of %d features; this voice needs an encoder for version %s"
                        .formatted(outputs, rows, channels, channels == 256 ? "1" : "2")));
  }

  private static boolean holds(TensorSpec output, int rows, int channels) {
    List<Long> shape = output.shape();
    return output.type().isReal()
        && (shape.equals(List.of(1L, (long) rows, (long) channels))
            || shape.equals(List.of(1L, (long) channels, (long) rows)));
  }

  private ModelException unfit(String why) {
    return new ModelException(
        "%s is no encoder for this voice: it %s.".formatted(graph.name(), why));
  }

  @Override
  public void close() {
    graph.close();
  }

  /** One stream's way to run the encoder on windows of the same length. */
  final class Listener implements AutoCloseable {

    private final Call call;
    private final Tensor wave;
    private final Tensor features;
    private final boolean transposed;
    private final int rows;
    private final int channels;
    private final float[] column;

    private Listener(
        Map<String, Tensor> inputs, Tensor wave, TensorSpec output, int rows, int channels) {
      this.wave = wave;
      this.rows = rows;
      this.channels = channels;
      transposed =
          output.shape().get(1) == channels && output.shape().get(2) == rows && channels != rows;
      column = new float[transposed ? rows * channels : 0];
      features =
          Tensor.of(output.type(), output.shape().stream().mapToLong(Long::longValue).toArray());
      Call.Builder builder = graph.call();
      try {
        inputs.forEach(builder::input);
        call = builder.output(output.name(), features).prepare();
      } catch (RuntimeException | Error e) {
        features.close();
        throw e;
      }
    }

    int rows() {
      return rows;
    }

    /**
     * Listens.
     *
     * @param signal ends with the window, which is as long as it was opened for
     * @param target receives the rows one behind the other
     */
    void listen(float[] signal, float[] target) {
      wave.put(0, signal, signal.length - wave.elements(), wave.elements());
      call.run();
      if (!transposed) {
        features.get(0, target, 0, rows * channels);
        return;
      }
      features.get(0, column, 0, column.length);
      for (int row = 0; row < rows; row++) {
        for (int channel = 0; channel < channels; channel++) {
          target[row * channels + channel] = column[channel * rows + row];
        }
      }
    }

    @Override
    public void close() {
      call.close();
    }
  }
}
