package io.makebeliv.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.makebeliv.examples.report.Signals;
import java.io.ByteArrayInputStream;
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
    return run(new LoopedDevices(0), "", args);
  }

  /** A run with devices of the test's own, and with what is typed while it runs. */
  static Cli run(Devices devices, String typed, Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Makebeliv.commandLine(
                Terminal.NONE, devices, new ByteArrayInputStream(typed.getBytes(UTF_8)))
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
