package io.makebeliv.examples;

import io.makebeliv.VoiceConversionException;
import io.makebeliv.onnx.RvcExport;
import java.io.IOException;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    description = {
      "Writes a checkpoint of RVC as an ONNX file: a voice, a content encoder (HuBERT, ContentVec)"
          + " or the pitch model RMVPE. Which it is, is told by its content. Needs no Python.",
      "",
      "makebeliv runs checkpoints as they are; an ONNX file opens faster and runs elsewhere too."
    },
    sortOptions = false,
    parameterListHeading = "%n",
    optionListHeading = "%n",
    footer = {
      "",
      "Examples:",
      "  ./makebeliv export voice.pth voice.onnx",
      "  ./makebeliv export voice.pth voice.onnx --layout webui",
      "  ./makebeliv export hubert_base.pt contentvec.onnx --for v1 --layout webui"
    })
final class ExportCommand implements Callable<Integer> {

  /** Versions of RVC, as its users write them. */
  enum Version {
    V1,
    V2
  }

  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(
      paramLabel = "CHECKPOINT",
      description = "A .pth, .pt, .bin or .safetensors file; of a voice, the small one.")
  @SuppressWarnings("NullAway.Init")
  private Path checkpoint;

  @Parameters(
      paramLabel = "OUT",
      description = "The ONNX file to write. A success replaces an older one.")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      description =
          "Of a voice or an encoder: streaming, which goes on where it stopped (default); windowed,"
              + " which begins anew with every window; or webui, which other programs know.")
  private RvcExport.@Nullable Layout layout;

  @Option(
      names = "--for",
      paramLabel = "VERSION",
      description = "Of an encoder: for voices of v1 or of v2 (default).")
  private @Nullable Version version;

  ExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!out.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
      throw bad("OUT is an ONNX file, so its name must end in .onnx, was " + out + ".");
    }
    if (Places.same(checkpoint, out)) {
      throw bad("CHECKPOINT and OUT are the same file (" + out + "); give OUT another name.");
    }
    Path folder = out.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new VoiceConversionException("No such folder: " + folder + ".");
    }
    RvcExport export = RvcExport.of(checkpoint);
    export = layout == null ? export : export.layout(layout);
    export = version == null ? export : export.version(version == Version.V1 ? 1 : 2);
    writeWithBar(export);
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.printf("read     %s: %s%n", checkpoint, export.describe());
    stdout.printf("written  %s, %.1f MB%n", out, megabytes());
    return 0;
  }

  private void writeWithBar(RvcExport export) {
    try (Progress progress = Progress.toOne(terminal, "Writing")) {
      export.write(out, progress::reach);
    }
  }

  private double megabytes() {
    try {
      return Files.size(out) / 1e6;
    } catch (IOException e) {
      throw new VoiceConversionException("%s cannot be read again: %s".formatted(out, e), e);
    }
  }

  private ParameterException bad(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
