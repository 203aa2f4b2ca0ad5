package io.makebeliv.audio.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that a test has started and that ends with it, whatever happens: closing kills it, and
 * so does the end of the test's JVM. All waiting is bounded, generously, since machines are busy.
 */
public final class Child implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;
  private static final String END = "\u0000end";
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final String title;
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  private Child(ProcessBuilder builder) {
    title = builder.command().get(0);
    try {
      process = builder.redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    RUNNING.add(process);
    Thread reader = new Thread(this::read, "output of " + title);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a program.
   *
   * @param environment added to the test's own
   */
  public static Child start(Map<String, String> environment, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return new Child(builder);
  }

  /** Runs a program to its end and returns what it printed. */
  public static String run(Map<String, String> environment, String... command) {
    try (Child child = start(environment, command)) {
      return child.finish();
    }
  }

  /** Starts the main class of a test in a JVM of its own, like this one but for the environment. */
  public static Child java(Map<String, String> environment, Class<?> main, String... arguments) {
    return java(environment, classPath(), List.of(), main, arguments);
  }

  /** Starts a main class with a class path and further options of the JVM. */
  public static Child java(
      Map<String, String> environment,
      Collection<String> classPath,
      List<String> options,
      Class<?> main,
      String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    // Among them the coverage agent, which adds to the same file.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-agentlib:"))
        .forEach(command::add);
    command.addAll(options);
    command.addAll(List.of("-cp", String.join(":", classPath), main.getName()));
    command.addAll(Arrays.asList(arguments));
    return start(environment, command.toArray(String[]::new));
  }

  /** Returns the class path of the tests. */
  public static List<String> classPath() {
    return Arrays.asList(System.getProperty("java.class.path").split(":", -1));
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        log.add(line);
        lines.add(line);
      }
    } catch (IOException e) {
      log.add(e.toString());
    }
    lines.add(END);
  }

  /**
   * Waits for a line.
   *
   * @return what comes after {@code start}
   */
  public String await(String start) {
    try {
      for (String line = next(); line != null; line = next()) {
        if (line.startsWith(start)) {
          return line.substring(start.length()).strip();
        }
        if (line.equals(END)) {
          lines.add(END);
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError("%s never said \"%s\": %s".formatted(title, start, log()));
  }

  @SuppressWarnings("NullAway")
  private String next() throws InterruptedException {
    return lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Gives the process a line to read. */
  public void send(String line) {
    try {
      OutputStream to = process.getOutputStream();
      to.write((line + "\n").getBytes(UTF_8));
      to.flush();
    } catch (IOException e) {
      throw new AssertionError("%s does not listen: %s".formatted(title, log()), e);
    }
  }

  /** Waits for the process to end well, and returns what it printed. */
  public String finish() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("%s does not end: %s".formatted(title, log()));
      }
      await(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(
          "%s failed with %d: %s".formatted(title, process.exitValue(), log()));
    }
    return log();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public String log() {
    synchronized (log) {
      return String.join("\n", log);
    }
  }

  /** Asks the process to end, as a user would. */
  public void stop() {
    process.destroy();
    waitForTheEnd();
  }

  /** Kills the process, if it still runs. */
  @Override
  public void close() {
    process.destroyForcibly();
    waitForTheEnd();
  }

  private void waitForTheEnd() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(title + " does not end");
      }
      RUNNING.remove(process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
