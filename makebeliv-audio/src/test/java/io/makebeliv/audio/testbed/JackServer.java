package io.makebeliv.audio.testbed;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A JACK server of the test's own, with a driver that has a clock but no hardware, and the
 * environment in which {@code Jack.open()} finds it. 48 kHz.
 */
public final class JackServer implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name =
      "makebeliv-%d-%d".formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet());
  private Child server;

  private JackServer(int rate, int blockFrames) {
    server = launch(rate, blockFrames);
  }

  /** Starts a server at 48 kHz, or skips the test where there is none to start. */
  public static JackServer start(int blockFrames) {
    Programs.require("jackd", "jack_wait", "libjack.so.0");
    return new JackServer(48_000, blockFrames);
  }

  private Child launch(int rate, int blockFrames) {
    Child child =
        Child.start(
            Map.of("JACK_NO_AUDIO_RESERVATION", "1"),
            "jackd",
            "--no-realtime",
            "--name",
            name,
            "-d",
            "dummy",
            "--rate",
            Integer.toString(rate),
            "--period",
            Integer.toString(blockFrames));
    try {
      PulseServer.await("JACK answers", () -> child.isAlive() && answers());
      return child;
    } catch (AssertionError e) {
      child.close();
      throw new AssertionError(e.getMessage() + ": " + child.log(), e);
    }
  }

  private boolean answers() {
    try (Child wait = Child.start(environment(), "jack_wait", "--server", name, "--check")) {
      return wait.finish().contains("running") && !wait.log().contains("not running");
    } catch (AssertionError e) {
      return false;
    }
  }

  /** Returns what a process needs to find this server and no other. */
  public Map<String, String> environment() {
    return Map.of("JACK_DEFAULT_SERVER", name, "JACK_NO_START_SERVER", "1");
  }

  /** Ends the server. */
  public void stop() {
    server.stop();
  }

  /** Kills the server without notice. */
  public void kill() {
    server.close();
  }

  /** Starts the server again, perhaps another way, after {@link #stop()} or {@link #kill()}. */
  public void restart(int rate, int blockFrames) {
    server = launch(rate, blockFrames);
  }

  @Override
  public void close() {
    // Asked first, since it leaves shared memory behind when it is killed.
    server.stop();
  }
}
