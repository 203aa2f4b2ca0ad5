package io.makebeliv.onnx.rvc;

import io.makebeliv.inference.ModelException;
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
    return inputs.stream().allMatch(input -> isAudio(input) || isBeside(input))
        && inputs.stream().filter(ContentEncoder::isAudio).count() == 1
        && inputs.stream().anyMatch(CarriedListener::isState) == carries(inputs)
        && outputs.stream().anyMatch(output -> output.shape().size() == 3);
  }

  /** What is no samples, but goes in beside them. */
  private static boolean isBeside(TensorSpec input) {
    String name = input.name();
    return name.equals(LAYER)
        || name.equals(MASK)
        || name.equals(CarriedListener.PASSED)
        || CarriedListener.isState(input);
  }

  /** Whether it carries from run to run what rows that were heard before heard by themselves. */
  private static boolean carries(List<TensorSpec> inputs) {
    return inputs.stream()
        .anyMatch(input -> input.name().equals(CarriedListener.PASSED) && input.type().isWhole());
  }

  private static boolean isAudio(TensorSpec input) {
    int rank = input.shape().size();
    boolean oneChannel = rank == 2 || (rank == 3 && admitsOne(input, 1));
    return !isBeside(input) && input.type().isReal() && oneChannel && admitsOne(input, 0);
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
    open(PROBE, PROBE, channels).close();
  }

  /**
   * Opens a stream's own way to run it.
   *
   * @param samples length of the window
   * @param moved by how many samples it moves from run to run; at least {@link #HOP}
   * @param channels how wide the rows are to be
   * @throws ModelException if it does not run so, or has no such rows
   */
  Listener open(int samples, int moved, int channels) {
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
        if (!input.name().equals(audio.name())) {
          inputs.put(input.name(), beside(input, samples, channels));
        }
      }
      TensorSpec features = features(graph.finiteOutputsFor(inputs), rows(samples), channels);
      return carries(graph.inputs())
          ? new CarriedListener(graph, inputs, wave, features, moved)
          : new WindowListener(graph, inputs, wave, features, channels);
    } catch (RuntimeException | Error e) {
      inputs.values().forEach(Tensor::close);
      throw e;
    }
  }

  /** What goes in beside the samples. */
  private static Tensor beside(TensorSpec input, int samples, int channels) {
    long[] one = input.shape().isEmpty() ? new long[0] : new long[] {1};
    return switch (input.name()) {
      case LAYER -> filled(Tensor.of(input.type(), one), channels == 256 ? 9 : 12);
      case MASK -> filled(Tensor.of(input.type(), 1, samples), 1);
      case CarriedListener.PASSED -> filled(Tensor.of(input.type(), one), 1);
      // A state, as long as the window where its size is left open.
      default ->
          Tensor.of(
              input.type(),
              input.shape().stream().mapToLong(size -> size < 0 ? rows(samples) : size).toArray());
    };
  }

  private static Tensor filled(Tensor tensor, int value) {
    tensor.fill(value);
    return tensor;
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

  /**
   * One stream's way to run the encoder, on windows of the same length each of which ends where the
   * stream has come to. One thread at a time uses it.
   */
  interface Listener extends AutoCloseable {

    /** Returns how many rows a window has. */
    int rows();

    /** Returns how many samples before the newest one the window that was heard last ends. */
    int late();

    /**
     * Listens.
     *
     * @param signal ends with the newest sample, and is longer than the window by half a {@link
     *     #HOP}
     * @param target receives the rows one behind the other
     */
    void listen(float[] signal, float[] target);

    /**
     * Leaves out a part of the stream: the next window ends later by so much more.
     *
     * @param samples at least 0
     */
    void skip(long samples);

    /** Begins anew: what was heard does not belong to what will be. */
    void reset();

    @Override
    void close();
  }
}
