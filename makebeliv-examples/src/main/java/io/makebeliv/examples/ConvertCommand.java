package io.makebeliv.examples;

import io.makebeliv.ConversionSummary;
import io.makebeliv.VoiceConversionException;
import io.makebeliv.examples.report.VoiceReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "convert",
    description = {
      "Converts a recording, or a folder of recordings, to another voice.",
      "",
      "OUT is a mono WAV file of the same sample rate and length. It is written beside its place"
          + " and moved there when it is complete, so a failure leaves an older OUT as it was; a"
          + " success replaces it."
    },
    sortOptions = false,
    parameterListHeading = "%n",
    optionListHeading = "%n",
    footer = {
      "",
      "Examples:",
      "  ./makebeliv convert me.wav out.wav",
      "  ./makebeliv convert me.wav out.wav --pitch +4 --formant 1.1 --report out.png",
      "  ./makebeliv convert recordings/ converted/ --pitch -3.5"
    })
final class ConvertCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(
      paramLabel = "IN",
      description = {
        "A recording: WAV, AIFF, AU, FLAC, MP3, or what a Java Sound decoder in CLASSPATH opens.",
        "Or a folder: every recording in it and in its subfolders is converted."
      })
  @SuppressWarnings("NullAway.Init")
  private Path in;

  @Parameters(
      paramLabel = "OUT",
      description = "The WAV file to write; for a folder, the folder that gets the same tree.")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private VoiceOptions voiceOptions;

  @Option(
      names = "--report",
      paramLabel = "PNG",
      description = "Draw spectrograms and pitch, before and after, into this picture.")
  private @Nullable Path report;

  ConvertCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!Files.exists(in)) {
      throw new VoiceConversionException("No such file or folder: " + in + ".");
    }
    return Files.isDirectory(in) ? convertFolder() : convertFile();
  }

  private int convertFile() {
    Path target =
        Files.isDirectory(out)
            ? out.resolve(FolderConversion.wavName(in.getFileName().toString()))
            : out;
    if (!target.toString().toLowerCase(Locale.ROOT).endsWith(".wav")) {
      throw bad("OUT is written as WAV, so its name must end in .wav, was " + out + ".");
    }
    if (Places.same(in, target)) {
      throw bad("IN and OUT are the same file (" + in + "); give OUT another name.");
    }
    if (report != null) {
      checkReport(report);
    }
    PrintWriter stdout = spec.commandLine().getOut();
    try (Voice voice = voiceOptions.open(terminal)) {
      ConversionSummary summary = convertWithBar(voice, target);
      stdout.print(Summaries.conversion(target, voice, summary));
      stdout.print(Summaries.running(voice));
      if (report != null) {
        VoiceReport comparison = VoiceReport.of(in, target);
        comparison.draw(report, Summaries.title(in, target), voice.describe());
        stdout.print(Summaries.pitch(comparison));
        stdout.printf("report   %s%n", report);
      }
    }
    return 0;
  }

  private ConversionSummary convertWithBar(Voice voice, Path target) {
    // Not every recording knows its length in frames before it is read.
    try (Progress progress = Progress.toOne(terminal, "Converting")) {
      return FileConversion.run(voice.converter(), in, target, progress::reach);
    }
  }

  private void checkReport(Path picture) {
    if (!picture.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw bad("The report is a PNG picture, so its name must end in .png, was " + picture + ".");
    }
    Path folder = picture.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new VoiceConversionException("No such folder for the report: " + folder + ".");
    }
    if (Files.isDirectory(picture)) {
      throw new VoiceConversionException(
          "The report would replace a folder: " + picture + ". Give the name of a picture.");
    }
  }

  private int convertFolder() {
    if (report != null) {
      throw bad("--report draws one recording; leave it out for a folder.");
    }
    FolderConversion folder;
    try {
      folder = FolderConversion.plan(in, out);
    } catch (IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
    try (Voice voice = voiceOptions.open(terminal)) {
      return folder.run(voice, terminal, spec.commandLine().getOut(), spec.commandLine().getErr());
    }
  }

  private ParameterException bad(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
