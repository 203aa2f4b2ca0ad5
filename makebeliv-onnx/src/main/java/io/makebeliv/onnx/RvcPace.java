package io.makebeliv.onnx;

import java.util.Locale;
import java.util.Optional;

/**
 * How fast a voice runs on this machine.
 *
 * @param settings how it was run
 * @param load how long a step takes, as a share of the audio that it converts: from 1 on, it does
 *     not keep up
 * @param mostLoad the load that was to be kept to
 */
public record RvcPace(RvcSettings settings, double load, double mostLoad) {

  /**
   * Says whether a live stream can be run so, with room for a machine that has other work as well.
   *
   * @return whether the load is at most {@link #mostLoad}
   */
  public boolean fits() {
    return load <= mostLoad;
  }

  /**
   * Returns what to tell the user where it does not fit.
   *
   * @return a sentence or two; empty where it fits
   */
  public Optional<String> warning() {
    if (fits()) {
      return Optional.empty();
    }
    String what =
        load < 1
            ? "There will be gaps whenever the machine has other work"
            : "Live, what is too late will be left out";
    return Optional.of(
        String.format(
            Locale.ROOT,
            "This machine is too slow for this voice: with %s, a step takes %.2f times as long as its audio lasts."
                + " %s. A GPU or more threads help; recordings are converted whole all the same.",
            describe(settings),
            load,
            what));
  }

  private static String describe(RvcSettings settings) {
    return "chunk %d ms, context %s s".formatted(settings.chunkMs(), seconds(settings.contextMs()));
  }

  private static String seconds(int ms) {
    return String.format(Locale.ROOT, "%.2f", ms / 1e3).replaceFirst("\\.?0+$", "");
  }

  /** The settings that matter and the load, as one line. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s: load %.2f", describe(settings), load);
  }
}
