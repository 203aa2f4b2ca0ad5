package io.makebeliv.examples;

import io.makebeliv.onnx.ExecutionProvider;
import io.makebeliv.onnx.ModelEntry;
import io.makebeliv.onnx.ModelStore;
import io.makebeliv.onnx.SharedModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "models",
    description = {
      "Lists the voice models in a folder, and what is missing to use them.",
      "",
      "A voice is an ONNX file, a checkpoint of RVC (.pth), or a folder with one, its index and its"
          + " voice.json. The content encoder and the pitch model that voices of RVC need lie beside them and are shared."
          + " Nothing is loaded for the list.",
      "",
      "With --check the voice in the box, which needs no files, is run on the CPU and on --provider"
          + " instead, and what they computed is compared."
    },
    sortOptions = false,
    parameterListHeading = "%n",
    optionListHeading = "%n",
    footer = {
      "",
      "Examples:",
      "  ./makebeliv models models/",
      "  ./makebeliv models --check --provider cuda"
    })
final class ModelsCommand implements Callable<Integer> {

  private static final List<String> HEADINGS =
      List.of("VOICE", "kind", "layout", "Hz", "pitch", "speakers", "encoder", "index", "MB");

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      defaultValue = "models",
      description = "The folder (${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Option(names = "--check", description = "See whether --provider works on this machine.")
  private boolean check;

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      defaultValue = "cuda",
      description =
          "What --check is about: cuda, tensorrt, coreml, directml, xnnpack or cpu"
              + " (${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private String provider;

  @Override
  public Integer call() {
    if (check) {
      new ProviderCheck(wanted(), spec.commandLine().getOut()).run();
      return 0;
    }
    ModelStore store = ModelStore.open(folder);
    List<ModelEntry> voices = store.list();
    PrintWriter out = spec.commandLine().getOut();
    if (voices.isEmpty()) {
      out.printf("No voices in %s. Put a voice's .pth or .onnx file there.%n", store.folder());
    } else {
      table(out, voices);
    }
    for (SharedModel shared : store.shared()) {
      out.print(
          Summaries.line(
              "shared",
              "%s: %s, %s MB",
              shared.file().getFileName(),
              shared.use(),
              megabytes(shared.bytes())));
    }
    return 0;
  }

  private ExecutionProvider wanted() {
    try {
      return ExecutionProvider.of(provider);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static void table(PrintWriter out, List<ModelEntry> voices) {
    List<List<String>> rows =
        Stream.concat(Stream.of(HEADINGS), voices.stream().map(ModelsCommand::row)).toList();
    int[] widths = new int[HEADINGS.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (int i = 0; i < rows.size(); i++) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = rows.get(i).get(column);
        line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
      }
      out.println(line.toString().stripTrailing());
      if (i > 0) {
        voices.get(i - 1).problems().forEach(problem -> out.println("  ! " + problem));
      }
    }
  }

  private static List<String> row(ModelEntry voice) {
    return Stream.of(
            voice.name(),
            (voice.kind() + " " + voice.version()).strip(),
            voice.layout(),
            voice.sampleRate() == 0 ? "" : String.valueOf(voice.sampleRate()),
            voice.pitchModel(),
            voice.speakers() == 0 ? "" : String.valueOf(voice.speakers()),
            voice.encoder(),
            voice.index(),
            megabytes(voice.bytes()))
        .map(cell -> cell.isEmpty() ? "-" : cell)
        .collect(Collectors.toUnmodifiableList());
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }
}
