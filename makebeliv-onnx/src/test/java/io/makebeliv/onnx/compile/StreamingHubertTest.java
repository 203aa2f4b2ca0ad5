package io.makebeliv.onnx.compile;

import static io.makebeliv.onnx.compile.Nearness.assertNear;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Model;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a stream of windows hears against what is heard of a whole recording. */
final class StreamingHubertTest {

  private static final int HOP = 320;
  private static final int HIDDEN = 8;
  private static final int AHEAD = 16;
  private static final HubertConfig CONFIG =
      new HubertConfig(
          List.of(6, 6, 6, 6, 6, 6, 6),
          List.of(10, 3, 3, 3, 3, 2, 2),
          HIDDEN,
          16,
          2,
          2,
          2 * AHEAD,
          2,
          0);

  /** Weights of a network whose rows hear of each other by the positional convolution alone. */
  private static FloatTensor withoutAttention(String weight, long... shape) {
    return weight.contains(".out_proj.")
        ? FloatTensor.allocate(shape)
        : Parameters.synthetic(5).take(weight, shape);
  }

  /** Samples of a window of so many rows, whose first convolution has whole rows of places. */
  private static int samples(int rows) {
    return (rows + 1) * HOP + 5;
  }

  /** One stream. */
  private static final class Stream implements AutoCloseable {

    private final Running graph;
    private final int rows;
    private float[] known;
    private float[] around;
    private float[] coming = new float[AHEAD * HIDDEN];
    private float[] moments = new float[11 * 11];

    Stream(Model model, int rows) {
      graph = Running.of(model);
      this.rows = rows;
      known = new float[rows * HIDDEN];
      around = new float[rows * HIDDEN];
    }

    /** Listens to the window that begins there. */
    float[] hear(float[] wave, int from, int passed) {
      float[] window = Arrays.copyOfRange(wave, from, from + samples(rows));
      Running.Inputs inputs =
          graph
              .with("source", window, 1, window.length)
              .with("passed", new long[] {passed})
              .with("state_rows", known, rows, HIDDEN)
              .with("state_around", around, rows, HIDDEN)
              .with("state_coming", coming, AHEAD, HIDDEN)
              .with("state_moments", moments, 11, 11);
      Running.Outputs outputs = inputs.run();
      known = outputs.get("state_rows_next");
      around = outputs.get("state_around_next");
      coming = outputs.get("state_coming_next");
      moments = outputs.get("state_moments_next");
      return outputs.get("features");
    }

    @Override
    public void close() {
      graph.close();
    }
  }

  private static HubertCompiler compiler(Parameters parameters) {
    return new HubertCompiler(CONFIG, parameters);
  }

  /**
   * A sound that is the same in each row has the same norm wherever it is heard; without attention
   * a row that is old enough has then heard all there is to hear.
   */
  @Test
  void rowsThatAreNotNewAreThoseOfTheWholeRecording() {
    int rows = 2 * AHEAD + 8;
    int all = 3 * rows;
    float[] wave = new float[samples(all)];
    for (int i = 0; i < wave.length; i++) {
      double at = 2 * Math.PI * i / HOP;
      wave[i] = (float) (0.2 * Math.sin(3 * at) + 0.1 * Math.sin(17 * at + 1) + 0.05);
    }
    // What tells one row from another comes in by the beginning of the recording alone.
    HubertCompiler compiler = compiler(StreamingHubertTest::withoutAttention);
    try (Running window = Running.of(compiler.features(2, false, 0));
        Stream stream = new Stream(compiler.streaming(2, false), rows)) {
      float[] whole = window.with("source", wave, 1, wave.length).run("features");
      int[] steps = {12, 13, 5, 1, 9, 12, 13};
      int first = 0;
      float[] heard = stream.hear(wave, 0, 7);
      assertRows(whole, first, heard);
      for (int passed : steps) {
        first += passed;
        heard = stream.hear(wave, first * HOP, passed);
        assertRows(whole, first, heard);
      }
    }
  }

  private static void assertRows(float[] whole, int first, float[] heard) {
    int sure = heard.length - AHEAD * HIDDEN;
    float[] expected = Arrays.copyOfRange(whole, first * HIDDEN, first * HIDDEN + sure);
    assertNear(expected, Arrays.copyOf(heard, sure), 1e-4);
  }

  /**
   * What a stream is normalised over is longer than its windows. Where loudness changes slowly,
   * rows that have heard all those around them are so nearer to the whole recording's.
   */
  @Test
  void aStreamIsNearerToTheWholeRecordingThanItsWindows() {
    int rows = 2 * AHEAD + 8;
    int all = 400;
    int passed = 5;
    float[] wave = speech(samples(all));
    HubertCompiler compiler = compiler(StreamingHubertTest::withoutAttention);
    double streamed = 0;
    double windowed = 0;
    try (Running window = Running.of(compiler.features(2, false, 0));
        Stream stream = new Stream(compiler.streaming(2, false), rows)) {
      float[] whole = window.with("source", wave, 1, wave.length).run("features");
      for (int first = 0; first + rows <= all; first += passed) {
        float[] piece = Arrays.copyOfRange(wave, first * HOP, first * HOP + samples(rows));
        float[] alone = window.with("source", piece, 1, piece.length).run("features");
        float[] heard = stream.hear(wave, first * HOP, first == 0 ? rows : passed);
        assertEquals(alone.length, heard.length);
        int settled = (rows - AHEAD - passed) * HIDDEN;
        for (int i = settled; i < settled + passed * HIDDEN; i++) {
          float expected = whole[first * HIDDEN + i];
          streamed += Math.pow(heard[i] - expected, 2);
          windowed += Math.pow(alone[i] - expected, 2);
        }
      }
    }
    assertTrue(streamed < 0.7 * windowed, streamed + " against " + windowed);
  }

  private static float[] speech(int samples) {
    float[] speech = new float[samples];
    double phase = 0;
    for (int i = 0; i < samples; i++) {
      phase += (150 + 40 * Math.sin(2 * Math.PI * i / 16_000)) / 16_000;
      double level = Math.max(0.05, Math.sin(2 * Math.PI * 0.4 * i / 16_000));
      for (int harmonic = 1; harmonic <= 12; harmonic++) {
        speech[i] += (float) (0.1 * level * Math.sin(2 * Math.PI * harmonic * phase) / harmonic);
      }
    }
    return speech;
  }
}
