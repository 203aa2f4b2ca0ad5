package io.makebeliv.audio.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A PulseAudio server of the test's own, without a sound card, and the environment in which a JVM's
 * Java Sound sees it as the ALSA device {@code default}:
 *
 * <ul>
 *   <li>{@link #MICROPHONE} is a sink; what is {@linkplain #play played} into it is heard by
 *       whoever records from the default source, that is by {@code Microphone.open()};
 *   <li>{@link #SPEAKER} is the default sink, that is {@code Speaker.open()}; what is played into
 *       it is {@linkplain #record recorded} from its monitor.
 * </ul>
 *
 * All is 48 kHz and 16 bits and nothing resamples, so that samples pass exactly. A test with a
 * program between the two:
 *
 * <pre>{@code
 * try (PulseServer server = PulseServer.start(folder);
 *     Child voice = server.play(PulseServer.MICROPHONE, Pcm.write(folder, tone));
 *     PulseServer.Recording recording = server.record(PulseServer.SPEAKER);
 *     Child program = Child.java(server.environment(), MyMain.class)) {
 *   program.await("> running");                 // MyMain prints "> running"
 *   float[] heard = recording.take(5 * 48_000); // waits until that much was recorded
 * }
 * }</pre>
 */
public final class PulseServer implements AutoCloseable {

  /** The sink whose monitor is the default source. */
  public static final String MICROPHONE = "mic";

  /** The default sink. */
  public static final String SPEAKER = "speaker";

  /** An idle null sink sleeps for up to 2 s at a time, unless it is told not to rewind. */
  private static final String DEVICES =
      """
      load-module module-null-sink sink_name=speaker rate=48000 channels=2 norewinds=1
      load-module module-null-sink sink_name=mic rate=48000 channels=1 norewinds=1
      load-module module-remap-source source_name=mic_source master=mic.monitor
      set-default-sink speaker
      set-default-source mic_source
      """;

  private static final String ALSA =
      """
      </usr/share/alsa/alsa.conf>
      pcm.!default { type pulse }
      ctl.!default { type pulse }
      """;

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private Child server;

  private PulseServer(Path folder) {
    this.folder = folder;
    write(
        "pulse.pa",
        "load-module module-native-protocol-unix auth-anonymous=1 socket=%s\n%s"
            .formatted(socket(), DEVICES));
    environment.put("ALSA_CONFIG_PATH", write("alsa.conf", ALSA).toString());
    environment.put("PULSE_SERVER", "unix:" + socket());
    environment.put("XDG_RUNTIME_DIR", folder.toString());
    environment.put("HOME", folder.toString());
    server = launch();
  }

  /**
   * Starts a server, or skips the test where there is none to start; see {@link Programs}.
   *
   * @param folder an empty one, for the server's socket and files
   */
  public static PulseServer start(Path folder) {
    Programs.require("pulseaudio", "pactl", "paplay", "parec", "libasound_module_pcm_pulse.so");
    return new PulseServer(folder);
  }

  private Path socket() {
    return folder.resolve("s");
  }

  private Child launch() {
    Child child =
        Child.start(
            environment,
            "pulseaudio",
            "-n",
            "-F",
            folder.resolve("pulse.pa").toString(),
            "--daemonize=no",
            "--use-pid-file=no",
            "--disable-shm=yes",
            "--high-priority=no",
            "--realtime=no",
            // Should even the JVM's shutdown hooks fail to end it.
            "--exit-idle-time=120");
    try {
      await("PulseAudio answers", () -> child.isAlive() && answers());
      return child;
    } catch (AssertionError e) {
      child.close();
      throw new AssertionError(e.getMessage() + ": " + child.log(), e);
    }
  }

  private boolean answers() {
    try (Child info = Child.start(environment, "pactl", "info")) {
      info.finish();
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  /** Returns what a process needs to find this server and no other. */
  public Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  /** Returns a file in the server's folder. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** Runs {@code pactl} and returns what it printed. */
  public String pactl(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "pactl";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return Child.run(environment, command);
  }

  /**
   * Plays a file of 16-bit mono samples into a sink, and waits until that has begun.
   *
   * @return the player; closing it stops the sound
   */
  public Child play(String sink, Path raw) {
    int before = players();
    Child player =
        Child.start(
            environment,
            "paplay",
            "--device=" + sink,
            "--raw",
            "--rate=48000",
            "--channels=1",
            "--format=s16le",
            raw.toString());
    await("paplay plays", () -> players() > before);
    return player;
  }

  private int players() {
    return (int) pactl("list", "short", "sink-inputs").lines().count();
  }

  /** Records what a sink plays, in mono, from before this returns. */
  public Recording record(String sink) {
    return recordFrom(sink + ".monitor");
  }

  /** Records what a source brings, in mono, from before this returns. */
  public Recording recordFrom(String source) {
    Path file = folder.resolve("recording-" + System.nanoTime() + ".raw");
    Child recorder =
        Child.start(
            environment,
            "parec",
            "--device=" + source,
            "--raw",
            "--rate=48000",
            "--channels=1",
            "--format=s16le",
            "--latency-msec=20",
            file.toString());
    Recording recording = new Recording(recorder, file);
    await("parec records", () -> recording.frames() > 0);
    return recording;
  }

  /** Kills the server without notice. */
  public void kill() {
    server.close();
  }

  /** Starts the server again after {@link #kill()}. */
  public void restart() throws IOException {
    Files.deleteIfExists(socket());
    server = launch();
  }

  @Override
  public void close() {
    server.close();
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until something is so; for a minute at most. */
  public static void await(String what, BooleanSupplier condition) {
    for (int i = 0; i < 1200; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw new AssertionError("waited in vain until: " + what);
  }

  /** What is being recorded. */
  public static final class Recording implements AutoCloseable {

    private final Child recorder;
    private final Path file;

    private Recording(Child recorder, Path file) {
      this.recorder = recorder;
      this.file = file;
    }

    /** Returns how much was recorded until now. */
    public int frames() {
      try {
        return Files.exists(file) ? (int) (Files.size(file) / 2) : 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Returns everything that was recorded, once it is at least so much. */
    public float[] take(int frames) {
      await(frames + " frames are recorded", () -> frames() >= frames);
      return Pcm.read(file);
    }

    @Override
    public void close() {
      recorder.close();
    }
  }
}
