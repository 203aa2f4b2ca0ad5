package io.makebeliv.benchmarks;

import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.preset.Preset;
import io.makebeliv.preset.PresetException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Measures how many live sessions of the model-free voice a machine holds, and prints a Markdown
 * table.
 *
 * <p>One converter, many sessions, as many threads as there are cores. Every session gets a block
 * every 10 ms, by the clock, and its deadline is the next one. The threads share all sessions: each
 * takes the block that is due next, waits until it is due, and converts it.
 */
public final class LiveSessions {

  private static final String HELP =
      """
      Measures how many live sessions of the model-free voice this machine holds at 10 ms deadlines.

        mvn -q -pl benchmarks -am package -DskipTests
        java -cp benchmarks/target/benchmarks.jar io.makebeliv.benchmarks.LiveSessions [options]

        --seconds S       how long each number of sessions is tried; 4 by default
        --sessions N,N    tries these numbers; without it, searches for the greatest that holds,
                          and a number that does not is tried three times, of which the best counts
        --late SHARE      holds if at most this share of the blocks is late; 0.001 by default
        --rate HZ         sample rate of the sessions; 48000 by default
        --together        all blocks are due at the same moment; without it, spread over the 10 ms
        --preset FILE     how the voice is set; without it, +4 semitones and formants x 1.1
        --help            this text

      The columns: sessions; share of the blocks that missed their deadline; when a block was done
      after it was due; CPU seconds of the converting threads per second of audio of one session;
      how many cores that is for all of them.
      """;

  private static final long BLOCK_NANOS = 10_000_000;

  /** Later than this it does not hold, and the trial is given up. */
  private static final long HOPELESS_NANOS = 1_000_000_000;

  /** Another process's burst is not the sessions' fault. */
  private static final int TRIES = 3;

  private static final int MOST_SESSIONS = 4096;

  /** One number of sessions, tried. */
  record Trial(
      int sessions, long blocks, long late, Histogram done, double cpuSeconds, double seconds) {

    double lateShare() {
      return (double) late / blocks;
    }

    double cpuPerAudioSecond() {
      return cpuSeconds / (blocks * BLOCK_NANOS / 1e9);
    }

    double cores() {
      return cpuSeconds / seconds;
    }
  }

  private final int rate;
  private final double seconds;
  private final boolean together;
  private final float[] speech;

  LiveSessions(int rate, double seconds, boolean together) {
    this.rate = rate;
    this.seconds = seconds;
    this.together = together;
    speech = new float[4 * rate];
    new SpokenTape(rate).read(speech, speech.length);
  }

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    try {
      Arguments options =
          Arguments.of(
              arguments,
              Set.of("--help", "--together"),
              Set.of("--seconds", "--sessions", "--late", "--rate", "--preset"));
      if (options.has("--help")) {
        System.out.print(HELP);
        return 0;
      }
      measure(options);
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static void measure(Arguments options) throws InterruptedException {
    LiveSessions live =
        new LiveSessions(
            (int) options.number("--rate", 48_000, 8_000, 96_000),
            options.number("--seconds", 4, 0.1, 3600),
            options.has("--together"));
    double late = options.number("--late", 0.001, 0, 1);
    int[] fixed = numbers(options.text("--sessions", ""));
    String preset = options.text("--preset", "");
    VoiceConverter.Builder voice = VoiceConverter.builder();
    voice = preset.isEmpty() ? voice.pitch(4).formant(1.1) : voice.preset(preset(preset));
    try (VoiceConverter converter = voice.build()) {
      live.attempt(converter, 8); // Until Java has compiled it.
      List<Trial> trials = new ArrayList<>();
      if (fixed.length > 0) {
        for (int sessions : fixed) {
          trials.add(live.attempt(converter, sessions));
        }
      } else {
        live.search(converter, late, trials);
      }
      System.out.print(markdown(trials, late));
      System.out.printf(
          Locale.ROOT,
          "%nA session takes %.0f KiB of memory.%n",
          live.bytesPerSession(converter) / 1024);
      System.out.println(live.conditions());
    }
  }

  private static Preset preset(String file) {
    try {
      return Preset.load(Path.of(file));
    } catch (PresetException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static int[] numbers(String list) {
    if (list.isEmpty()) {
      return new int[0];
    }
    try {
      int[] numbers = Arrays.stream(list.split(",")).mapToInt(Integer::parseInt).toArray();
      if (Arrays.stream(numbers).allMatch(n -> n >= 1 && n <= MOST_SESSIONS)) {
        return numbers;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "--sessions must be numbers from 1 to " + MOST_SESSIONS + ", was " + list);
  }

  /** Doubles until it does not hold, then halves the distance down to some percent. */
  private void search(VoiceConverter converter, double late, List<Trial> trials)
      throws InterruptedException {
    int holds = 0;
    int breaks = MOST_SESSIONS + 1;
    for (int next = 16; breaks - holds > Math.max(1, holds / 32) && next <= MOST_SESSIONS; ) {
      Trial trial = attempt(converter, next);
      for (int again = 1; again < TRIES && trial.lateShare() > late; again++) {
        Trial other = attempt(converter, next);
        trial = other.lateShare() < trial.lateShare() ? other : trial;
      }
      trials.add(trial);
      if (trial.lateShare() <= late) {
        holds = next;
      } else {
        breaks = next;
      }
      next = breaks > MOST_SESSIONS ? 2 * holds : (holds + breaks) / 2;
      if (next == holds) {
        return;
      }
    }
  }

  /** Runs a number of sessions. */
  Trial attempt(VoiceConverter converter, int sessions) throws InterruptedException {
    List<VoiceSession> open =
        IntStream.range(0, sessions).mapToObj(i -> converter.openSession(rate)).toList();
    try {
      Pool pool = new Pool(open);
      List<Worker> workers =
          IntStream.range(0, Runtime.getRuntime().availableProcessors())
              .mapToObj(i -> new Worker(pool))
              .toList();
      workers.forEach(Thread::start);
      for (Worker worker : workers) {
        worker.join();
      }
      Histogram done = new Histogram(3);
      workers.forEach(worker -> done.add(worker.done));
      return new Trial(
          sessions,
          done.getTotalCount(),
          workers.stream().mapToLong(worker -> worker.late).sum(),
          done,
          workers.stream().mapToLong(worker -> worker.cpuNanos).sum() / 1e9,
          (System.nanoTime() - pool.start) / 1e9);
    } finally {
      open.forEach(VoiceSession::close);
    }
  }

  /** What is due when: block {@code k} is the next of session {@code k % n}. */
  private final class Pool {

    private final List<VoiceSession> sessions;
    private final long blocks;
    private final AtomicLong next = new AtomicLong();
    private final long start = System.nanoTime() + BLOCK_NANOS;
    private volatile boolean hopeless;

    Pool(List<VoiceSession> sessions) {
      this.sessions = sessions;
      blocks = Math.round(seconds * 1e9 / BLOCK_NANOS) * sessions.size();
    }

    long due(long block) {
      long tick = block / sessions.size();
      long phase = together ? 0 : block % sessions.size() * BLOCK_NANOS / sessions.size();
      return start + tick * BLOCK_NANOS + phase;
    }
  }

  private final class Worker extends Thread {

    private final Pool pool;
    private final Histogram done = new Histogram(1_000, 10 * HOPELESS_NANOS, 3);
    private final float[] output = new float[rate / 100];
    private long late;
    private long cpuNanos;

    Worker(Pool pool) {
      super("live-sessions");
      this.pool = pool;
    }

    @Override
    public void run() {
      for (long block = pool.next.getAndIncrement();
          block < pool.blocks && !pool.hopeless;
          block = pool.next.getAndIncrement()) {
        long due = pool.due(block);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        convert(block);
        long nanos = System.nanoTime() - due;
        done.recordValue(Math.min(nanos, 10 * HOPELESS_NANOS));
        if (nanos > BLOCK_NANOS) {
          late++;
        }
        if (nanos > HOPELESS_NANOS) {
          pool.hopeless = true;
        }
      }
      cpuNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void convert(long block) {
      int number = (int) (block % pool.sessions.size());
      long tick = block / pool.sessions.size();
      int blocks = speech.length / output.length;
      int from = (int) ((tick + number * 37L) % blocks) * output.length;
      pool.sessions.get(number).process(speech, from, output, 0, output.length);
    }
  }

  /** The heap that a session holds, over many. */
  double bytesPerSession(VoiceConverter converter) {
    int count = 200;
    long before = usedHeap();
    List<VoiceSession> open =
        IntStream.range(0, count).mapToObj(i -> converter.openSession(rate)).toList();
    try {
      return (double) (usedHeap() - before) / open.size();
    } finally {
      open.forEach(VoiceSession::close);
    }
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  static String markdown(List<Trial> trials, double late) {
    StringBuilder text =
        new StringBuilder(
            """
            | sessions | late | p50 | p99 | p99.9 | max | CPU per audio second | cores |
            |--:|--:|--:|--:|--:|--:|--:|--:|
            """);
    List<Trial> sorted = trials.stream().sorted(Comparator.comparingInt(Trial::sessions)).toList();
    for (Trial trial : sorted) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %d | %.3f %% | %.2f ms | %.2f ms | %.2f ms | %.2f ms | %.2f ms | %.2f |%n",
              trial.sessions(),
              100 * trial.lateShare(),
              trial.done().getValueAtPercentile(50) / 1e6,
              trial.done().getValueAtPercentile(99) / 1e6,
              trial.done().getValueAtPercentile(99.9) / 1e6,
              trial.done().getMaxValue() / 1e6,
              1e3 * trial.cpuPerAudioSecond(),
              trial.cores()));
    }
    sorted.stream()
        .filter(trial -> trial.lateShare() <= late)
        .reduce((a, b) -> b)
        .ifPresentOrElse(
            best ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "%nHolds %d live sessions: at most %s %% of the blocks missed 10 ms.%n",
                        best.sessions(),
                        100 * late)),
            () ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "%nNone of these held: more than %s %% of the blocks missed 10 ms.%n",
                        100 * late)));
    if (sorted.size() > 1) {
      text.append(growth(sorted));
    }
    return text.toString();
  }

  /** The straight line through the CPU time of all sessions by their number, by least squares. */
  private static String growth(List<Trial> trials) {
    double meanX = trials.stream().mapToDouble(Trial::sessions).average().orElse(0);
    double meanY = trials.stream().mapToDouble(Trial::cores).average().orElse(0);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (Trial trial : trials) {
      double x = trial.sessions() - meanX;
      double y = trial.cores() - meanY;
      xy += x * y;
      xx += x * x;
      yy += y * y;
    }
    return String.format(
        Locale.ROOT,
        "Growth: %.4f cores + %.5f cores for each session (R\u00b2 %.4f).%n",
        meanY - xy / xx * meanX,
        xy / xx,
        yy == 0 ? 1 : xy * xy / (xx * yy));
  }

  private String conditions() {
    return "%s s each, %d Hz, blocks of 10 ms due %s; %d cores, %s %s, Java %s. %s"
        .formatted(
            seconds,
            rate,
            together ? "together" : "one after the other",
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            System.getProperty("java.version"),
            load());
  }

  /** Whoever else uses the machine is part of the result. */
  static String load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0
        ? "The machine's load is not known."
        : String.format(Locale.ROOT, "The machine's load of the last minute is %.1f.", load);
  }
}
