package io.makebeliv.examples;

import io.makebeliv.VoiceConversionException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Exit codes: 0 done, 1 could not, 2 bad arguments; what went wrong is one line
 * on standard error.
 */
@Command(
    name = "makebeliv",
    versionProvider = Makebeliv.Version.class,
    description = "Turns one voice into another, on this machine alone.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./makebeliv demo",
      "  ./makebeliv convert me.wav somebody.wav --pitch +4 --formant 1.1",
      "  ./makebeliv convert recordings/ converted/ --pitch -3.5",
      "  ./makebeliv monitor --pitch -3",
      "  ./makebeliv models models/",
      "  ./makebeliv monitor --model anna --pitch +5",
      "",
      "'makebeliv COMMAND --help' explains a command.",
      "Exit codes: 0 done, 1 could not, 2 bad arguments."
    })
public final class Makebeliv implements Runnable {

  private static final int COULD_NOT = 1;
  private static final int BAD_ARGUMENTS = 2;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  @SuppressWarnings("UnusedVariable")
  private boolean version;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in the program a failure came from.")
  private boolean stackTrace;

  /** For picocli, which fills it from the arguments. */
  public Makebeliv() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param args the command and its arguments
   */
  public static void main(String... args) {
    System.setProperty("java.awt.headless", "true");
    CommandLine commandLine = commandLine(Terminal.detect());
    PrintWriter out = commandLine.getOut();
    // One writer for all commands: what is left in another one at the end would be lost.
    commandLine.setOut(out);
    int exitCode;
    try {
      exitCode = commandLine.execute(args);
    } catch (Error e) {
      commandLine.getErr().println("makebeliv: " + explain(e));
      exitCode = COULD_NOT;
    }
    out.flush();
    System.exit(exitCode);
  }

  static CommandLine commandLine(Terminal terminal) {
    return commandLine(terminal, Devices.ofTheSystem(), System.in);
  }

  static CommandLine commandLine(Terminal terminal, Devices devices, InputStream keyboard) {
    return new CommandLine(new Makebeliv())
        .addSubcommand(new DemoCommand())
        .addSubcommand(new ConvertCommand(terminal))
        .addSubcommand(new MonitorCommand(terminal, devices, keyboard))
        .addSubcommand(new PresetsCommand())
        .addSubcommand(new ModelsCommand())
        .addSubcommand(new DevicesCommand(devices))
        .addSubcommand(new LatencyCommand(devices))
        .addSubcommand(new FluctuationCommand())
        .addSubcommand(new ExportCommand(terminal))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.out() ? Ansi.AUTO : Ansi.OFF))
        .setParameterExceptionHandler(Makebeliv::badArguments)
        .setExecutionExceptionHandler(Makebeliv::couldNot);
  }

  /** Only reached without a command. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: " + commands(spec.commandLine()) + " or --help.");
  }

  private static int badArguments(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("makebeliv: " + oneLine(message(e)));
    err.println(
        "Try: makebeliv " + (isTop(command) ? "" : command.getCommandName() + " ") + "--help");
    return BAD_ARGUMENTS;
  }

  private static String message(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(e.getMessage());
    }
    String word = unmatched.getUnmatched().get(0);
    CommandLine command = e.getCommandLine();
    String nearest =
        unmatched.getSuggestions().stream()
            .findFirst()
            .map(suggestion -> " Did you mean '" + suggestion + "'?")
            .orElse("");
    if (unmatched.isUnknownOption()) {
      return "There is no option '%s'.%s".formatted(word, nearest);
    }
    if (isTop(command)) {
      return "There is no command '%s'.%s"
          .formatted(word, nearest.isEmpty() ? " There are: " + commands(command) + "." : nearest);
    }
    return "'%s' is one argument too many.".formatted(word);
  }

  private static String commands(CommandLine top) {
    return String.join(", ", top.getSubcommands().keySet());
  }

  private static boolean isTop(CommandLine command) {
    return command.getParent() == null;
  }

  private static int couldNot(Exception e, CommandLine command, ParseResult parsed) {
    command.getOut().flush();
    PrintWriter err = command.getErr();
    err.println("makebeliv: " + explain(e));
    Makebeliv top = (Makebeliv) command.getCommandSpec().root().userObject();
    if (top.stackTrace) {
      e.printStackTrace(err);
    }
    return e instanceof InvalidPathException ? BAD_ARGUMENTS : COULD_NOT;
  }

  /** One line about a failure. Those that the SDK means for people already say all. */
  static String explain(Throwable e) {
    if (e instanceof InvalidPathException path) {
      return oneLine(
          "'%s' cannot be the name of a file here (%s)."
              .formatted(path.getInput(), path.getReason()));
    }
    return oneLine(
        e instanceof VoiceConversionException
            ? String.valueOf(e.getMessage())
            : "Something unexpected happened (%s). Run it with --stacktrace and report it."
                .formatted(e));
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Makebeliv.class.getPackage().getImplementationVersion();
      return new String[] {
        "makebeliv %s (Java %s, %s %s)"
            .formatted(
                version == null ? "development" : version,
                System.getProperty("java.version"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"))
      };
    }
  }
}
