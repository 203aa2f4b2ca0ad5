package io.makebeliv.examples.hosts;

import io.makebeliv.LatencyLedger;
import io.makebeliv.SessionStatistics;
import io.makebeliv.VoiceConversionException;
import io.makebeliv.VoiceConverter;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSink;
import io.makebeliv.audio.PcmFormat;
import io.makebeliv.examples.Sample;
import io.makebeliv.host.HostVoice;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What the examples share: the bundled speech sample as the speaker, a WAV file as the listener,
 * and the options.
 */
@Command(sortOptions = false)
final class Stage implements Runnable {

  static final int RATE = 48_000;

  /** One host's role. */
  interface Play {
    void on(Stage stage) throws Exception;
  }

  private final String name;
  private final Play play;
  private float[] heard = new float[0];
  private int heardFrames;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description = "How long it runs (without it, ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--pitch", defaultValue = "4", description = "Semitones, -24 to 24.")
  private double pitch;

  @Option(names = "--formant", defaultValue = "1.1", description = "Formant ratio, 0.5 to 2.")
  private double formant;

  @Option(names = "--out", paramLabel = "FILE", description = "The WAV file of what is heard.")
  private @Nullable Path out;

  private Stage(String name, Play play) {
    this.name = name;
    this.play = play;
  }

  /**
   * Runs an example.
   *
   * @return exit code: 0 done, 1 could not, 2 bad arguments
   */
  static int run(String name, String description, Play play, String... args) {
    CommandLine line = new CommandLine(new Stage(name, play));
    return run(line, name, description, args);
  }

  static int run(CommandLine line, String name, String description, String... args) {
    line.setCommandName(name);
    line.getCommandSpec().usageMessage().description(description);
    line.setParameterExceptionHandler(
        (e, arguments) -> {
          e.getCommandLine().getErr().println(name + ": " + e.getMessage() + " See --help.");
          return 2;
        });
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          command.getErr().println(name + ": " + e.getMessage());
          return 1;
        });
    int exitCode = line.execute(args);
    line.getOut().flush();
    return exitCode;
  }

  @Override
  public void run() {
    if (!(seconds > 0 && seconds <= 3600)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--seconds must be over 0, up to 3600, was " + seconds);
    }
    heard = new float[(int) (seconds * RATE)];
    try {
      play.on(this);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new VoiceConversionException(e.toString(), e);
    }
    Path file = out == null ? Path.of(name + ".wav") : out;
    try (AudioSink sink = AudioFiles.create(file, RATE)) {
      sink.write(heard, 0, heardFrames);
      sink.end();
    }
    print("listen", file.toAbsolutePath().normalize());
  }

  /** The voice that was asked for. */
  VoiceConverter converter() {
    return VoiceConverter.builder().pitch(pitch).formant(formant).seed(7).build();
  }

  /** What the speaker says: the bundled sample, over and over. */
  float[] speech() {
    float[] sample = Sample.samples();
    float[] speech = new float[heard.length];
    for (int i = 0; i < speech.length; i++) {
      speech[i] = sample[i % sample.length];
    }
    return speech;
  }

  /** What the speaker says, as bytes. */
  byte[] speech(PcmFormat format) {
    float[] speech = speech();
    ByteBuffer bytes =
        ByteBuffer.allocate(speech.length * format.frameBytes()).order(format.order());
    format.encoding().encodeMono(speech, 0, speech.length, bytes, 0, format.channels());
    return bytes.array();
  }

  /** Listens to bytes. */
  void hear(ByteBuffer bytes, PcmFormat format) {
    int frames = Math.min(bytes.remaining() / format.frameBytes(), heard.length - heardFrames);
    ByteBuffer ordered = bytes.slice().order(format.order());
    format.encoding().decodeMono(ordered, 0, format.channels(), heard, heardFrames, frames);
    heardFrames += frames;
  }

  /** Listens to floats. */
  void hear(float[] samples, int offset, int frames) {
    int count = Math.min(frames, heard.length - heardFrames);
    System.arraycopy(samples, offset, heard, heardFrames, count);
    heardFrames += count;
  }

  /** Listens to shorts. */
  void hear(short[] samples) {
    float[] floats = new float[samples.length];
    for (int i = 0; i < samples.length; i++) {
      floats[i] = samples[i] * 0x1p-15f;
    }
    hear(floats, 0, floats.length);
  }

  /** Waits until a block is due, as a host's clock does. */
  static void await(long start, long frames) {
    long due = start + frames * 1_000_000_000L / RATE;
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Prints how late the voice is and what happened to it. */
  void report(HostVoice voice) {
    report(voice.latency());
    report(voice.session().statistics());
    print("faults", voice.faults() + " blocks were not as agreed on");
  }

  void report(LatencyLedger latency) {
    print(
        "latency",
        "%d frames, %.2f ms".formatted(latency.totalFrames(), latency.total().toNanos() / 1e6));
  }

  void report(SessionStatistics statistics) {
    print(
        "blocks",
        "%d of %d frames in all, converted in %.3f ms (median) to %.3f ms (longest)"
            .formatted(
                statistics.blocks(),
                statistics.frames(),
                statistics.processingP50().toNanos() / 1e6,
                statistics.processingMax().toNanos() / 1e6));
    print("steps", statistics.steps() + " converted, " + statistics.droppedSteps() + " dropped");
    print("silenced", statistics.mutedFrames().isEmpty() ? "nothing" : statistics.mutedFrames());
  }

  void print(String key, Object value) {
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.printf(Locale.ROOT, "%-9s%s%n", key, value);
  }
}
