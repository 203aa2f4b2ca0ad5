package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.onnx.RvcExport;
import io.makebeliv.onnx.RvcFiles;
import io.makebeliv.onnx.RvcSettings;
import io.makebeliv.onnx.TestGraph;
import io.makebeliv.onnx.compile.Running;
import io.makebeliv.onnx.f0.CoarsePitch;
import io.makebeliv.onnx.runtime.GraphLoader;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What comes out of a stream against what the same graph makes of the whole recording at once. The
 * encoder here sees no further than a row, and the pitch is constant, so that both are given the
 * same: what differs is how far attention sees, and where the decoder is cut off.
 */
final class StreamAgainstWholeTest {

  private static final int CHANNELS = 32;
  private static final int LATENT = 16;
  private static final int CHUNKS = 30;
  private static final int FRAMES = 10 * CHUNKS;
  private static final int SAMPLES = 400;
  private static final float HERTZ = 213;
  private static final long SEED = 5;
  private static final float LATENT_NOISE = 0.66666f;

  @TempDir private Path folder;

  @Test
  void chunksAreWhereAndWhatTheyWouldBeInTheWhole() {
    Path voice = folder.resolve("voice.onnx");
    RvcExport.of(
            RvcFiles.narrowed("tiny-v2-40k-f0.pth", CHANNELS)
                .write(folder.resolve("voice.pth"), "weight"))
        .write(voice);
    Path encoder = encoder().write(folder.resolve("encoder.onnx"));
    Path pitch = pitch().write(folder.resolve("pitch.onnx"));
    float[] speech = RvcFiles.speech(FRAMES * 160);
    float[] whole = whole(voice, encoder, speech);

    RvcParts parts =
        new RvcParts(
            Synthesizer.of(GraphLoader.file(voice).load()),
            new ContentEncoder(GraphLoader.file(encoder).load()),
            PitchModel.of(GraphLoader.file(pitch).load()),
            null);
    try (parts) {
      for (int context : new int[] {300, 500, 1000, 1500}) {
        RvcSettings settings =
            RvcSettings.defaults().context(context).noise(LATENT_NOISE).rmsMix(1);
        int late = Plan.of(settings, parts.synthesizer()).tail() * SAMPLES;
        float[] streamed = stream(parts, settings, speech, late);
        // Behind the start, where the stream has silence before it and the whole has nothing.
        int from = (context / 10 + 20) * SAMPLES;
        int until = (FRAMES - 40) * SAMPLES;
        float[] expected = Arrays.copyOfRange(whole, from, until);
        float[] actual = Arrays.copyOfRange(streamed, from + late, until + late);
        Difference difference = Difference.of(expected, actual);
        if (Boolean.getBoolean("makebeliv.figures")) {
          System.out.printf("context %d ms: %s%n", context, difference);
        }
        assertTrue(difference.error < 0.1 * difference.peak, difference::toString);
        // The windows of a stream begin on odd frames: its rows lie 10 ms beside those of the
        // whole.
        assertTrue(difference.spectralDb < 1.5, difference::toString);
        // It fits there and nowhere beside.
        float[] displaced = Arrays.copyOfRange(streamed, from + late + 1, until);
        assertTrue(Difference.of(expected, displaced).error > difference.error, "it is displaced");
      }
    }
  }

  private static float[] stream(RvcParts parts, RvcSettings settings, float[] speech, int late) {

    try (RvcSession session = new RvcSession(parts, settings, new StreamContext(16_000, SEED))) {
      int in = session.format().inputStep();
      int out = session.format().outputStep();
      float[] audio = new float[speech.length / in * out];
      float[] step = new float[out];
      StepControls controls = new StepControls(in);
      for (int i = 0; i < speech.length / in; i++) {
        session.convert(Arrays.copyOfRange(speech, i * in, (i + 1) * in), step, controls);
        System.arraycopy(step, 0, audio, i * out, out);
      }
      assertEquals(late, session.format().latency());
      return audio;
    }
  }

  /** As the stream's own rooms would feed it, but once. */
  private static float[] whole(Path voice, Path encoder, float[] speech) {
    // The windows of a stream begin on odd frames, and so do its rows.
    float[] later = Arrays.copyOfRange(speech, 160, speech.length);
    float[] columns;
    try (Running hearing = Running.of(encoder)) {
      columns = hearing.with("source", later, 1, 1, later.length).run("features");
    }
    int rows = columns.length / CHANNELS;
    float[] phone = new float[FRAMES * CHANNELS];
    for (int frame = 0; frame < FRAMES; frame++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        int row = Math.min(rows - 1, Math.max(0, frame - 1) / 2);
        phone[frame * CHANNELS + channel] = columns[channel * rows + row];
      }
    }
    long[] coarse = new long[FRAMES];
    Arrays.fill(coarse, CoarsePitch.of(HERTZ));
    float[] hertz = new float[FRAMES];
    Arrays.fill(hertz, HERTZ);
    FloatBuffer latent = FloatBuffer.allocate(LATENT * FRAMES);
    new LatentNoise(SEED, LATENT, LATENT_NOISE).fill(0, FRAMES, latent);
    FloatBuffer source = FloatBuffer.allocate(FRAMES * SAMPLES);
    new LatentNoise(SEED ^ RvcSession.SOURCE, 1, 1).fill(0, FRAMES * SAMPLES, source);
    try (Running speaking = Running.of(voice)) {
      return speaking
          .with("phone", phone, 1, FRAMES, CHANNELS)
          .with("pitch", coarse, 1, FRAMES)
          .with("pitchf", hertz, 1, FRAMES)
          .with("ds", new long[] {0}, 1)
          .with("rnd", latent.array(), 1, LATENT, FRAMES)
          .with("noise", source.array(), 1, FRAMES, SAMPLES)
          .with("phase", new float[] {0}, 1)
          .with("skip_head", new long[] {0})
          .with("return_length", new long[] {FRAMES})
          .run("audio");
    }
  }

  /** Rows of a convolution over just the samples that a row of HuBERT sees first. */
  private static TestGraph encoder() {
    float[] taps = new float[CHANNELS * 400];
    for (int i = 0; i < taps.length; i++) {
      taps[i] = (float) (0.2 * Math.sin(0.001 * (i / 400 + 1) * (i % 400) * (i % 400)));
    }
    return new TestGraph()
        .input("source", TestGraph.FLOAT, 1, 1, "samples")
        .output("features", TestGraph.FLOAT, 1, CHANNELS, "rows")
        .weight("taps", taps, CHANNELS, 1, 400)
        .node("Conv", "source taps", "features", TestGraph.ints("strides", 320));
  }

  private static TestGraph pitch() {
    return new TestGraph()
        .input("mel", TestGraph.FLOAT, 1, 128, "frames")
        .output("pitchf", TestGraph.FLOAT, 1, "frames")
        .weight("zero", new float[] {0})
        .weight("hertz", new float[] {HERTZ})
        .node(
            "ReduceMean",
            "mel",
            "mean",
            TestGraph.ints("axes", 1),
            TestGraph.integer("keepdims", 0))
        .node("Mul", "mean zero", "nothing")
        .node("Add", "nothing hertz", "pitchf");
  }

  /**
   * Between two signals.
   *
   * @param peak of the first
   * @param error the biggest
   * @param rms of the error over that of the first
   * @param spectralDb mean over frames of the rms over bins of the difference of their levels
   */
  private record Difference(double peak, double error, double rms, double spectralDb) {

    private static final int WINDOW = 1024;

    static Difference of(float[] expected, float[] actual) {
      double peak = 0;
      double error = 0;
      double missed = 0;
      double power = 0;
      int count = Math.min(expected.length, actual.length);
      for (int i = 0; i < count; i++) {
        peak = Math.max(peak, Math.abs(expected[i]));
        double e = actual[i] - expected[i];
        error = Math.max(error, Math.abs(e));
        missed += e * e;
        power += expected[i] * expected[i];
      }
      double sum = 0;
      int windows = 0;
      for (int at = 0; at + WINDOW <= count; at += WINDOW / 4) {
        double[] a = levels(expected, at);
        double[] b = levels(actual, at);
        double squares = 0;
        for (int bin = 0; bin < a.length; bin++) {
          squares += (a[bin] - b[bin]) * (a[bin] - b[bin]);
        }
        sum += Math.sqrt(squares / a.length);
        windows++;
      }
      return new Difference(peak, error, Math.sqrt(missed / power), sum / windows);
    }

    private static double[] levels(float[] signal, int at) {
      double[] spectrum = new double[WINDOW];
      for (int i = 0; i < WINDOW; i++) {
        spectrum[i] = signal[at + i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / WINDOW));
      }
      new DoubleFFT_1D(WINDOW).realForward(spectrum);
      double[] levels = new double[WINDOW / 2 - 1];
      for (int bin = 1; bin < WINDOW / 2; bin++) {
        double re = spectrum[2 * bin];
        double im = spectrum[2 * bin + 1];
        levels[bin - 1] = 10 * Math.log10(re * re + im * im + 1e-10);
      }
      return levels;
    }
  }
}
