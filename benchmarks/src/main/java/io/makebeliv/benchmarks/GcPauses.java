package io.makebeliv.benchmarks;

import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordingStream;

/**
 * Measures what a garbage collector does to a thread that converts live beside a thread that
 * allocates, and prints a Markdown table. Beside the converting thread there is, in turns, one that
 * wakes up at the same times and does nothing: what that one suffers is the machine's noise.
 */
public final class GcPauses {

  private static final String HELP =
      """
      Measures the pauses of a thread that converts live beside a neighbour that allocates.

        mvn -q -pl benchmarks -am package -DskipTests
        java -XX:+UseZGC -Xmx1g -cp benchmarks/target/benchmarks.jar io.makebeliv.benchmarks.GcPauses [options]
        java -cp benchmarks/target/benchmarks.jar io.makebeliv.benchmarks.GcPauses --collectors [options]

        --collectors    runs itself under this Java's default collector and under ZGC, one table
        --seconds S     how long in all, half of it converting; 30 by default
        --megabytes M   what the neighbour allocates in a second; 300 by default
        --wake MS       how often the thread wakes up; a block of 10 ms is converted when it is
                        full; 2.5 by default
        --heap SIZE     greatest heap of the collectors that are compared; 1g by default
        --help          this text

      The columns: how late the thread woke up; how long a block took to convert; when the last of a
      block was done after it was due, and how many blocks took over 10 ms for that; the collector's
      pauses in the same time; how much of the latest wake-up they were, how much of any wake-up at
      most, and how much of the longest conversion. What is not theirs is the machine's: other
      processes, and the sleeping thread shows how much that is.
      """;

  private static final String HEADER =
      """
      | collector | thread | woke late p99 | p99.9 | max | converting p50 | p99.9 | max | done max | over 10 ms | GC pauses | longest | in latest wake-up | most in any wake-up | in longest conversion |
      |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
      """;

  private static final int RATE = 48_000;
  private static final int BLOCK = 480;
  private static final int TURNS = 3;

  private GcPauses() {}

  /** A pause of the collector, on the clock of {@link System#nanoTime}. */
  record Pause(long start, long end) {

    long within(long from, long to) {
      return Math.max(0, Math.min(end, to) - Math.max(start, from));
    }
  }

  /** Everything a thread noted, wake-up by wake-up; made before it starts. */
  static final class Log {

    private final long[] due;
    private final long[] woke;
    private final long[] done;
    private int count;

    Log(int most) {
      due = new long[most];
      woke = new long[most];
      done = new long[most];
    }

    void add(long dueAt, long wokeAt, long doneAt) {
      if (count < due.length) {
        due[count] = dueAt;
        woke[count] = wokeAt;
        done[count] = doneAt;
        count++;
      }
    }

    String row(String collector, String thread, List<Pause> pauses) {
      long[] late = new long[count];
      long[] converting = new long[count];
      long[] all = new long[count];
      long mostGc = 0;
      int latest = 0;
      int longest = 0;
      for (int i = 0; i < count; i++) {
        late[i] = woke[i] - due[i];
        mostGc = Math.max(mostGc, within(pauses, due[i], woke[i]));
        converting[i] = done[i] - woke[i];
        all[i] = done[i] - due[i];
        latest = late[i] > late[latest] ? i : latest;
        longest = converting[i] > converting[longest] ? i : longest;
      }
      long over = Arrays.stream(all).filter(nanos -> nanos > 10_000_000).count();
      String gcLatest = ms(within(pauses, due[latest], woke[latest]));
      String gcLongest = ms(within(pauses, woke[longest], done[longest]));
      long[] worked = Arrays.stream(converting).filter(nanos -> nanos > 0).sorted().toArray();
      boolean converts = worked.length > 0;
      Arrays.sort(late);
      Arrays.sort(all);
      long longestPause = pauses.stream().mapToLong(p -> p.end() - p.start()).max().orElse(0);
      return "| "
          + String.join(
              " | ",
              collector,
              thread,
              ms(at(late, 0.99)),
              ms(at(late, 0.999)),
              ms(at(late, 1)),
              converts ? ms(at(worked, 0.5)) : "",
              converts ? ms(at(worked, 0.999)) : "",
              converts ? ms(at(worked, 1)) : "",
              converts ? ms(at(all, 1)) : "",
              converts ? Long.toString(over) : "",
              Integer.toString(pauses.size()),
              ms(longestPause),
              gcLatest,
              ms(mostGc),
              converts ? gcLongest : "")
          + " |\n";
    }

    private static long within(List<Pause> pauses, long from, long to) {
      return pauses.stream().mapToLong(pause -> pause.within(from, to)).sum();
    }

    private static long at(long[] sorted, double quantile) {
      return sorted.length == 0
          ? 0
          : sorted[(int) Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))];
    }

    private static String ms(long nanos) {
      return String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
    }
  }

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) throws IOException {
    System.exit(run(arguments));
  }

  static int run(String... arguments) throws IOException {
    try {
      Arguments options =
          Arguments.of(
              arguments,
              Set.of("--help", "--collectors", "--rows"),
              Set.of("--seconds", "--megabytes", "--wake", "--heap"));
      if (options.has("--help")) {
        System.out.print(HELP);
        return 0;
      }
      double seconds = options.number("--seconds", 30, 0.2, 3600);
      double megabytes = options.number("--megabytes", 300, 0, 100_000);
      double wake = options.number("--wake", 2.5, 0.5, 10);
      if (options.has("--collectors")) {
        return compare(seconds, megabytes, wake, options.text("--heap", "1g"));
      }
      String rows = measure(seconds, megabytes, wake);
      System.out.print(
          options.has("--rows") ? rows : HEADER + rows + conditions(seconds, megabytes));
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static int compare(double seconds, double megabytes, double wake, String heap)
      throws IOException, InterruptedException {
    StringBuilder table = new StringBuilder(HEADER);
    for (List<String> flags : List.of(List.<String>of(), List.of("-XX:+UseZGC"))) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(flags);
      command.addAll(
          List.of(
              "-Xmx" + heap,
              "-cp",
              System.getProperty("java.class.path"),
              GcPauses.class.getName(),
              "--rows",
              "--seconds",
              Double.toString(seconds),
              "--megabytes",
              Double.toString(megabytes),
              "--wake",
              Double.toString(wake)));
      Process child =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      table.append(new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      if (child.waitFor() != 0) {
        System.err.println("Java with " + flags + " failed, see above.");
        return 1;
      }
    }
    System.out.print(table + conditions(seconds, megabytes));
    return 0;
  }

  private static String conditions(double seconds, double megabytes) {
    return "%n%s s, the neighbour allocates %s MB/s; %d cores, Java %s. %s%n"
        .formatted(
            seconds,
            megabytes,
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("java.version"),
            LiveSessions.load());
  }

  /** Two rows: the thread that only wakes up, and the one that converts. */
  static String measure(double seconds, double megabytes, double wakeMs)
      throws InterruptedException {
    long wakeNanos = Math.round(wakeMs * 1e6);
    int most = (int) (seconds * 1e9 / 2 / wakeNanos) + TURNS;
    Log bare = new Log(most);
    Log converting = new Log(most);
    ConcurrentLinkedQueue<Pause> pauses = new ConcurrentLinkedQueue<>();
    List<Pause> whileBare = new ArrayList<>();
    List<Pause> whileConverting = new ArrayList<>();
    long turn = (long) (seconds * 1e9 / 2 / TURNS);
    Neighbour neighbour = new Neighbour(megabytes);
    try (RecordingStream recording = new RecordingStream();
        VoiceConverter converter = VoiceConverter.builder().pitch(4).formant(1.1).build();
        VoiceSession session = converter.openSession(RATE)) {
      listen(recording, pauses);
      warmUp(session);
      neighbour.start();
      for (int i = 0; i < TURNS; i++) {
        await(new Bare(bare, wakeNanos, turn));
        await(new Converting(converting, wakeNanos, turn, session));
      }
      neighbour.running = false;
      neighbour.join();
      // What was recorded is told about every second.
      Thread.sleep(2_500);
    }
    for (Pause pause : pauses) {
      (during(bare, pause) ? whileBare : whileConverting).add(pause);
    }
    whileConverting.removeIf(pause -> !during(converting, pause));
    String collector = collector();
    return bare.row(collector, "sleeping", whileBare)
        + converting.row(collector, "converting", whileConverting);
  }

  private static boolean during(Log log, Pause pause) {
    int at = Arrays.binarySearch(log.due, 0, log.count, pause.start());
    int before = at >= 0 ? at : -at - 2;
    // Turns of the other thread lie in between.
    return before >= 0
        && before < log.count
        && pause.start() - log.due[before] < 50_000_000
        && (before + 1 == log.count || log.due[before + 1] - log.due[before] < 50_000_000);
  }

  private static void await(Thread thread) throws InterruptedException {
    thread.start();
    thread.join();
  }

  private static void warmUp(VoiceSession session) {
    SpokenTape tape = new SpokenTape(RATE);
    float[] block = new float[BLOCK];
    for (int i = 0; i < 1000; i++) {
      tape.read(block, BLOCK);
      session.process(block, 0, block, 0, BLOCK);
    }
  }

  /**
   * The flight recorder knows pauses to the nanosecond; the collectors' beans to the millisecond.
   */
  private static void listen(RecordingStream recording, ConcurrentLinkedQueue<Pause> pauses) {
    Instant now = Instant.now();
    long nanos = System.nanoTime();
    recording.enable("jdk.GCPhasePause").withThreshold(Duration.ZERO).withoutStackTrace();
    recording.onEvent(
        "jdk.GCPhasePause",
        event -> {
          long start = nanos + Duration.between(now, event.getStartTime()).toNanos();
          pauses.add(new Pause(start, start + event.getDuration().toNanos()));
        });
    recording.startAsync();
  }

  private static String collector() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .map(GarbageCollectorMXBean::getName)
        .map(name -> name.contains(" ") ? name.substring(0, name.indexOf(' ')) : name)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Wakes up by the clock and notes when it did. */
  private static class Bare extends Thread {

    private final Log log;
    private final long wakeNanos;
    private final long turn;

    Bare(Log log, long wakeNanos, long turn) {
      super("gc-pauses");
      this.log = log;
      this.wakeNanos = wakeNanos;
      this.turn = turn;
    }

    @Override
    public void run() {
      long start = System.nanoTime();
      for (long due = start + wakeNanos; due < start + turn; due += wakeNanos) {
        long woke = System.nanoTime();
        while (woke < due) {
          LockSupport.parkNanos(due - woke);
          woke = System.nanoTime();
        }
        work(due - start);
        log.add(due, woke, isWork() ? System.nanoTime() : woke);
      }
    }

    void work(long elapsed) {}

    boolean isWork() {
      return false;
    }
  }

  /** Converts a block when 10 ms of audio have come. */
  private static final class Converting extends Bare {

    private final VoiceSession session;
    private final SpokenTape tape = new SpokenTape(RATE);
    private final float[] block = new float[BLOCK];
    private long converted;
    private boolean worked;

    Converting(Log log, long wakeNanos, long turn, VoiceSession session) {
      super(log, wakeNanos, turn);
      this.session = session;
    }

    @Override
    void work(long elapsed) {
      worked = false;
      while ((converted + 1) * 10_000_000 <= elapsed) {
        tape.read(block, BLOCK);
        session.process(block, 0, block, 0, BLOCK);
        converted++;
        worked = true;
      }
    }

    @Override
    boolean isWork() {
      return worked;
    }
  }

  /** Allocates so much in a second, and keeps a part of it for a while. */
  private static final class Neighbour extends Thread {

    private static final int CHUNK = 16 << 10;

    private final double bytesPerNano;
    private final byte[][] kept = new byte[2048][];
    private volatile boolean running = true;

    Neighbour(double megabytes) {
      super("neighbour");
      bytesPerNano = megabytes / 1e3;
      setDaemon(true);
    }

    @Override
    public void run() {
      long start = System.nanoTime();
      long chunks = 0;
      while (running) {
        double due = (System.nanoTime() - start) * bytesPerNano / CHUNK;
        while (chunks < due) {
          byte[] chunk = new byte[CHUNK];
          chunk[(int) (chunks % CHUNK)] = 1;
          kept[(int) (chunks % kept.length)] = chunk;
          chunks++;
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }
}
