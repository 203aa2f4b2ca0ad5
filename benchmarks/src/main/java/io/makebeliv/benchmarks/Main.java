package io.makebeliv.benchmarks;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks and writes their results as a table. */
public final class Main {

  private static final String HELP =
      """
      Runs makebeliv's benchmarks side by side with their peers and writes a Markdown table.

        mvn -q -pl benchmarks -am package -DskipTests
        java -jar benchmarks/target/benchmarks.jar [--quick] [--out FILE] [JMH's options] [PATTERN...]

        --quick      a rough answer in about a minute instead of a good one in about four
        --out FILE   where the table goes; benchmarks.md beside the jar otherwise
        --help       this text
        -h           JMH's own options, all of which work; -l lists the benchmarks
        PATTERN      runs only benchmarks that match, for example: Voices.session

      One operation is 10 ms of audio. The real-time factor is processing time per time of audio:
      0.01 is a hundred times faster than real time. B/op is what is allocated for the 10 ms.

      The measured latency of the model-free voice, as a Markdown table:
        java -cp benchmarks/target/benchmarks.jar io.makebeliv.benchmarks.LatencyTable
      How many live sessions this machine holds, and what a garbage collector does to one:
        java -cp benchmarks/target/benchmarks.jar io.makebeliv.benchmarks.LiveSessions --help
        java -cp benchmarks/target/benchmarks.jar io.makebeliv.benchmarks.GcPauses --help
      What an RVC voice costs, beside the usual way to run it, on networks of full size:
        java -cp benchmarks/target/benchmarks.jar io.makebeliv.benchmarks.RvcCost --help
      How long the index of a voice is searched for a block:
        java -cp benchmarks/target/benchmarks.jar io.makebeliv.benchmarks.IndexSearching --help
      """;

  private Main() {}

  /** What was asked for; what JMH is to understand is left to it. */
  private record Request(boolean help, boolean quick, Path table, List<String> forJmh) {

    static Request of(String[] arguments) {
      boolean help = false;
      boolean quick = false;
      Path table = besideTheJar();
      List<String> forJmh = new ArrayList<>();
      for (int i = 0; i < arguments.length; i++) {
        switch (arguments[i]) {
          case "--help" -> help = true;
          case "--quick" -> quick = true;
          case "--out" -> {
            if (i + 1 == arguments.length) {
              throw new IllegalArgumentException("--out needs a file after it. See --help.");
            }
            table = Path.of(arguments[++i]);
          }
          default -> forJmh.add(arguments[i]);
        }
      }
      return new Request(help, quick, table, forJmh);
    }

    private static Path besideTheJar() {
      try {
        return Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolveSibling("benchmarks.md");
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Runs the benchmarks. Exits with 0, with 1 if a benchmark failed, with 2 for bad arguments.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) throws IOException {
    System.exit(run(arguments));
  }

  static int run(String... arguments) throws IOException {
    try {
      return run(Request.of(arguments));
    } catch (IllegalArgumentException | CommandLineOptionException e) {
      System.err.println(e.getMessage());
      return 2;
    }
  }

  private static int run(Request request) throws IOException, CommandLineOptionException {
    if (request.help()) {
      System.out.print(HELP);
      return 0;
    }
    String[] forJmh = request.forJmh().toArray(String[]::new);
    CommandLineOptions jmh = new CommandLineOptions(forJmh);
    if (jmh.shouldHelp()
        || jmh.shouldList()
        || jmh.shouldListWithParams()
        || jmh.shouldListProfilers()
        || jmh.shouldListResultFormats()) {
      org.openjdk.jmh.Main.main(forJmh); // Prints, and runs nothing.
      return 0;
    }
    ChainedOptionsBuilder options =
        new OptionsBuilder().parent(jmh).addProfiler(GCProfiler.class).shouldFailOnError(true);
    if (request.quick()) {
      shorten(options, jmh);
    }
    Collection<RunResult> results;
    try {
      results = new Runner(options.build()).run();
    } catch (NoBenchmarksException e) {
      System.err.println("No benchmark matches " + jmh.getIncludes() + "; -l lists them.");
      return 2;
    } catch (RunnerException e) {
      System.err.println("A benchmark failed, see above; no table was written.");
      return 1;
    }
    String table = BenchmarkTable.of(results).markdown();
    String report = table + "\n" + conditions() + "\n";
    write(request.table(), report);
    System.out.println();
    System.out.print(report);
    System.out.println();
    System.out.println("Written to " + request.table());
    return 0;
  }

  /** Only where JMH's own options say nothing else. */
  private static void shorten(ChainedOptionsBuilder options, CommandLineOptions jmh) {
    if (!jmh.getWarmupIterations().hasValue()) {
      options.warmupIterations(2);
    }
    if (!jmh.getWarmupTime().hasValue()) {
      options.warmupTime(TimeValue.milliseconds(400));
    }
    if (!jmh.getMeasurementIterations().hasValue()) {
      options.measurementIterations(5);
    }
    if (!jmh.getMeasurementTime().hasValue()) {
      options.measurementTime(TimeValue.milliseconds(250));
    }
  }

  private static String conditions() {
    return "One core of %d, %s %s, Java %s (%s). JMH's own allocations show as a few B/op."
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            System.getProperty("java.version"),
            System.getProperty("java.vm.name"));
  }

  /** Beside the target first, so that a failure leaves the last table whole. */
  private static void write(Path target, String text) throws IOException {
    Path absolute = target.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Path part = Files.createTempFile(absolute.getParent(), "benchmarks", ".part");
    try {
      Files.writeString(part, text, StandardCharsets.UTF_8);
      Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
