package io.makebeliv.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Settings in the order in which they are given up: each has a longer chunk or less context than
 * the one before it, and so takes less of the machine. A second of context is worth more than a
 * short delay up to a quarter of a second; what lies beyond is given up in turns.
 *
 * @param rungs the first is what is wished for; never empty
 */
record PaceLadder(List<RvcSettings> rungs) {

  private static final int[] CHUNKS = {20, 30, 50, 70, 100, 160, 250, 350, 500, 700, 1000};
  private static final int[] CONTEXTS = {3000, 2500, 2000, 1500, 1000, 700, 500, 300};

  PaceLadder {
    rungs = List.copyOf(rungs);
  }

  /**
   * Builds a ladder.
   *
   * @param wish the shortest chunk and the longest context
   * @param chunk whether the chunk may grow
   * @param context whether the context may shrink
   */
  static PaceLadder from(RvcSettings wish, boolean chunk, boolean context) {
    List<RvcSettings> rungs = new ArrayList<>(List.of(wish));
    for (int[] turn : new int[][] {{250, 1000}, {500, 500}, {1000, 300}}) {
      if (context) {
        shrink(rungs, turn[1]);
      }
      if (chunk) {
        grow(rungs, turn[0]);
      }
    }
    return new PaceLadder(rungs);
  }

  private static void shrink(List<RvcSettings> rungs, int least) {
    for (int ms : CONTEXTS) {
      RvcSettings last = rungs.get(rungs.size() - 1);
      if (ms >= least && ms < last.contextMs()) {
        rungs.add(last.context(ms));
      }
    }
  }

  private static void grow(List<RvcSettings> rungs, int most) {
    for (int ms : CHUNKS) {
      RvcSettings last = rungs.get(rungs.size() - 1);
      if (ms <= most && ms > last.chunkMs()) {
        rungs.add(last.chunk(ms));
      }
    }
  }

  /**
   * Finds the first rung that fits, measuring as few as it can: the wish, and then by halves.
   *
   * @param load how long a step takes against its audio
   * @param most the load to keep to
   * @return the first that fits, or else the least bad of those that were measured
   */
  RvcPace choose(ToDoubleFunction<RvcSettings> load, double most) {
    RvcPace best = measured(0, load, most);
    int low = 1;
    int high = best.fits() ? 1 : rungs.size();
    while (low < high) {
      int middle = (low + high) / 2;
      RvcPace pace = measured(middle, load, most);
      if (pace.fits()) {
        high = middle;
        best = pace;
      } else {
        low = middle + 1;
        best = !best.fits() && pace.load() < best.load() ? pace : best;
      }
    }
    return best;
  }

  private RvcPace measured(int rung, ToDoubleFunction<RvcSettings> load, double most) {
    RvcSettings settings = rungs.get(rung);
    return new RvcPace(settings, load.applyAsDouble(settings), most);
  }
}
