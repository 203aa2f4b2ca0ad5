package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.LatencyLedger;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.onnx.Driven;
import io.makebeliv.onnx.RvcExport;
import io.makebeliv.onnx.RvcFiles;
import io.makebeliv.onnx.RvcSettings;
import io.makebeliv.onnx.RvcVoice;
import io.makebeliv.onnx.TestGraph;
import io.makebeliv.onnx.checkpoint.Checkpoint;
import io.makebeliv.onnx.checkpoint.StateDict;
import io.makebeliv.onnx.checkpoint.TestCheckpoint;
import io.makebeliv.onnx.compile.Running;
import io.makebeliv.onnx.f0.CoarsePitch;
import io.makebeliv.onnx.runtime.GraphLoader;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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

  /** How far flow and decoder look ahead. */
  private static final int REACH = 35;

  /** With the text encoder, and a row that is missing at a window's end. */
  private static final int ALL_AHEAD = REACH + Plan.ENCODER_AHEAD;

  @TempDir private Path folder;

  @Test
  void chunksAreWhereAndWhatTheyWouldBeInTheWhole() {
    Networks networks = networks(checkpoint(), encoder(0.2));
    float[] speech = RvcFiles.speech(FRAMES * 160);
    float[] whole = whole(networks, speech);
    for (Path voice : List.of(networks.windowed, networks.streaming)) {
      try (RvcParts parts = networks.load(voice)) {
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
            System.out.printf("%s, context %d ms: %s%n", voice, context, difference);
          }
          assertTrue(difference.error < 0.1 * difference.peak, difference::toString);
          // The windows of a stream begin on odd frames: its rows lie 10 ms beside those of the
          // whole.
          assertTrue(difference.spectralDb < 1.5, difference::toString);
          // It fits there and nowhere beside.
          float[] displaced = Arrays.copyOfRange(streamed, from + late + 1, until);
          assertTrue(
              Difference.of(expected, displaced).error > difference.error, "it is displaced");
        }
      }
    }
  }

  /** Whatever is looked ahead to, a frame that is taken has a past as well. */
  @Test
  void aLongLookAheadLeavesThePastItsRoom() {
    Networks networks = networks(checkpoint(), encoder(0.2));
    float[] speech = RvcFiles.speech(FRAMES * 160);
    float[] whole = whole(networks, speech);
    try (RvcParts parts = networks.load(networks.streaming)) {
      for (int chunk : new int[] {20, 60, 250}) {
        for (int lookAhead : new int[] {20, 30, 35, 47, 48, 70, 100}) {
          RvcSettings settings =
              RvcSettings.defaults()
                  .chunk(chunk)
                  .context(300)
                  .noise(LATENT_NOISE)
                  .rmsMix(1)
                  .lookAhead(lookAhead);
          int late = lookAhead * SAMPLES;
          float[] streamed = stream(parts, settings, speech, late);
          int from = 110 * SAMPLES;
          int until = (FRAMES - 130) * SAMPLES;
          Difference difference =
              Difference.of(
                  Arrays.copyOfRange(whole, from, until),
                  Arrays.copyOfRange(streamed, from + late, until + late));
          if (Boolean.getBoolean("makebeliv.figures")) {
            System.out.printf("chunk %d ms, look-ahead %d: %s%n", chunk, lookAhead, difference);
          }
          assertTrue(difference.rms < 0.011, chunk + ", " + lookAhead + ": " + difference);
        }
      }
    }
  }

  /** What is carried is exact, whatever the steps, where the encoders say the same of a frame. */
  @Test
  void withAllToLookAheadToAStreamIsTheWhole() {
    Networks networks = networks(withoutAttention(), encoder(0));
    float[] speech = RvcFiles.speech(FRAMES * 160);
    float[] whole = whole(networks, speech);
    try (RvcParts parts = networks.load(networks.streaming)) {
      for (int chunk : new int[] {20, 30, 60, 100, 250}) {
        RvcSettings settings =
            RvcSettings.defaults()
                .chunk(chunk)
                .context(800)
                .noise(LATENT_NOISE)
                .rmsMix(1)
                .lookAhead(ALL_AHEAD);
        assertTrue(Plan.of(settings, parts.synthesizer()).ahead() > 0, "nothing is taken ahead");
        int late = ALL_AHEAD * SAMPLES;
        float[] streamed = stream(parts, settings, speech, late);
        // With less, nothing is taken ahead; all that flow and decoder look ahead to is there.
        float[] shorter = stream(parts, settings.lookAhead(REACH), speech, REACH * SAMPLES);
        int from = 2 * ALL_AHEAD * SAMPLES;
        int until = (FRAMES - 2 * ALL_AHEAD) * SAMPLES;
        float[] expected = Arrays.copyOfRange(whole, from, until);
        assertArrayEquals(expected, Arrays.copyOfRange(streamed, from + late, until + late), 2e-6f);
        int sooner = REACH * SAMPLES;
        assertArrayEquals(
            expected, Arrays.copyOfRange(shorter, from + sooner, until + sooner), 2e-6f);
      }
    }
  }

  /**
   * The session's ledger against the lag at which what comes out fits best what the voice alone
   * says, whose own delay is exact. Without noise: that of a session is another one. The sine that
   * drives a voice begins with the voice's first sample, not with the session's, so that its lag
   * does not show what the input waits for.
   */
  @Test
  void itIsAsLateAsTheLedgerSays() {
    Networks networks = networks(checkpoint(), encoder(0.2));
    float[] speech = RvcFiles.speech(FRAMES * 160);
    for (int lookAhead : new int[] {0, 4, ALL_AHEAD}) {
      RvcSettings settings =
          RvcSettings.defaults().chunk(60).noise(0).rmsMix(1).lookAhead(lookAhead);
      float[] alone;
      try (RvcParts parts = networks.load(networks.streaming)) {
        alone = stream(parts, settings, speech, lookAhead * SAMPLES);
      }
      try (RvcVoice voice =
          RvcVoice.from(networks.streaming)
              .encoder(networks.encoder)
              .pitchModel(networks.pitch)
              .settings(settings)
              .load()) {
        for (int rate : new int[] {16_000, 40_000, 44_100, 48_000}) {
          float[] input = new float[(int) ((long) speech.length * rate / 16_000)];
          for (int i = 0; i < input.length; i++) {
            input[i] = between(speech, 16_000.0 * i / rate);
          }
          float[] output = new float[input.length];
          double total;
          double shown;
          try (VoiceSession session = converter(voice).openSession(rate)) {
            session.process(input, 0, output, 0, input.length);
            LatencyLedger ledger = session.latency();
            total = 1e3 * ledger.totalFrames() / rate;
            shown =
                1e3
                    / rate
                    * ledger.stages().stream()
                        .filter(stage -> !stage.name().equals("input resampler"))
                        .mapToDouble(LatencyLedger.Stage::frames)
                        .sum();
          }
          double measured = lagMs(alone, output, rate, shown - 10 * lookAhead) + 10 * lookAhead;
          if (Boolean.getBoolean("makebeliv.figures")) {
            System.out.printf(
                "%d Hz, look-ahead %d frames, chunk 60 ms: ledger %.3f ms, of which %.3f show, measured %.3f ms%n",
                rate, lookAhead, total, shown, measured);
          }
          assertEquals(shown, measured, 1e3 / rate + 0.01);
          // The chunk, what it looks ahead to, and the ways to and from the voice's rates.
          assertEquals(60 + 10 * lookAhead, total, 7);
        }
      }
    }
  }

  private static VoiceConverter converter(RvcVoice voice) {
    return VoiceConverter.builder()
        .backend(voice)
        .fluctuation(Fluctuation.off())
        .seed(SEED)
        .build();
  }

  private static float between(float[] x, double at) {
    int k = Math.min((int) at, x.length - 2);
    return (float) (x[k] + (at - k) * (x[k + 1] - x[k]));
  }

  /** How late {@code output} is for the best fit, around what is expected. */
  private static double lagMs(float[] spoken, float[] output, int rate, double expected) {
    double best = 0;
    double most = 0;
    for (double lag = expected - 1; lag <= expected + 1; lag += 0.01) {
      double sum = 0;
      double power = 0;
      for (int i = rate; i < 2.4 * rate; i++) {
        double reference = between(spoken, 40_000.0 * i / rate - 40 * lag);
        sum += output[i] * reference;
        power += reference * reference;
      }
      if (sum / Math.sqrt(power) > most) {
        most = sum / Math.sqrt(power);
        best = lag;
      }
    }
    return best;
  }

  private static TestCheckpoint checkpoint() {
    return RvcFiles.narrowed("tiny-v2-40k-f0.pth", CHANNELS);
  }

  /** A voice whose frames know only their neighbours. */
  private static TestCheckpoint withoutAttention() {
    StateDict weights = Checkpoint.open(RvcFiles.golden("tiny-v2-40k-f0.pth")).weights();
    TestCheckpoint voice = checkpoint();
    for (String name : weights.names()) {
      if (name.contains("conv_o.")) {
        long[] shape = weights.shape(name);
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        voice.tensor(name, FloatBuffer.allocate(count), shape);
      }
    }
    return voice;
  }

  /** The files of a voice, whose synthesizer is laid out in two ways. */
  private record Networks(Path windowed, Path streaming, Path encoder, Path pitch) {

    RvcParts load(Path voice) {
      return new RvcParts(
          Synthesizer.of(GraphLoader.file(voice).load()),
          new ContentEncoder(GraphLoader.file(encoder).load()),
          PitchModel.of(GraphLoader.file(pitch).load()),
          null);
    }
  }

  private Networks networks(TestCheckpoint voice, TestGraph encoder) {
    Path pth = voice.write(folder.resolve("voice.pth"), "weight");
    Path windowed = folder.resolve("windowed.onnx");
    Path streaming = folder.resolve("streaming.onnx");
    RvcExport.of(pth).layout(RvcExport.Layout.WINDOWED).write(windowed);
    RvcExport.of(pth).layout(RvcExport.Layout.STREAMING).write(streaming);
    return new Networks(
        windowed,
        streaming,
        encoder.write(folder.resolve("encoder.onnx")),
        pitch().write(folder.resolve("pitch.onnx")));
  }

  private static float[] stream(RvcParts parts, RvcSettings settings, float[] speech, int late) {
    try (Driven session =
        new Driven(new RvcSession(parts, settings, new StreamContext(16_000, SEED)))) {
      assertEquals(late, session.format().latency());
      return session.convert(speech);
    }
  }

  /** As the stream's own rooms would feed it, but once. */
  private static float[] whole(Networks networks, float[] speech) {
    // The windows of a stream begin on odd frames, and so do its rows.
    float[] later = Arrays.copyOfRange(speech, 160, speech.length);
    float[] columns;
    try (Running hearing = Running.of(networks.encoder)) {
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
    try (Running speaking = Running.of(networks.windowed)) {
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

  /**
   * Rows of a convolution over just the samples that a row of HuBERT sees first, and what is always
   * in them.
   */
  private static TestGraph encoder(double loudness) {
    float[] taps = new float[CHANNELS * 400];
    for (int i = 0; i < taps.length; i++) {
      taps[i] = (float) (loudness * Math.sin(0.001 * (i / 400 + 1) * (i % 400) * (i % 400)));
    }
    float[] always = new float[CHANNELS];
    for (int i = 0; i < always.length; i++) {
      always[i] = (float) Math.sin(i);
    }
    return new TestGraph()
        .input("source", TestGraph.FLOAT, 1, 1, "samples")
        .output("features", TestGraph.FLOAT, 1, CHANNELS, "rows")
        .weight("taps", taps, CHANNELS, 1, 400)
        .weight("always", always, CHANNELS)
        .node("Conv", "source taps always", "features", TestGraph.ints("strides", 320));
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
