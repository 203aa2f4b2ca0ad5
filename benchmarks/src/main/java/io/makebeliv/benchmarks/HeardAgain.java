package io.makebeliv.benchmarks;

import io.makebeliv.onnx.Numbers;
import io.makebeliv.onnx.compile.HubertCompiler;
import io.makebeliv.onnx.compile.HubertConfig;
import io.makebeliv.onnx.compile.Parameters;
import io.makebeliv.onnx.graph.ByteTensor;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.runtime.Call;
import io.makebeliv.onnx.runtime.ElementType;
import io.makebeliv.onnx.runtime.GraphLoader;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.Tensor;
import io.makebeliv.onnx.runtime.TensorSpec;
import io.makebeliv.onnx.rvc.ContentRows;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Measures how near what a content encoder hears in a stream is to what it hears in the whole
 * recording: window by window, and with what it heard before carried along.
 */
public final class HeardAgain {

  private static final String HELP =
      """
      Measures how near a content encoder's rows in a stream are to those of the whole recording.

        mvn -q -pl benchmarks -am package -DskipTests
        java -cp benchmarks/target/benchmarks.jar io.makebeliv.benchmarks.HeardAgain [options]

        --seconds N       of speech, 6 by default; the first three settle and do not count
        --help            this text

      Prints the error of the rows of every chunk of 100 ms, with 4 frames of look-ahead behind it,
      rms over rms in dB: of a HuBERT that hears each window anew, of one that carries what it
      heard, and of one that does so with int8. Weights are made up; trained ones may care for other
      things.
      """;

  private static final int SAMPLE_RATE = 16_000;
  private static final int FRAME = 160;
  private static final int CHUNK = 10;
  private static final int LOOK_AHEAD = 4;
  private static final int SETTLING = 300;
  private static final int[] CONTEXTS = {50, 100, 250};

  private final float[] speech;
  private final HubertCompiler compiler =
      new HubertCompiler(HubertConfig.base(), Parameters.synthetic(1));

  private HeardAgain(int seconds) {
    speech = new float[seconds * SAMPLE_RATE];
    new SpokenTape(SAMPLE_RATE).read(speech, speech.length);
  }

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    try {
      Arguments options = Arguments.of(arguments, Set.of("--help"), Set.of("--seconds"));
      if (options.has("--help")) {
        System.out.print(HELP);
        return 0;
      }
      new HeardAgain((int) options.number("--seconds", 6, 4, 60)).print();
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    }
  }

  private void print() {
    int layer = HubertConfig.base().layers();
    System.out.print(
        """
        | context (ms) | window by window (dB) | carried (dB) | carried, int8 (dB) |
        |--:|--:|--:|--:|
        """);
    try (LoadedGraph window = load(compiler.features(layer, false, 0));
        LoadedGraph carried = load(compiler.streaming(layer, false));
        LoadedGraph bytes = load(compiler.numbers(Numbers.INT8).streaming(layer, false))) {
      for (int context : CONTEXTS) {
        System.out.printf(
            Locale.ROOT,
            "| %d | %.1f | %.1f | %.1f |%n",
            context * 10,
            error(window, window, context),
            error(window, carried, context),
            error(window, bytes, context));
      }
    }
  }

  private static LoadedGraph load(Model model) {
    GraphLoader loader = GraphLoader.bytes("made up", model.graphBytes());
    model
        .externalWeights()
        .forEach(
            (name, weight) ->
                loader.weight(
                    name,
                    weight instanceof FloatTensor floats
                        ? Tensor.over(floats.values(), floats.shape())
                        : Tensor.over(
                            ElementType.INT8, ((ByteTensor) weight).values(), weight.shape())));
    return loader.load();
  }

  private double error(LoadedGraph window, LoadedGraph encoder, int context) {
    int heard = (context + CHUNK) | 1;
    // Windows begin in the middle of a row of the recording's: so that they do not, it begins
    // later.
    int later = (heard - CHUNK) & 1;
    float[] recording = Arrays.copyOfRange(speech, later * FRAME, speech.length);
    double error = 0;
    double power = 0;
    try (Ear whole = new Ear(window, recording.length);
        Ear ear = new Ear(encoder, heard * FRAME)) {
      float[] expected = whole.hear(recording);
      int width = RvcNetworks.CHANNELS;
      float[] signal = new float[heard * FRAME];
      for (int end = CHUNK; end * FRAME <= speech.length; end += CHUNK) {
        int step = CHUNK * FRAME;
        System.arraycopy(signal, step, signal, 0, signal.length - step);
        System.arraycopy(speech, end * FRAME - step, signal, signal.length - step, step);
        float[] rows = ear.hear(signal);
        int chunk = heard - LOOK_AHEAD - CHUNK;
        for (int k = chunk; end >= SETTLING && k < chunk + CHUNK; k++) {
          int at = k / 2 * width;
          int in = (end - heard - later) / 2 * width + at;
          for (int i = 0; i < width; i++) {
            error += Math.pow(rows[at + i] - expected[in + i], 2);
            power += Math.pow(expected[in + i], 2);
          }
        }
      }
    }
    return 10 * Math.log10(error / power);
  }

  /** One stream through an encoder. */
  private static final class Ear implements AutoCloseable {

    private final Tensor wave;
    private final Tensor features;
    private final Call call;

    Ear(LoadedGraph graph, int samples) {
      int rows = ContentRows.rows(samples);
      wave = Tensor.of(ElementType.FLOAT, 1, samples);
      features = Tensor.of(ElementType.FLOAT, 1, rows, RvcNetworks.CHANNELS);
      Call.Builder builder = graph.call().output("features", features);
      for (TensorSpec input : graph.inputs()) {
        RvcStage.bind(builder, input, wave, rows, CHUNK * FRAME);
      }
      call = builder.prepare();
    }

    float[] hear(float[] window) {
      wave.put(0, window, 0, window.length);
      call.run();
      float[] rows = new float[features.elements()];
      features.get(0, rows, 0, rows.length);
      return rows;
    }

    @Override
    public void close() {
      call.close();
    }
  }
}
