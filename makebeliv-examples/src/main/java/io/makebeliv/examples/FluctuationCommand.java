package io.makebeliv.examples;

import io.makebeliv.VoiceConversionException;
import io.makebeliv.examples.report.FluctuationReport;
import io.makebeliv.examples.report.Trajectory;
import io.makebeliv.fluctuation.Fluctuation;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "fluctuation",
    description = {
      "Shows how a voice varies by itself.",
      "",
      "Prints by how much pitch, level and bands vary, and how nearly the pitch of a converted"
          + " vowel follows. With --plot it draws all of it over time."
    },
    sortOptions = false,
    optionListHeading = "%n",
    footer = {
      "",
      "Examples:",
      "  ./makebeliv fluctuation --seed 7 --plot out.png",
      "  ./makebeliv fluctuation --fluctuation singing --seconds 10 --plot out.png"
    })
final class FluctuationCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--fluctuation",
      paramLabel = "NAME",
      defaultValue = "natural",
      description = "natural, lively, singing, legacy or off (${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private String name;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Key of everything random (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      converter = VoiceOptions.PlainNumber.class,
      defaultValue = "30",
      description = "How long to look, 5 to 120 (${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--plot",
      paramLabel = "PNG",
      description = "Where a picture of it goes (without it, none is drawn).")
  private @Nullable Path plot;

  @Override
  public Integer call() {
    Fluctuation fluctuation = named();
    if (!(seconds >= FluctuationReport.LEAST_SECONDS
        && seconds <= FluctuationReport.MOST_SECONDS)) {
      throw bad(
          "--seconds must be %d to %d, was %s."
              .formatted(
                  FluctuationReport.LEAST_SECONDS,
                  FluctuationReport.MOST_SECONDS,
                  number(seconds)));
    }
    if (plot != null) {
      checkPlot(plot);
    }
    FluctuationReport report = FluctuationReport.of(fluctuation, seed, seconds);
    PrintWriter stdout = spec.commandLine().getOut();
    String title = "Fluctuation '%s', seed %d, %s seconds".formatted(name, seed, number(seconds));
    stdout.println(title);
    table(stdout, report);
    stdout.printf(
        Locale.ROOT,
        "heard: f0 of a converted vowel is within %.1f cents of it (median), %.1f (95 %%), %.1f (all)%n",
        report.errorCents(50),
        report.errorCents(95),
        report.errorCents(100));
    if (plot != null) {
      report.draw(plot, title);
      stdout.printf("look     %s%n", plot.toAbsolutePath().normalize());
    }
    return 0;
  }

  private Fluctuation named() {
    try {
      return new FluctuationName().convert(name);
    } catch (TypeConversionException e) {
      throw bad("--fluctuation: " + e.getMessage() + ".");
    }
  }

  private void checkPlot(Path picture) {
    if (!picture.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw bad("--plot draws a PNG, so its name must end in .png, was " + picture + ".");
    }
    Path folder = picture.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new VoiceConversionException("No such folder: " + folder + ". Make it first.");
    }
  }

  private static void table(PrintWriter out, FluctuationReport report) {
    out.printf(
        "%-21s %9s %9s %9s %9s %9s%n", "", "deviation", "bound", "found", "lowest", "highest");
    for (Trajectory one : report.all()) {
      out.printf(
          Locale.ROOT,
          "%-14s %-6s %9.2f %9.2f %9.2f %+9.2f %+9.2f%n",
          one.name(),
          one.unit(),
          one.deviation(),
          one.bound(),
          one.measured(),
          one.lowest(),
          one.highest());
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private ParameterException bad(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
