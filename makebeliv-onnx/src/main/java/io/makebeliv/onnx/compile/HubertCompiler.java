package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.Numbers;
import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.graph.Value;
import io.makebeliv.onnx.graph.Weights;

/**
 * Writes HuBERT (Hsu et al., 2021) and its descendant ContentVec as graphs: {@code source} [1,
 * samples] at 16 kHz goes in, {@code features} [1, frames, channels] at 50 Hz come out. Layers
 * behind the one that is asked for are left out. Immutable.
 */
public final class HubertCompiler {

  static final float EPSILON = 1e-5f;

  private final HubertConfig config;
  private final Parameters parameters;
  private final Numbers numbers;

  /** A compiler for weights that go by Hugging Face's names. */
  public HubertCompiler(HubertConfig config, Parameters parameters) {
    this(config, parameters, Numbers.FP32);
  }

  private HubertCompiler(HubertConfig config, Parameters parameters, Numbers numbers) {
    this.config = config;
    this.parameters = parameters;
    this.numbers = numbers;
  }

  /** The same that computes with other numbers; {@link Numbers#FP32} if nothing is said. */
  public HubertCompiler numbers(Numbers kind) {
    return new HubertCompiler(config, parameters, kind);
  }

  /** A compiler for a checkpoint with Hugging Face's names or with fairseq's. */
  public static HubertCompiler of(Weights weights, int heads) {
    return new HubertCompiler(
        HubertConfig.of(weights, heads), Parameters.of(HubertNames.huggingFace(weights)));
  }

  /**
   * The content features of one layer.
   *
   * @param layer 1 up to the number of layers: 9 for RVC v1, 12 for v2
   * @param projected whether {@code final_proj} follows, as RVC v1 wants it
   * @param samples length of a window; 0 leaves it to each run
   */
  public Model features(int layer, boolean projected, int samples) {
    check(layer, projected);
    Graph graph = new Graph("hubert");
    Layers layers = new Layers(graph, parameters, numbers);
    Dim length = samples == 0 ? Dim.named("samples") : Dim.of(samples);
    Value wave = graph.input("source", ElementType.FLOAT, Dim.of(1), length);
    Value rows = new FeatureExtractor(config, layers).heard(wave);
    return features(layers, new Surroundings(config, layers).addedTo(rows), layer, projected);
  }

  /**
   * The same for a stream, each run a window of it that ends later than the last: what a row hears
   * by itself is computed once, and attention alone goes over the whole window again. Besides the
   * window:
   *
   * <ul>
   *   <li>{@code passed}, int64 without axes: by how many rows the window has moved on, at least 1
   *       and at most as many as it has
   *   <li>{@code state_rows} and {@code state_around}, float [rows of a window, hidden], {@code
   *       state_coming} and {@code state_moments}: what came out as {@code state_rows_next} and so
   *       on in the run before, at first zeros
   * </ul>
   *
   * <p>A row is that of {@link #features} but for what reaches beyond the window: the positional
   * convolution hears all that came before, and the first convolution is normalised over a past
   * that fades within seconds, each row as it was when it was new.
   *
   * @param layer as for {@link #features}
   * @param projected as for {@link #features}
   */
  public Model streaming(int layer, boolean projected) {
    check(layer, projected);
    Graph graph = new Graph("streaming hubert");
    Layers layers = new Layers(graph, parameters, numbers);
    Value wave = graph.input("source", ElementType.FLOAT, Dim.of(1), Dim.named("samples"));
    Value passed = graph.input("passed", ElementType.INT64).unsqueeze(0);
    HeardRows heard = new HeardRows(config, layers, passed);
    return features(layers, heard.of(wave), layer, projected);
  }

  private void check(int layer, boolean projected) {
    if (layer < 1 || layer > config.layers()) {
      throw new IllegalArgumentException(
          "layer must be from 1 to %d, was %d".formatted(config.layers(), layer));
    }
    if (projected && config.projection() == 0) {
      throw new IllegalArgumentException(
          "this HuBERT has no final_proj, which voices of version v1 need");
    }
  }

  private Model features(Layers layers, Value heard, int layer, boolean projected) {
    Value rows = encoded(layers, heard, layer);
    int channels = config.hidden();
    if (projected) {
      rows = layers.linear(rows, "final_proj", channels, config.projection());
      channels = config.projection();
    }
    Graph graph = layers.graph();
    graph.output("features", rows.unsqueeze(0), Dim.of(1), Dim.named("frames"), Dim.of(channels));
    return graph.build();
  }

  private Value encoded(Layers layers, Value heard, int last) {
    Value rows = normed(layers, heard, "encoder.layer_norm", config.hidden());
    for (int i = 0; i < last; i++) {
      String name = "encoder.layers." + i + ".";
      rows = rows.plus(attended(layers, rows, name + "attention."));
      rows = normed(layers, rows, name + "layer_norm", config.hidden());
      Value inner =
          layers
              .linear(
                  rows, name + "feed_forward.intermediate_dense", config.hidden(), config.filter())
              .gelu();
      rows =
          rows.plus(
              layers.linear(
                  inner, name + "feed_forward.output_dense", config.filter(), config.hidden()));
      rows = normed(layers, rows, name + "final_layer_norm", config.hidden());
    }
    return rows;
  }

  private Value attended(Layers layers, Value rows, String name) {
    int hidden = config.hidden();
    int width = hidden / config.heads();
    float scale = (float) (1 / Math.sqrt(width));
    Value query = heads(layers.linear(rows, name + "q_proj", hidden, hidden));
    Value key = heads(layers.linear(rows, name + "k_proj", hidden, hidden));
    Value value = heads(layers.linear(rows, name + "v_proj", hidden, hidden));
    Value shares =
        query.times(rows.graph().constant(scale)).matMul(key.transpose(0, 2, 1)).softmax(-1);
    Value seen = shares.matMul(value).transpose(1, 0, 2).reshape(0, -1);
    return layers.linear(seen, name + "out_proj", hidden, hidden);
  }

  private Value heads(Value rows) {
    return rows.reshape(0, config.heads(), -1).transpose(1, 0, 2);
  }

  private static Value normed(Layers layers, Value rows, String name, int width) {
    return layers.layerNorm(rows, name + ".weight", name + ".bias", width);
  }
}
