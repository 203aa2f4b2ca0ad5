package io.makebeliv.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.onnx.Numbers;
import io.makebeliv.onnx.OnnxOptions;
import io.makebeliv.onnx.RvcSettings;
import io.makebeliv.onnx.RvcVoice;
import io.makebeliv.onnx.compile.HubertCompiler;
import io.makebeliv.onnx.compile.HubertConfig;
import io.makebeliv.onnx.compile.Parameters;
import io.makebeliv.onnx.compile.RmvpeCompiler;
import io.makebeliv.onnx.compile.RmvpeConfig;
import io.makebeliv.onnx.compile.SynthesizerCompiler;
import io.makebeliv.onnx.compile.SynthesizerConfig;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.runtime.Call;
import io.makebeliv.onnx.runtime.ElementType;
import io.makebeliv.onnx.runtime.GraphLoader;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.Tensor;
import io.makebeliv.onnx.rvc.ContentRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Measures what an RVC voice costs on a stream, beside the usual way to run it, on networks of full
 * size whose weights are made up: what they say means nothing, what they cost is the same.
 */
public final class RvcCost {

  private static final String HELP =
      """
      Measures what an RVC voice costs on a stream, beside the usual way to run it.

        mvn -q -pl benchmarks -am package -DskipTests
        java -cp benchmarks/target/benchmarks.jar io.makebeliv.benchmarks.RvcCost [options]

        --quick           three turns instead of nine
        --turns N         how many turns of each
        --threads N       threads of ONNX Runtime; 1 by default
        --rate HZ         of the voice: 32000, 40000 (by default) or 48000
        --block MS        this block alone instead of 100 and 250
        --context MS      this context alone instead of 500, 1000 and 2500
        --help            this text

      Prints CPU time of a block as medians over turns, in which each takes its turn, and medians of
      the ratios within a turn. The usual way: encoder and synthesizer (the WebUI's layout) see the
      whole window, RMVPE its end, blocks are joined by a search. Ours: the same graph given less
      ("trimmed"), and the graph that is told which frames are asked for ("windowed"), in floating point
      and of bytes ("int8"), with the log-spectral distance between what these two put out. Load is
      CPU time over the time of a block and the cores of a machine of two. What is not the networks'
      is measured on networks that cost nothing. Needs 4 GB of memory and 1.2 GB of
      disk space.
      """;

  private static final int CHANNELS = 768;
  private static final int LATENT = 192;
  private static final int SAMPLE_RATE = 16_000;
  private static final int CORES = 2;
  private static final int WARM_UP = 20;
  private static final int FREE_STEPS = 40;

  private final int turns;
  private final int rate;
  private final LongSupplier cpuNanos;
  private final RvcVoice trimmed;
  private final RvcVoice windowed;
  private final RvcVoice bytes;
  private final RvcVoice free;
  private final RvcVoice freeWindowed;
  private final LoadedGraph encoder;
  private final LoadedGraph encoderOfBytes;
  private final LoadedGraph pitchModel;
  private final LoadedGraph synthesizer;

  private RvcCost(Networks files, int turns, int rate, int threads) {
    this.turns = turns;
    this.rate = rate;
    cpuNanos = threads == 1 ? RvcCost::threadNanos : RvcCost::processNanos;
    OnnxOptions options = OnnxOptions.defaults().threads(threads);
    trimmed = files.voice("trimmed", options);
    windowed = files.voice("windowed", options);
    bytes = files.voice("bytes", "encoder-bytes", "pitch", options);
    free = files.freeVoice("free", options);
    freeWindowed = files.freeVoice("free-windowed", options);
    encoder = files.graph("encoder", options);
    encoderOfBytes = files.graph("encoder-bytes", options);
    pitchModel = files.graph("pitch", options);
    synthesizer = files.graph("trimmed", options);
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
              arguments,
              Set.of("--help", "--quick"),
              Set.of("--turns", "--threads", "--rate", "--block", "--context"));
      if (options.has("--help")) {
        System.out.print(HELP);
        return 0;
      }
      int turns = (int) options.number("--turns", options.has("--quick") ? 3 : 9, 1, 1000);
      int threads = (int) options.number("--threads", 1, 1, 64);
      int rate = (int) options.number("--rate", 40_000, 32_000, 48_000);
      if (rate % 8000 != 0) {
        throw new IllegalArgumentException("--rate must be 32000, 40000 or 48000, was " + rate);
      }
      int[] blocks = choice(options, "--block", 20, 1000, 100, 250);
      int[] contexts = choice(options, "--context", 300, 3000, 500, 1000, 2500);
      measure(turns, threads, rate, blocks, contexts);
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (IOException e) {
      System.err.println(e);
      return 1;
    }
  }

  private static int[] choice(Arguments options, String name, int least, int most, int... all) {
    int one = (int) options.number(name, least, least, most);
    return options.has(name) ? new int[] {one} : all;
  }

  private static void measure(int turns, int threads, int rate, int[] blocks, int[] contexts)
      throws IOException {
    try (Networks files = new Networks(rate)) {
      RvcCost cost = new RvcCost(files, turns, rate, threads);
      try {
        System.out.printf(
            Locale.ROOT,
            """
            A voice of version 2 at %d Hz, %d thread%s; CPU milliseconds a block.

            | block | context | usual way | of it encoder / pitch / synthesizer | trimmed | windowed \
            | of both encoder / pitch | rest of windowed | own part of trimmed / windowed \
            | usual / trimmed | usual / windowed | CPU seconds a second, usual / trimmed / windowed \
            | int8 | of it encoder | windowed / int8 | CPU seconds a second | load of two cores, \
            windowed / int8 | distance dB |
            |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """,
            rate,
            threads,
            threads == 1 ? "" : "s");
        for (int block : blocks) {
          for (int context : contexts) {
            cost.print(block, context);
          }
        }
      } finally {
        cost.close();
      }
    }
  }

  private void print(int block, int context) {
    double[] usual = new double[turns];
    double[] heard = new double[turns];
    double[] followed = new double[turns];
    double[] spoken = new double[turns];
    double[] ours = new double[turns];
    double[] told = new double[turns];
    double[] encoding = new double[turns];
    double[] following = new double[turns];
    double[] ofBytes = new double[turns];
    double[] encodingBytes = new double[turns];
    LogSpectralDistance distance = new LogSpectralDistance();
    try (StandardRecipe recipe =
            new StandardRecipe(
                encoder,
                pitchModel,
                synthesizer,
                CHANNELS,
                rate,
                block / 1e3,
                context / 1e3,
                cpuNanos);
        Speech trim = new Speech(trimmed, block, context);
        Speech window = new Speech(windowed, block, context);
        Speech small = new Speech(bytes, block, context);
        Bare listen = bareEncoder(encoder, block, context);
        Bare listenBytes = bareEncoder(encoderOfBytes, block, context);
        Bare follow = barePitch(block)) {
      float[] input = new float[recipe.inputStep()];
      float[] output = new float[recipe.outputStep()];
      SpokenTape tape = new SpokenTape(SAMPLE_RATE);
      for (int i = -1; i < turns; i++) {
        tape.read(input, input.length);
        long encoderNanos = recipe.encoderNanos();
        long pitchNanos = recipe.pitchNanos();
        long synthesizerNanos = recipe.synthesizerNanos();
        double a = millis(() -> recipe.step(input, output));
        double b = millis(trim);
        double c = millis(window);
        double d = millis(listen);
        double e = millis(follow);
        double f = millis(small);
        double g = millis(listenBytes);
        distance.add(window.output, small.output);
        if (i < 0) {
          // The first turn warms up.
          continue;
        }
        usual[i] = a;
        heard[i] = (recipe.encoderNanos() - encoderNanos) / 1e6;
        followed[i] = (recipe.pitchNanos() - pitchNanos) / 1e6;
        spoken[i] = (recipe.synthesizerNanos() - synthesizerNanos) / 1e6;
        ours[i] = b;
        told[i] = c;
        encoding[i] = d;
        following[i] = e;
        ofBytes[i] = f;
        encodingBytes[i] = g;
      }
    }
    double own = own(free, block, context);
    double ownWindowed = own(freeWindowed, block, context);
    double rest = median(told) - median(encoding) - median(following);
    System.out.printf(
        Locale.ROOT,
        "| %d | %d | %.0f | %.0f / %.0f / %.0f | %.0f | %.0f | %.0f / %.0f | %.0f"
            + " | %.2f (%.1f %%) / %.2f (%.1f %%) | %.2f | %.2f | %.2f / %.2f / %.2f"
            + " | %.0f | %.0f | %.2f | %.2f | %.2f / %.2f | %.2f |%n",
        block,
        context,
        median(usual),
        median(heard),
        median(followed),
        median(spoken),
        median(ours),
        median(told),
        median(encoding),
        median(following),
        rest,
        own,
        100 * own / median(ours),
        ownWindowed,
        100 * ownWindowed / median(told),
        median(ratios(usual, ours)),
        median(ratios(usual, told)),
        median(usual) / block,
        median(ours) / block,
        median(told) / block,
        median(ofBytes),
        median(encodingBytes),
        median(ratios(told, ofBytes)),
        median(ofBytes) / block,
        median(told) / block / CORES,
        median(ofBytes) / block / CORES,
        distance.mean());
  }

  /** What a stream costs with networks that cost nothing. */
  private double own(RvcVoice voice, int block, int context) {
    try (Speech stream = new Speech(voice, block, context)) {
      for (int i = 0; i < WARM_UP; i++) {
        stream.run();
      }
      double[] steps = new double[FREE_STEPS];
      for (int i = 0; i < steps.length; i++) {
        steps[i] = millis(stream);
      }
      return median(steps);
    }
  }

  private double millis(Runnable step) {
    long start = cpuNanos.getAsLong();
    step.run();
    return (cpuNanos.getAsLong() - start) / 1e6;
  }

  private static double[] ratios(double[] a, double[] b) {
    double[] ratios = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      ratios[i] = a[i] / b[i];
    }
    return ratios;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static long threadNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadCpuTime();
  }

  private static long processNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private void close() {
    Stream.of(trimmed, windowed, bytes, free, freeWindowed).forEach(RvcVoice::close);
    Stream.of(encoder, encoderOfBytes, pitchModel, synthesizer).forEach(LoadedGraph::close);
  }

  private static Bare bareEncoder(LoadedGraph encoder, int block, int context) {
    int samples = (block + context) * SAMPLE_RATE / 1000;
    Tensor wave = Tensor.of(ElementType.FLOAT, 1, samples);
    Tensor features = Tensor.of(ElementType.FLOAT, 1, ContentRows.rows(samples), CHANNELS);
    return new Bare(encoder.call().input("source", wave).output("features", features).prepare());
  }

  private Bare barePitch(int block) {
    // The window is that of the real-time recipe, frames by the 32.
    int frames = ((block * SAMPLE_RATE / 1000 + 799) / 5120 + 1) * 32;
    Tensor mel = Tensor.of(ElementType.FLOAT, 1, 128, frames);
    Tensor saliences = Tensor.of(ElementType.FLOAT, 1, frames, 360);
    return new Bare(pitchModel.call().input("input", mel).output("output", saliences).prepare());
  }

  /** One network alone. */
  private record Bare(Call call) implements Runnable, AutoCloseable {

    @Override
    public void run() {
      call.run();
    }

    @Override
    public void close() {
      call.close();
    }
  }

  /** One stream of ours; each run is a block. */
  private static final class Speech implements Runnable, AutoCloseable {

    private final BackendSession session;
    private final SpokenTape tape = new SpokenTape(SAMPLE_RATE);
    private final float[] input;
    private final float[] output;
    private final StepControls controls;

    Speech(RvcVoice voice, int block, int context) {
      RvcSettings settings = voice.settings().chunk(block).context(context);
      session = voice.with(settings).openSession(new StreamContext(SAMPLE_RATE, 1));
      input = new float[session.format().inputStep()];
      output = new float[session.format().outputStep()];
      controls = new StepControls(input.length);
    }

    @Override
    public void run() {
      tape.read(input, input.length);
      session.convert(input, output, controls);
      controls.position(controls.position() + input.length);
    }

    @Override
    public void close() {
      session.close();
    }
  }

  /** The networks as files, since that is how people have them. */
  private static final class Networks implements AutoCloseable {

    private final Path folder;

    Networks(int rate) throws IOException {
      SynthesizerConfig config = SynthesizerConfig.standard("v2", rate, true);
      HubertConfig hubert = HubertConfig.base();
      Parameters made = Parameters.synthetic(1);
      SynthesizerCompiler compiler = new SynthesizerCompiler(config, made);
      int frame = config.samplesPerFrame();
      folder = Files.createTempDirectory("rvc-cost");
      try {
        write("trimmed", compiler.webui());
        write("windowed", compiler.windowed());
        write("bytes", compiler.numbers(Numbers.INT8).windowed());
        HubertCompiler hearing = new HubertCompiler(hubert, made);
        write("encoder", hearing.features(hubert.layers(), false, 0));
        write("encoder-bytes", hearing.numbers(Numbers.INT8).features(hubert.layers(), false, 0));
        write("pitch", new RmvpeCompiler(RmvpeConfig.standard(), made).salience(0));
        write("free", FreeNetworks.synthesizer(CHANNELS, LATENT, frame, false));
        write("free-windowed", FreeNetworks.synthesizer(CHANNELS, LATENT, frame, true));
        write("free-encoder", FreeNetworks.encoder(CHANNELS));
        write("free-pitch", FreeNetworks.pitchModel());
      } catch (IOException | RuntimeException e) {
        close();
        throw e;
      }
    }

    private void write(String name, Model model) throws IOException {
      model.writeTo(file(name));
    }

    private Path file(String name) {
      return folder.resolve(name + ".onnx");
    }

    RvcVoice voice(String name, OnnxOptions options) {
      return voice(name, "encoder", "pitch", options);
    }

    RvcVoice freeVoice(String name, OnnxOptions options) {
      return voice(name, "free-encoder", "free-pitch", options);
    }

    RvcVoice voice(String name, String encoder, String pitch, OnnxOptions options) {
      return RvcVoice.from(file(name))
          .encoder(file(encoder))
          .pitchModel(file(pitch))
          .options(options)
          .load();
    }

    LoadedGraph graph(String name, OnnxOptions options) {
      return GraphLoader.file(file(name)).options(options).load();
    }

    @Override
    public void close() {
      try (Stream<Path> all = Files.list(folder)) {
        for (Path file : all.toList()) {
          Files.delete(file);
        }
        Files.delete(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
