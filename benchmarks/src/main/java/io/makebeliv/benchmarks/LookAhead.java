package io.makebeliv.benchmarks;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.compile.HubertCompiler;
import io.makebeliv.onnx.compile.HubertConfig;
import io.makebeliv.onnx.compile.Parameters;
import io.makebeliv.onnx.compile.SourceNoise;
import io.makebeliv.onnx.compile.SynthesizerCompiler;
import io.makebeliv.onnx.compile.SynthesizerConfig;
import io.makebeliv.onnx.compile.Trained;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.runtime.Call;
import io.makebeliv.onnx.runtime.ElementType;
import io.makebeliv.onnx.runtime.GraphLoader;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.Tensor;
import io.makebeliv.onnx.runtime.TensorSpec;
import io.makebeliv.onnx.rvc.ContentRows;
import io.makebeliv.onnx.rvc.LatentNoise;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Measures what a stream of an RVC voice loses against the same graph's output of the whole
 * recording: by how little it looks ahead, and by how little of the past attention sees.
 */
public final class LookAhead {

  private static final String HELP =
      """
      Measures what a stream of an RVC voice loses against its output of the whole recording.

        mvn -q -pl benchmarks -am package -DskipTests
        java -cp benchmarks/target/benchmarks.jar io.makebeliv.benchmarks.LookAhead [options]

        --voice FILE      a checkpoint (.pth); without it, one of full size with made-up weights
        --step FRAMES     frames of 10 ms in a step; 6 by default
        --frames N        frames in all; 200 by default
        --encoder         the content encoder instead: what a frame's features lack without what
                          follows it, in a HuBERT of full size with made-up weights
        --help            this text

      Prints signal-to-noise ratio and log-spectral distance (mean over frames of the rms over bins,
      Hann windows of 1024 samples, down to 100 dB below full scale). What made-up weights lose is no
      measure of what trained ones do: they look about more evenly. A voice of your own shows it.
      """;

  private static final int[] LOOK_AHEADS = {0, 2, 4, 8, 16, 35};
  private static final int[] CONTEXTS = {30, 60, 200};
  private static final int USUAL_CONTEXT = 100;
  private static final int USUAL_AHEAD = 4;

  /** What the text encoder's convolutions see ahead in full size, and a little more. */
  private static final int ENCODER_AHEAD = 13;

  private static final int EDGE = 50;
  private static final int SAMPLE_RATE = 16_000;
  private static final int ROW = 320;

  private final SynthesizerConfig config;
  private final LoadedGraph graph;
  private final int reach;
  private final int frames;
  private final int step;
  private final float[] phone;
  private final float[] hertz;
  private final float[] latent;
  private final float[] noise;
  private final float[] whole;

  private LookAhead(SynthesizerConfig config, Parameters parameters, int frames, int step) {
    this.config = config;
    this.frames = frames;
    this.step = step;
    int samples = config.samplesPerFrame();
    phone = content(frames, config.contentChannels());
    hertz = new float[frames];
    for (int k = 0; k < frames; k++) {
      hertz[k] = k % 50 < 8 ? 0 : (float) (180 + 40 * Math.sin(0.05 * k));
    }
    FloatBuffer buffer = FloatBuffer.allocate(config.inter() * frames);
    new LatentNoise(1, config.inter(), LatentNoise.USUAL_SCALE).fill(0, frames, buffer);
    latent = buffer.array();
    buffer = FloatBuffer.allocate(samples * frames);
    new LatentNoise(2, 1, 1).fill(0, samples * frames, buffer);
    noise = buffer.array();
    SynthesizerCompiler compiler =
        new SynthesizerCompiler(config, parameters).sourceNoise(SourceNoise.INPUT);
    try (LoadedGraph windowed = load(compiler.windowed())) {
      whole = whole(windowed);
    }
    graph = load(compiler.streaming());
    reach = Integer.parseInt(graph.metadata().getOrDefault(SynthesizerCompiler.REACH, ""));
  }

  /** Sounds of 80 ms that go over into each other, of rows that have nothing in common. */
  private static float[] content(int frames, int channels) {
    FloatBuffer sounds = FloatBuffer.allocate(channels * (frames / 8 + 2));
    new LatentNoise(3, 1, 0.5f).fill(0, sounds.capacity(), sounds);
    float[] rows = new float[frames * channels];
    for (int k = 0; k < frames; k++) {
      // Rows come every 20 ms, and stand for two frames.
      float at = (k & ~1) % 8 / 8f;
      for (int i = 0; i < channels; i++) {
        float now = sounds.get(k / 8 * channels + i);
        float next = sounds.get((k / 8 + 1) * channels + i);
        rows[k * channels + i] = now + at * (next - now);
      }
    }
    return rows;
  }

  private static LoadedGraph load(Model model) {
    GraphLoader loader = GraphLoader.bytes("made up", model.graphBytes());
    model
        .externalWeights()
        .forEach(
            (name, weight) ->
                loader.weight(name, Tensor.over(((FloatTensor) weight).values(), weight.shape())));
    return loader.load();
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
      Arguments options =
          Arguments.of(
              arguments, Set.of("--help", "--encoder"), Set.of("--voice", "--step", "--frames"));
      if (options.has("--help")) {
        System.out.print(HELP);
        return 0;
      }
      int frames = (int) options.number("--frames", 200, 160, 3000);
      int step = (int) options.number("--step", 6, 1, 100);
      if (options.has("--encoder")) {
        encoder();
        return 0;
      }
      if (options.has("--voice")) {
        Path file = Path.of(options.text("--voice", ""));
        if (!(Trained.open(file) instanceof Trained.Voice voice)) {
          throw new IllegalArgumentException(file + " is no RVC voice; give its small checkpoint.");
        }
        print(file.toString(), voice.config(), voice.parameters(), frames, step);
      } else {
        SynthesizerConfig config = SynthesizerConfig.standard("v2", 40_000, true);
        Parameters made = Parameters.synthetic(1);
        print("made up, v2, 40 kHz, full size", config, made, frames, step);
      }
      return 0;
    } catch (IllegalArgumentException | ModelException e) {
      System.err.println(e.getMessage());
      return 2;
    }
  }

  private static void print(
      String name, SynthesizerConfig config, Parameters parameters, int frames, int step) {
    System.out.printf(
        Locale.ROOT,
        """
        %s: steps of %d frames.

        | attention | look-ahead (frames) | context (frames) | SNR (dB) | log-spectral distance (dB) |
        |:--|--:|--:|--:|--:|
        """,
        name,
        step);
    // Without attention, what is left is the look-ahead's alone.
    Parameters local =
        (weight, shape) ->
            weight.contains(".conv_o.")
                ? FloatTensor.allocate(shape)
                : parameters.take(weight, shape);
    LookAhead alone = new LookAhead(config, local, frames, step);
    for (int ahead : LOOK_AHEADS) {
      alone.print("none", ahead, USUAL_CONTEXT);
    }
    alone.print("none", alone.reach + ENCODER_AHEAD, USUAL_CONTEXT);
    alone.graph.close();
    LookAhead attentive = new LookAhead(config, parameters, frames, step);
    for (int ahead : LOOK_AHEADS) {
      attentive.print("as trained", ahead, USUAL_CONTEXT);
    }
    attentive.print("as trained", attentive.reach + ENCODER_AHEAD, USUAL_CONTEXT);
    for (int context : CONTEXTS) {
      attentive.print("as trained", USUAL_AHEAD, context);
    }
    attentive.graph.close();
  }

  private void print(String attention, int ahead, int context) {
    float[] streamed = stream(ahead, context);
    int samples = config.samplesPerFrame();
    float[] expected = Arrays.copyOfRange(whole, EDGE * samples, (frames - 2 * EDGE) * samples);
    float[] actual = Arrays.copyOfRange(streamed, EDGE * samples, (frames - 2 * EDGE) * samples);
    LogSpectralDistance distance = new LogSpectralDistance();
    distance.add(expected, actual);
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %d | %.1f | %.2f |%n",
        attention,
        ahead,
        context,
        snr(expected, actual),
        distance.mean());
  }

  private float[] whole(LoadedGraph windowed) {
    int samples = config.samplesPerFrame();
    Tensor audio = Tensor.of(ElementType.FLOAT, 1, 1, (long) frames * samples);
    Call.Builder builder = windowed.call();
    builder
        .input("phone", floats(phone, 1, frames, config.contentChannels()))
        .input("ds", number(0, 1))
        .input("rnd", floats(latent, 1, config.inter(), frames))
        .input("skip_head", number(0))
        .input("return_length", number(frames));
    if (config.f0()) {
      Tensor pitch = Tensor.of(ElementType.INT64, 1, frames);
      coarse(pitch, 0, frames);
      builder
          .input("pitch", pitch)
          .input("pitchf", floats(hertz, 1, frames))
          .input("noise", floats(noise, 1, frames, samples))
          .input("phase", Tensor.of(ElementType.FLOAT, 1));
    }
    try (Call call = builder.output("audio", audio).prepare()) {
      call.run();
      float[] result = new float[frames * samples];
      audio.get(0, result, 0, result.length);
      return result;
    }
  }

  /** The stream without what it is late by. */
  private float[] stream(int lookAhead, int context) {
    int samples = config.samplesPerFrame();
    int taken = lookAhead < reach + ENCODER_AHEAD ? 0 : reach;
    int driven = step + reach - taken;
    int window = context + step + lookAhead;
    int channels = config.contentChannels();
    Tensor content = Tensor.of(ElementType.FLOAT, 1, window, channels);
    Tensor pitch = Tensor.of(ElementType.INT64, 1, window);
    Tensor head = number(0);
    Tensor rnd = Tensor.of(ElementType.FLOAT, 1, config.inter(), driven);
    Tensor audio = Tensor.of(ElementType.FLOAT, 1, 1, (long) step * samples);
    Tensor pitchHz = Tensor.of(ElementType.FLOAT, 1, driven);
    Tensor source = Tensor.of(ElementType.FLOAT, 1, driven, samples);
    Call.Builder builder = graph.call();
    builder
        .input("phone", content)
        .input("ds", number(0, 1))
        .input("head", head)
        .input("steps", number(step))
        .input("ahead", number(taken))
        .input("rnd", rnd);
    if (config.f0()) {
      builder.input("pitch", pitch).input("pitchf", pitchHz).input("noise", source);
    }
    for (TensorSpec input : graph.inputs()) {
      if (input.name().startsWith("state_") || input.name().equals("phase")) {
        long[] shape = input.shape().stream().mapToLong(Long::longValue).toArray();
        builder.state(
            input.name(),
            input.name() + "_next",
            Tensor.of(ElementType.FLOAT, shape),
            Tensor.of(ElementType.FLOAT, shape));
      }
    }
    float[] result = new float[(frames + 2 * step) * samples];
    try (Call call = builder.output("audio", audio).prepare()) {
      // Whole steps; what is late lies before the recording's first frame.
      for (int from = -taken; from + step <= frames; from += step) {
        int first = from + taken;
        // The window ends as much after the chunk as the stream looks ahead.
        int start = from - context;
        int end = Math.min(from + step + lookAhead, frames);
        for (int k = 0; k < window; k++) {
          content.put(k * channels, phone, clamped(start + k, end) * channels, channels);
        }
        coarse(pitch, start, window);
        head.putLong(0, first - start);
        for (int k = 0; k < driven; k++) {
          int at = clamped(first + k, end);
          boolean known = first + k < end;
          pitchHz.put(k, hertz[at]);
          for (int i = 0; i < samples; i++) {
            source.put(k * samples + i, known ? noise[at * samples + i] : 0);
          }
          for (int i = 0; i < config.inter(); i++) {
            rnd.put(i * driven + k, known ? latent[i * frames + at] : 0);
          }
        }
        call.run();
        if (from >= 0) {
          audio.get(0, result, from * samples, step * samples);
        }
      }
    }
    return result;
  }

  private static int clamped(int frame, int end) {
    return Math.max(0, Math.min(frame, end - 1));
  }

  private void coarse(Tensor pitch, int start, int count) {
    for (int k = 0; k < count; k++) {
      float hz = hertz[clamped(start + k, frames)];
      double mel = 1127 * Math.log(1 + hz / 700);
      double place = (mel - 77.755) * 254 / (1064.408 - 77.755) + 1;
      pitch.putLong(k, Math.round(Math.max(1, Math.min(255, place))));
    }
  }

  private static Tensor number(long value, long... shape) {
    Tensor tensor = Tensor.of(ElementType.INT64, shape);
    tensor.putLong(0, value);
    return tensor;
  }

  private static Tensor floats(float[] values, long... shape) {
    Tensor tensor = Tensor.of(ElementType.FLOAT, shape);
    tensor.put(0, values, 0, values.length);
    return tensor;
  }

  private static double snr(float[] expected, float[] actual) {
    double power = 0;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      power += (double) expected[i] * expected[i];
      error += ((double) actual[i] - expected[i]) * (actual[i] - expected[i]);
    }
    return 10 * Math.log10(power / Math.max(error, 1e-30));
  }

  /** How far a frame's features are from what they are with a second behind it. */
  private static void encoder() {
    HubertConfig config = HubertConfig.base();
    int past = SAMPLE_RATE;
    List<Integer> rights = List.of(0, 2, 4, 8, 16, 32, 64);
    float[] speech = new float[3 * SAMPLE_RATE];
    new SpokenTape(SAMPLE_RATE).read(speech, speech.length);
    System.out.print(
        """
        HuBERT of full size, weights made up: error of a frame's row against that with a second of
        right context, rms over rms, in dB.

        | right context (frames) | error (dB) |
        |--:|--:|
        """);
    try (LoadedGraph graph =
        load(
            new HubertCompiler(config, Parameters.synthetic(1))
                .features(config.layers(), false, 0))) {
      for (int right : rights) {
        double error = 0;
        double power = 0;
        for (int at = past; at < 2 * past; at += past / 5) {
          float[] full = rows(graph, speech, at - past, at + past);
          float[] cut = rows(graph, speech, at - past, at + right * ROW / 2);
          // The row of the frame that ends there; without right context the last there is.
          int width = full.length / ContentRows.rows(2 * past);
          int wanted = past / ROW - 1;
          int given = Math.min(wanted, cut.length / width - 1);
          for (int i = 0; i < width; i++) {
            double d = full[wanted * width + i] - cut[given * width + i];
            error += d * d;
            power += (double) full[wanted * width + i] * full[wanted * width + i];
          }
        }
        System.out.printf(Locale.ROOT, "| %d | %.1f |%n", right, 10 * Math.log10(error / power));
      }
    }
  }

  private static float[] rows(LoadedGraph graph, float[] speech, int from, int until) {
    float[] window = Arrays.copyOfRange(speech, from, until);
    Tensor wave = floats(window, 1, window.length);
    TensorSpec features = graph.outputsFor(Map.of("source", wave)).get(0);
    Tensor rows =
        Tensor.of(features.type(), features.shape().stream().mapToLong(Long::longValue).toArray());
    try (Call call = graph.call().input("source", wave).output(features.name(), rows).prepare()) {
      call.run();
      float[] result = new float[rows.elements()];
      rows.get(0, result, 0, result.length);
      return result;
    }
  }
}
