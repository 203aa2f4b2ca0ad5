package io.makebeliv.examples;

import io.makebeliv.examples.report.Signals;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import picocli.CommandLine;

/**
 * One run of the command line inside the test.
 *
 * @param exitCode what the process would end with
 * @param out what went to standard output
 * @param err what went to standard error
 */
record Cli(int exitCode, String out, String err) {

  static Cli run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Makebeliv.commandLine(Terminal.NONE)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    int exitCode = commandLine.execute(words);
    return new Cli(exitCode, out.toString(), err.toString());
  }

  /** A second of a voice-like sound. */
  static Path recording(Path file) {
    return Signals.write(file, Signals.voice(150, 150, 1, 16_000), 16_000);
  }
}
