package io.makebeliv.benchmarks;

import io.makebeliv.onnx.OnnxOptions;
import io.makebeliv.onnx.RvcVoice;
import io.makebeliv.onnx.runtime.LoadedGraph;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;

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
        --spinning        these threads burn their cores while they wait
        --rate HZ         of the voice: 32000, 40000 (by default) or 48000
        --block MS        this block alone instead of 100 and 250
        --context MS      this context alone instead of 500, 1000 and 2500
        --ours            without the usual way and the exporters' graphs; ratios are to "carried"
        --help            this text

      Prints medians over turns, in which each way takes its turn, and medians of the ratios within
      a turn. Ways: "usual": encoder and synthesizer (the WebUI's layout) see the whole window, RMVPE
      its end, blocks are joined by a search. "trimmed": the same graphs in a session of ours, which
      gives the synthesizer less. "windowed": a graph that is told which frames are asked for.
      "carried": what checkpoints become, encoder and voice carrying their past; "bytes": the same
      with int8. CPU time is that of the caller with one thread, else that of the process; it is
      split by running encoder and pitch model alone as well. Load is the time on the clock over
      that of a block, and means something on a quiet machine alone. The distance is log-spectral,
      from "carried". What is not the networks' is measured on networks that cost nothing. Needs 4
      GB of memory and 1.6 GB of disk space.
      """;

  private static final int SAMPLE_RATE = 16_000;
  private static final int WARM_UP = 20;
  private static final int FREE_STEPS = 40;

  private final int turns;
  private final int rate;
  private final LongSupplier cpuNanos;
  private final boolean ours;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final RvcVoice trimmed;
  private final RvcVoice windowed;
  private final RvcVoice carried;
  private final RvcVoice bytes;
  private final RvcVoice freeWindowed;
  private final RvcVoice freeCarried;
  private final LoadedGraph encoder;
  private final LoadedGraph carriedEncoder;
  private final LoadedGraph encoderOfBytes;
  private final LoadedGraph pitchModel;
  private final LoadedGraph synthesizer;

  private RvcCost(RvcNetworks files, int turns, int rate, OnnxOptions options, boolean ours) {
    this.turns = turns;
    this.rate = rate;
    this.ours = ours;
    cpuNanos = Spent.cpuNanos(options.threads());
    trimmed = kept(files.voice("usual", "encoder", "pitch", options));
    windowed = kept(files.voice("windowed", "encoder", "pitch", options));
    carried = kept(files.voice("carried", "encoder-carried", "pitch", options));
    bytes = kept(files.voice("carried-bytes", "encoder-carried-bytes", "pitch", options));
    freeWindowed = kept(files.voice("free-windowed", "free-encoder", "free-pitch", options));
    freeCarried = kept(files.voice("free-carried", "free-encoder", "free-pitch", options));
    encoder = kept(files.graph("encoder", options));
    carriedEncoder = kept(files.graph("encoder-carried", options));
    encoderOfBytes = kept(files.graph("encoder-carried-bytes", options));
    pitchModel = kept(files.graph("pitch", options));
    synthesizer = kept(files.graph("usual", options));
  }

  private <T extends AutoCloseable> T kept(T part) {
    opened.add(part);
    return part;
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
              Set.of("--help", "--quick", "--spinning", "--ours"),
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
      OnnxOptions runtime =
          OnnxOptions.defaults().threads(threads).spinning(options.has("--spinning"));
      measure(turns, rate, runtime, options.has("--ours"), blocks, contexts);
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

  private static void measure(
      int turns, int rate, OnnxOptions options, boolean ours, int[] blocks, int[] contexts)
      throws IOException {
    try (RvcNetworks files = new RvcNetworks(rate)) {
      RvcCost cost = new RvcCost(files, turns, rate, options, ours);
      try {
        System.out.printf(
            Locale.ROOT,
            """
            A voice of version 2 at %d Hz, %d thread%s%s; milliseconds a block.

            | block | context | way | CPU of encoder | of pitch model | of the rest | together \
            | first way / this | CPU seconds a second | on the clock | load | distance dB |
            |--:|--:|:--|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """,
            rate,
            options.threads(),
            options.threads() == 1 ? "" : "s",
            options.spinning() ? ", spinning" : "");
        for (int block : blocks) {
          for (int context : contexts) {
            cost.print(block, context);
          }
        }
        System.out.println();
        for (int block : blocks) {
          cost.printOwn(block, contexts[0]);
        }
      } finally {
        cost.close();
      }
    }
  }

  private void print(int block, int context) {
    List<RvcWay> ways = new ArrayList<>();
    LogSpectralDistance distance = new LogSpectralDistance();
    try (StandardRecipe recipe =
            new StandardRecipe(
                encoder,
                pitchModel,
                synthesizer,
                RvcNetworks.CHANNELS,
                rate,
                block / 1e3,
                context / 1e3);
        RvcSpeech trim = new RvcSpeech(trimmed, block, context);
        RvcSpeech window = new RvcSpeech(windowed, block, context);
        RvcSpeech exact = new RvcSpeech(carried, block, context);
        RvcSpeech rounded = new RvcSpeech(bytes, block, context);
        RvcStage pitch = RvcStage.pitch(pitchModel, block);
        RvcStage whole = RvcStage.encoder(encoder, block, context);
        RvcStage fresh = RvcStage.encoder(carriedEncoder, block, context);
        RvcStage small = RvcStage.encoder(encoderOfBytes, block, context)) {
      Spent followed = new Spent(cpuNanos, turns);
      if (!ours) {
        ways.add(new RvcWay("usual", usual(recipe), whole, cpuNanos, turns));
        ways.add(new RvcWay("trimmed", trim, whole, cpuNanos, turns));
        ways.add(new RvcWay("windowed", window, whole, cpuNanos, turns));
      }
      ways.add(new RvcWay("carried", exact, fresh, cpuNanos, turns));
      ways.add(new RvcWay("bytes", rounded, small, cpuNanos, turns));
      // The first turn hears a window that nothing is known of, and the second is the first of its
      // kind.
      for (int i = 0; i < 2; i++) {
        ways.forEach(RvcWay::turn);
        ways.forEach(RvcWay::warm);
      }
      for (int i = 0; i < turns; i++) {
        followed.turn(pitch);
        ways.forEach(RvcWay::turn);
        distance.add(exact.output(), rounded.output());
      }
      for (RvcWay way : ways) {
        boolean compared = way == ways.get(ways.size() - 1);
        String apart = compared ? String.format(Locale.ROOT, "%.2f", distance.mean()) : "";
        System.out.println(way.row(block, context, followed, ways.get(0), apart));
      }
    }
  }

  private static Runnable usual(StandardRecipe recipe) {
    SpokenTape tape = new SpokenTape(SAMPLE_RATE);
    float[] input = new float[recipe.inputStep()];
    float[] output = new float[recipe.outputStep()];
    return () -> {
      tape.read(input, input.length);
      recipe.step(input, output);
    };
  }

  /** What a stream costs with networks that cost nothing. */
  private void printOwn(int block, int context) {
    System.out.printf(
        Locale.ROOT,
        "Own part, blocks of %d ms: %.2f ms windowed, %.2f ms carried.%n",
        block,
        own(freeWindowed, block, context),
        own(freeCarried, block, context));
  }

  private double own(RvcVoice voice, int block, int context) {
    try (RvcSpeech stream = new RvcSpeech(voice, block, context)) {
      for (int i = 0; i < WARM_UP; i++) {
        stream.run();
      }
      // The caller's alone, which does what is not the networks'.
      Spent spent = new Spent(Spent.cpuNanos(1), FREE_STEPS);
      for (int i = 0; i < FREE_STEPS; i++) {
        spent.turn(stream);
      }
      return spent.cpuMillis();
    }
  }

  private void close() throws IOException {
    for (AutoCloseable part : opened) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
