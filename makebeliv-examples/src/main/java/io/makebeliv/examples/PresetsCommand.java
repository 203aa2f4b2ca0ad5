package io.makebeliv.examples;

import io.makebeliv.preset.Preset;
import io.makebeliv.preset.PresetException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "presets",
    description = {
      "Lists the voices that come with makebeliv, or writes one of them to a file to be changed.",
      "",
      "A preset is a JSON file that says which voice converts, where pitch and formants go, how it"
          + " varies, what is done to it and what is heard behind it."
    },
    sortOptions = false,
    optionListHeading = "%n",
    footer = {
      "",
      "Examples:",
      "  ./makebeliv presets",
      "  ./makebeliv presets --save giant mine.json",
      "  ./makebeliv monitor --preset mine.json"
    })
final class PresetsCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--save",
      arity = "2",
      paramLabel = "NAME FILE",
      hideParamSyntax = true,
      description = "Write the preset NAME to FILE, which must not exist yet.")
  private String @Nullable [] save;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (save == null) {
      for (String name : Preset.bundled()) {
        out.printf("%-10s %s%n", name, Preset.bundled(name).description());
      }
      return 0;
    }
    Preset preset = named(save[0]);
    Path file = Path.of(save[1]);
    if (Files.exists(file)) {
      throw new PresetException(file + " exists already and is not replaced; give another name.");
    }
    preset.save(file);
    out.printf("saved    %s%n", file);
    return 0;
  }

  private Preset named(String name) {
    try {
      return Preset.bundled(name);
    } catch (PresetException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
