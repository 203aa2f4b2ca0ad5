package io.makebeliv.examples.hosts;

import io.makebeliv.VoiceConversionException;
import io.makebeliv.VoiceConverter;
import io.makebeliv.audio.PcmFormat;
import io.makebeliv.audio.SampleEncoding;
import io.makebeliv.examples.Sample;
import io.makebeliv.host.HostVoice;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A server that converts many speakers at once: one converter, a voice for each speaker, a tick
 * every 10 ms, and as many threads as there are cores.
 */
@Command(sortOptions = false)
public final class SpeakerServer implements Runnable {

  private static final int BLOCK = 480;

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
      names = "--speakers",
      defaultValue = "20",
      description = "How many speak at once (without it, ${DEFAULT-VALUE}).")
  private int speakers;

  @Option(
      names = "--seconds",
      defaultValue = "3",
      description = "How long it runs (without it, ${DEFAULT-VALUE}).")
  private double seconds;

  private SpeakerServer() {}

  /** One speaker, whose blocks are converted one at a time, on whichever thread is free. */
  private static final class Speaker implements AutoCloseable {

    private final HostVoice voice;
    private final float[] speech;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicLong late = new AtomicLong();
    private final float[][] block = new float[1][BLOCK];
    private int position;

    Speaker(VoiceConverter converter, float[] speech, int number) {
      PcmFormat format =
          new PcmFormat(Stage.RATE, 1, SampleEncoding.FLOAT_32, ByteOrder.nativeOrder());
      voice = HostVoice.of(converter, format).speaker("speaker " + number).onCallersThread();
      this.speech = speech;
      position = number * 7919 % (speech.length - BLOCK);
    }

    /** A block whose predecessor is not done is late: the listener gets silence, nobody waits. */
    void tick(Executor pool) {
      if (busy.compareAndSet(false, true)) {
        pool.execute(this::convert);
      } else {
        late.incrementAndGet();
      }
    }

    private void convert() {
      System.arraycopy(speech, position, block[0], 0, BLOCK);
      position = (position + BLOCK) % (speech.length - BLOCK);
      voice.convert(block, 0, BLOCK);
      // Here the block would be sent to the listeners.
      busy.set(false);
    }

    @Override
    public void close() {
      voice.close();
    }
  }

  /**
   * Runs it.
   *
   * @param args see {@code --help}
   */
  public static void main(String... args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Stage.run(
        new CommandLine(new SpeakerServer()),
        "speaker-server",
        "Converts many speakers at once, 10 ms at a time, on as many threads as there are cores.",
        args);
  }

  @Override
  public void run() {
    if (speakers < 1 || speakers > 10_000 || !(seconds > 0 && seconds <= 3600)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--speakers must be 1 to 10000, --seconds over 0, up to 3600.");
    }
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (VoiceConverter converter = VoiceConverter.builder().pitch(4).seed(7).build()) {
      List<Speaker> all = new ArrayList<>();
      float[] speech = Sample.samples();
      for (int i = 0; i < speakers; i++) {
        all.add(new Speaker(converter, speech, i));
      }
      long start = System.nanoTime();
      long ticks = Math.round(seconds * 100);
      for (int tick = 0; tick < ticks; tick++) {
        Stage.await(start, (long) tick * BLOCK);
        for (Speaker speaker : all) {
          speaker.tick(pool);
        }
      }
      pool.shutdown();
      if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new VoiceConversionException("The last blocks were not converted within 10 s.");
      }
      report(all, threads, ticks);
      all.forEach(Speaker::close);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pool.shutdownNow();
    }
  }

  private void report(List<Speaker> all, int threads, long ticks) {
    long late = all.stream().mapToLong(speaker -> speaker.late.get()).sum();
    long[] longest =
        all.stream()
            .mapToLong(s -> s.voice.session().statistics().processingMax().toNanos())
            .sorted()
            .toArray();
    var stdout = spec.commandLine().getOut();
    stdout.printf("speakers %d on %d threads%n", all.size(), threads);
    stdout.printf("latency  %.2f ms%n", all.get(0).voice.latency().total().toNanos() / 1e6);
    stdout.printf("blocks   %d of 10 ms, %d late%n", ticks * all.size(), late);
    stdout.printf(
        "longest  %.2f ms for a block; the median of the speakers' longest is %.2f ms%n",
        Arrays.stream(longest).max().orElse(0) / 1e6, longest[longest.length / 2] / 1e6);
  }
}
