package io.makebeliv.examples;

import io.makebeliv.ConversionSummary;
import io.makebeliv.VoiceConversionException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Converts every recording of a tree of folders into a tree of the same shape, on all cores. */
final class FolderConversion {

  /** What recordings are called. Other files of a folder, lists and pictures, are left alone. */
  private static final Set<String> EXTENSIONS =
      Set.of(
          "wav", "wave", "rf64", "bw64", "aif", "aiff", "aifc", "au", "snd", "flac", "mp3", "ogg",
          "oga", "opus", "m4a", "wma");

  private record Job(Path in, Path out, long bytes) {}

  private record Failure(Path file, String why) {

    /** One line; most messages name the file already. */
    String line() {
      return why.contains(file.toString()) ? why : file + ": " + why;
    }
  }

  private final Path outFolder;
  private final List<Job> jobs;
  private final List<Failure> unreadable;

  private FolderConversion(Path outFolder, List<Job> jobs, List<Failure> unreadable) {
    this.outFolder = outFolder;
    this.jobs = jobs;
    this.unreadable = unreadable;
  }

  /**
   * Finds the recordings and decides where each goes. Writes nothing.
   *
   * @param in an existing folder
   * @param out the folder to fill; made when the first recording is done
   * @throws IllegalArgumentException if the two folders do not go together
   * @throws VoiceConversionException if there is nothing to convert
   */
  static FolderConversion plan(Path in, Path out) {
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw new IllegalArgumentException(
          "IN is a folder but OUT is a file: " + out + ". Give a folder as OUT.");
    }
    if (Places.same(in, out)) {
      throw new IllegalArgumentException(
          "IN and OUT are the same folder (" + in + "); give another folder as OUT.");
    }
    if (Places.inside(out, in) || Places.inside(in, out)) {
      throw new IllegalArgumentException(
          "One of IN and OUT lies inside the other (%s, %s); give folders side by side."
              .formatted(in, out));
    }
    List<Failure> unreadable = new ArrayList<>();
    SortedMap<Path, Long> found = find(in, unreadable);
    if (found.isEmpty() && unreadable.isEmpty()) {
      throw new VoiceConversionException(
          "No recordings in %s: no file there ends in .wav, .flac, .mp3 or the like."
              .formatted(in));
    }
    return new FolderConversion(out, assign(in, out, found), unreadable);
  }

  private static SortedMap<Path, Long> find(Path in, List<Failure> unreadable) {
    SortedMap<Path, Long> found = new TreeMap<>();
    try {
      Files.walkFileTree(
          in,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile() && isRecording(file)) {
                found.put(file, attributes.size());
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              // A link back up the tree leads to nothing new.
              if (!(e instanceof FileSystemLoopException)) {
                unreadable.add(new Failure(file, "Could not look into it: " + e));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new VoiceConversionException("Could not look through " + in + ": " + e, e);
    }
    return found;
  }

  private static boolean isRecording(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".")
        && EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  /** Gives every recording its own target: {@code a.mp3} makes way for {@code a.wav}. */
  private static List<Job> assign(Path in, Path out, SortedMap<Path, Long> found) {
    List<Path> wavFirst = new ArrayList<>(found.keySet());
    wavFirst.sort(
        Comparator.comparing((Path file) -> !file.toString().endsWith(".wav"))
            .thenComparing(Comparator.naturalOrder()));
    Set<Path> taken = new HashSet<>();
    List<Job> jobs = new ArrayList<>();
    for (Path file : wavFirst) {
      Path wanted = out.resolve(in.relativize(file).toString());
      String name = wanted.getFileName().toString();
      Path target = wanted.resolveSibling(wavName(name));
      for (int i = 1; !taken.add(target); i++) {
        target = wanted.resolveSibling(name + (i == 1 ? "" : "-" + i) + ".wav");
      }
      jobs.add(new Job(file, target, found.getOrDefault(file, 0L)));
    }
    jobs.sort(Comparator.comparing(Job::in));
    return jobs;
  }

  /** The name of a recording once it is WAV. */
  static String wavName(String name) {
    int dot = name.lastIndexOf('.');
    return (dot > 0 ? name.substring(0, dot) : name) + ".wav";
  }

  /**
   * Converts all of them; one that fails is reported and the rest are done all the same.
   *
   * @return 0, or 1 if any failed
   */
  int run(Voice voice, Terminal terminal, PrintWriter out, PrintWriter err) {
    long start = System.nanoTime();
    List<Failure> failures = new ArrayList<>(unreadable);
    double seconds = 0;
    int threads = Math.max(1, Math.min(jobs.size(), Runtime.getRuntime().availableProcessors()));
    ExecutorService executor = Executors.newFixedThreadPool(threads, FolderConversion::daemon);
    long bytes = jobs.stream().mapToLong(Job::bytes).sum();
    try (Progress progress = new Progress(terminal, "Converting", bytes, "MB", 1_000_000)) {
      progress.message("0/" + jobs.size());
      AtomicInteger finished = new AtomicInteger();
      List<Future<ConversionSummary>> results = new ArrayList<>();
      for (Job job : jobs) {
        results.add(
            executor.submit(
                () -> {
                  try {
                    return convert(voice, job, progress);
                  } finally {
                    progress.message(finished.incrementAndGet() + "/" + jobs.size());
                  }
                }));
      }
      for (int i = 0; i < results.size(); i++) {
        try {
          ConversionSummary summary = results.get(i).get();
          seconds += (double) summary.outputFrames() / summary.outputRate();
        } catch (ExecutionException e) {
          Throwable why = e.getCause() == null ? e : e.getCause();
          failures.add(new Failure(jobs.get(i).in(), Makebeliv.explain(why)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VoiceConversionException(
          "Interrupted; what was complete is in " + outFolder + ".", e);
    } finally {
      executor.shutdownNow();
    }
    for (Failure failure : failures) {
      err.println("makebeliv: " + failure.line());
    }
    double elapsed = (System.nanoTime() - start) / 1e9;
    out.print(
        Summaries.folder(
            outFolder,
            voice,
            jobs.size() + unreadable.size() - failures.size(),
            jobs.size() + unreadable.size(),
            seconds,
            elapsed));
    return failures.isEmpty() ? 0 : 1;
  }

  private static ConversionSummary convert(Voice voice, Job job, Progress progress) {
    long[] done = {0};
    try {
      Path folder = job.out().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      return FileConversion.run(
          voice.converter(),
          job.in(),
          job.out(),
          fraction -> {
            long now = Math.round(fraction * job.bytes());
            progress.advance(now - done[0]);
            done[0] = now;
          });
    } catch (IOException e) {
      throw new VoiceConversionException("Could not make the folder of " + job.out() + ": " + e, e);
    } finally {
      progress.advance(job.bytes() - done[0]);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "convert");
    thread.setDaemon(true);
    return thread;
  }
}
