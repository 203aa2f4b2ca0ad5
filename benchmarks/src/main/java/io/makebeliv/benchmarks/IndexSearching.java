package io.makebeliv.benchmarks;

import io.makebeliv.onnx.index.FeatureIndex;
import io.makebeliv.onnx.index.IndexSearch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Measures the search of an index for what one block of a stream needs, beside two plainer ways,
 * and checks that it finds the same.
 */
public final class IndexSearching {

  private static final String HELP =
      """
      Measures how long an index of made-up features is searched for a block, 5 rows of 768.

        mvn -q -pl benchmarks -am package -DskipTests
        java -cp benchmarks/target/benchmarks.jar io.makebeliv.benchmarks.IndexSearching [options]

        --quick      10,000 rows alone instead of 10,000, 50,000 and 200,000
        --rows N     this many rows alone
        --blocks N   blocks that are measured; 400 by default
        --help       this text

      Prints CPU time of a block as medians, and the ratios of these. Every way of searching lists
      takes three turns with every block, by turns with the others, and the least counts; those that
      have none take every fortieth block. Features are like speech, or nothing but chance, which is
      the worst case. Needs 1.3 GB of disk space for 200,000 rows.
      """;

  private static final int DIMENSION = 768;
  private static final int BLOCK = 5;
  private static final int WANTED = IndexSearch.USUAL_NEIGHBOURS;
  private static final int WARM_UP = 600;
  private static final int SELDOM = 40;

  /** What else the machine does disturbs one turn; unlucky rows slow all of them down. */
  private static final int TURNS = 3;

  /**
   * How often centres move into the middle of their rows. Training moves them more often, and its
   * longest lists are shorter; here each time takes a while. Chance has no middles to move to.
   */
  private static final int MOVES = 4;

  private final int blocks;
  private final int size;
  private final boolean speech;

  private IndexSearching(int blocks, int size, boolean speech) {
    this.blocks = blocks;
    this.size = size;
    this.speech = speech;
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
          Arguments.of(arguments, Set.of("--help", "--quick"), Set.of("--rows", "--blocks"));
      if (options.has("--help")) {
        System.out.print(HELP);
        return 0;
      }
      int one = (int) options.number("--rows", 10_000, 1000, 600_000);
      int blocks = (int) options.number("--blocks", 400, 1, 100_000);
      boolean single = options.has("--rows") || options.has("--quick");
      System.out.print(
          """
          | features | rows | lists | ours, µs a block (99 %, most) | every centre in full | ratio \
          | the same found | table alone: ours, µs | all rows one by one | ratio | of the nearest found \
          | loading index / table, CPU ms | kept for index / table, MB |
          |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
          """);
      for (int size : single ? new int[] {one} : new int[] {10_000, 50_000, 200_000}) {
        new IndexSearching(blocks, size, true).measure();
        new IndexSearching(blocks, size, false).measure();
      }
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (IOException e) {
      System.err.println(e);
      return 1;
    }
  }

  private void measure() throws IOException {
    MadeFeatures features = new MadeFeatures(DIMENSION, speech, 1);
    try (MadeIndex made = new MadeIndex(features, DIMENSION, size, speech ? MOVES : 1)) {
      long heap = usedBytes();
      long start = nanos();
      FeatureIndex index = FeatureIndex.open(made.index());
      double loading = (nanos() - start) / 1e6;
      long kept = usedBytes() - heap;
      heap = usedBytes();
      start = nanos();
      FeatureIndex table = FeatureIndex.open(made.table());
      double loadingTable = (nanos() - start) / 1e6;
      long keptTable = usedBytes() - heap;
      Race race = new Race(made, index, table);
      float[] rows = new float[BLOCK * DIMENSION];
      float[] row = new float[DIMENSION];
      for (int i = -WARM_UP; i < blocks; i++) {
        for (int r = 0; r < BLOCK; r++) {
          features.next(row);
          System.arraycopy(row, 0, rows, r * DIMENSION, DIMENSION);
        }
        race.run(rows, i);
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %,d | %,d | %.0f (%.0f, %.0f) | %.0f | %.3f | %s | %.0f | %.0f | %.4f | %s | %.0f / %.0f"
              + " | %.1f / %.1f |%n",
          speech ? "speech" : "chance",
          size,
          made.lists(),
          quantile(race.ours, 0.5),
          quantile(race.ours, 0.99),
          quantile(race.ours, 1),
          quantile(race.full, 0.5),
          quantile(race.ours, 0.5) / quantile(race.full, 0.5),
          race.sameOfLists(),
          quantile(race.oursOfAll, 0.5),
          quantile(race.plain, 0.5),
          quantile(race.oursOfAll, 0.5) / quantile(race.plain, 0.5),
          race.foundOfAll(),
          loading,
          loadingTable,
          kept / 1e6,
          keptTable / 1e6);
    }
  }

  /** All ways with the same rows. */
  private final class Race {

    private final IndexSearch indexSearch;
    private final IndexSearch tableSearch;
    private final WholeSearch whole;
    private final double[] ours = new double[blocks];
    private final double[] full = new double[blocks];
    private final double[] oursOfAll = new double[(blocks + SELDOM - 1) / SELDOM];
    private final double[] plain = new double[oursOfAll.length];
    private int same;
    private int compared;
    private int sameOfAll;
    private int comparedOfAll;

    Race(MadeIndex made, FeatureIndex index, FeatureIndex table) {
      indexSearch = new IndexSearch(index, WANTED, index.storedProbes(), BLOCK);
      tableSearch = new IndexSearch(table, WANTED, table.storedProbes(), BLOCK);
      whole = new WholeSearch(made, DIMENSION, size, WANTED, BLOCK);
    }

    void run(float[] rows, int i) {
      double a = Double.POSITIVE_INFINITY;
      double b = Double.POSITIVE_INFINITY;
      for (int turn = 0; turn < TURNS; turn++) {
        a = Math.min(a, micros(() -> indexSearch.search(rows, 0, BLOCK)));
        b = Math.min(b, micros(() -> whole.ofLists(rows, BLOCK)));
      }
      if (i >= 0) {
        ours[i] = a;
        full[i] = b;
        for (int k = 0; k < BLOCK * WANTED; k++) {
          same += agree(indexSearch, k) ? 1 : 0;
          compared++;
        }
      }
      if (Math.floorMod(i, SELDOM) == 0) {
        double c = micros(() -> tableSearch.search(rows, 0, BLOCK));
        double d = micros(() -> whole.ofAll(rows, BLOCK));
        if (i >= 0) {
          oursOfAll[i / SELDOM] = c;
          plain[i / SELDOM] = d;
          for (int k = 0; k < BLOCK * WANTED; k++) {
            sameOfAll += isFound(tableSearch, k) ? 1 : 0;
            comparedOfAll++;
          }
        }
      }
    }

    private boolean agree(IndexSearch search, int k) {
      int r = k / WANTED;
      int n = k % WANTED;
      int found = whole.found(r, n);
      return n < search.found(r) ? search.id(r, n) == found : found < 0;
    }

    /** Whether one of the nearest of all is among the nearest found. */
    private boolean isFound(IndexSearch search, int k) {
      int r = k / WANTED;
      int wanted = whole.found(r, k % WANTED);
      for (int n = 0; n < search.found(r); n++) {
        if (search.id(r, n) == wanted) {
          return true;
        }
      }
      return false;
    }

    String sameOfLists() {
      return same == compared ? "all" : "%d of %d".formatted(same, compared);
    }

    String foundOfAll() {
      return "%.0f %%".formatted(100.0 * sameOfAll / comparedOfAll);
    }
  }

  private static double micros(Runnable work) {
    long start = nanos();
    work.run();
    return (nanos() - start) / 1e3;
  }

  private static double quantile(double[] values, double part) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (part * (sorted.length - 1))];
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long nanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadCpuTime();
  }
}
