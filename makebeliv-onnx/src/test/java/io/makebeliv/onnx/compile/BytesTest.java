package io.makebeliv.onnx.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.Numbers;
import io.makebeliv.onnx.graph.ByteTensor;
import io.makebeliv.onnx.graph.Convolution;
import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.graph.Value;
import io.makebeliv.onnx.graph.WeightTensor;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Networks of bytes, beside the same ones in floating point. */
final class BytesTest {

  static final List<String> VOICES = GoldenVoice.NAMES;

  /** Weights and signals that bytes hold exactly leave only the places of the taps to be wrong. */
  @Property(tries = 40)
  void aConvolutionSeesWhatItShould(
      @ForAll @IntRange(min = 1, max = 5) int in,
      @ForAll @IntRange(min = 1, max = 4) int out,
      @ForAll @IntRange(min = 1, max = 7) int width,
      @ForAll @IntRange(min = 1, max = 3) int dilation,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 4) int front,
      @ForAll @IntRange(min = 0, max = 4) int back) {
    Convolution walk =
        Convolution.overFlatTime().dilated(dilation).strided(stride).padded(front, back);
    FloatTensor weight = whole(out, in, width);
    FloatTensor bias = whole(out);
    assertNearlySame(
        image(in, (image, graph) -> image.conv(walk, flat(graph, weight), bias(graph, bias))),
        image(
            in,
            (image, graph) ->
                Plane.ROWS.toImage(
                    ByteFilter.of(graph, "w", weight, bias).over(Plane.ROWS.ofImage(image), walk))),
        in);
    assertNearlySame(
        image(in, (image, graph) -> image.conv(walk, flat(graph, weight), bias(graph, bias))),
        image(
            in,
            (image, graph) ->
                Plane.ROWS.toImage(
                    FloatRows.of(graph, "w", weight, bias).over(Plane.ROWS.ofImage(image), walk))),
        in);
  }

  @Property(tries = 40)
  void soDoesATransposedOne(
      @ForAll @IntRange(min = 1, max = 5) int in,
      @ForAll @IntRange(min = 1, max = 4) int out,
      @ForAll @IntRange(min = 1, max = 5) int rate,
      @ForAll @IntRange(min = 0, max = 7) int more,
      @ForAll @IntRange(min = 0, max = 4) int front,
      @ForAll @IntRange(min = 0, max = 4) int back) {
    int width = rate + more;
    Convolution walk = Convolution.overFlatTime().strided(rate).padded(front, back);
    FloatTensor weight = whole(in, out, width);
    FloatTensor bias = whole(out);
    assertNearlySame(
        image(
            in,
            (image, graph) -> image.convTranspose(walk, flat(graph, weight), bias(graph, bias))),
        image(
            in,
            (image, graph) ->
                Plane.ROWS.toImage(
                    ByteUpsampling.of(graph, "w", weight, bias, rate)
                        .over(Plane.ROWS.ofImage(image), walk))),
        in);
  }

  @ParameterizedTest
  @FieldSource("VOICES")
  void aVoiceIsHeardAsTheReferenceHasIt(String name) {
    GoldenVoice voice = GoldenVoice.read(name);
    try (Running bytes = Running.of(voice.compiler().numbers(Numbers.INT8).webui())) {
      float[] audio = SynthesizerCompilerTest.webui(voice, bytes, voice.frames());
      // A hundredth of its power at most: these weights are made up, and all that is loud is noise.
      assertNear(voice.audio(), audio, 20);
    }
  }

  @Test
  void contentIsNearWhatTheReferenceHears() {
    float[] wave = Npy.golden("tiny-hubert.wave").floats();
    HubertCompiler compiler = HubertCompilerTest.compiler("tiny-hubert.hf.bin");
    try (Running bytes = Running.of(compiler.numbers(Numbers.INT8).features(12, false, 0))) {
      assertNear(
          Npy.golden("tiny-hubert.layer12").floats(),
          bytes.with("source", wave, 1, wave.length).run("features"),
          20);
    }
  }

  @Test
  void weightsAreAQuarterAndStayWhereNoProcessorOverflows() {
    HubertConfig config = HubertConfig.base();
    Model model =
        new HubertCompiler(config, Parameters.synthetic(1))
            .numbers(Numbers.INT8)
            .features(1, false, 0);
    Model floats = new HubertCompiler(config, Parameters.synthetic(1)).features(1, false, 0);
    // The grouped convolution that tells positions apart stays as it was.
    long positions = 4L * 768 * 48 * 128;
    double ratio = (double) (model.weightBytes() - positions) / (floats.weightBytes() - positions);
    assertEquals(0.25, ratio, 0.01);
    int largest = 0;
    for (WeightTensor weight : model.externalWeights().values()) {
      if (weight instanceof ByteTensor bytes) {
        for (int i = 0; i < bytes.count(); i++) {
          largest = Math.max(largest, Math.abs(bytes.get(i)));
        }
      }
    }
    assertEquals(64, largest);
  }

  @FunctionalInterface
  private interface Layer {
    Value over(Value image, Graph graph);
  }

  private static Model image(int channels, Layer layer) {
    Graph graph = new Graph("layer");
    Dim one = Dim.of(1);
    Value image =
        graph.input("x", ElementType.FLOAT, one, Dim.of(channels), one, Dim.named("samples"));
    graph.output("y", layer.over(image, graph), one, Dim.named("out"), one, Dim.named("n"));
    return graph.build();
  }

  private static Value flat(Graph graph, FloatTensor weight) {
    return graph.weight("w", weight.reshaped(weight.size(0), weight.size(1), 1, weight.size(2)));
  }

  private static Value bias(Graph graph, FloatTensor bias) {
    return graph.weight("b", bias);
  }

  /** Whole numbers whose largest is 64 in every column, so that bytes hold them as they are. */
  private static FloatTensor whole(long... shape) {
    FloatTensor tensor = FloatTensor.allocate(shape);
    for (int i = 0; i < tensor.count(); i++) {
      tensor.set(i, i % 3 == 0 ? 64 : i % 3 == 1 ? -64 : 64);
    }
    return tensor;
  }

  private static void assertNearlySame(Model expected, Model actual, int channels) {
    int samples = 40;
    float[] input = new float[channels * samples];
    for (int i = 0; i < input.length; i++) {
      // From 0 to 255, both of which occur: the scale is 1.
      input[i] = i == 0 ? 255 : (i * 37) % 255;
    }
    try (Running one = Running.of(expected);
        Running other = Running.of(actual)) {
      Nearness.assertNear(
          one.with("x", input, 1, channels, 1, samples).run("y"),
          other.with("x", input, 1, channels, 1, samples).run("y"),
          0.5);
    }
  }

  private static void assertNear(float[] expected, float[] actual, double leastDb) {
    assertEquals(expected.length, actual.length);
    double signal = 0;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      signal += expected[i] * expected[i];
      error += Math.pow(expected[i] - actual[i], 2);
    }
    double db = 10 * Math.log10(signal / error);
    assertTrue(db >= leastDb, "%.1f dB between signal and error".formatted(db));
  }
}
