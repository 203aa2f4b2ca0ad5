package io.makebeliv.examples.report;

import io.makebeliv.dsp.PitchTracker;
import java.util.Arrays;

/** The fundamental frequency of a recording over time. */
public final class F0Track {

  private static final double SHORTEST_VOICED_SECONDS = 0.030;

  private final double hopSeconds;
  private final double firstSeconds;
  private final float[] f0;
  private final float[] voicedSorted;

  /**
   * Takes estimates at even distances.
   *
   * @param firstSeconds the instant that the first estimate describes
   * @param hopSeconds the distance between estimates
   * @param f0 Hz, or 0 where the voice is silent or unvoiced
   */
  F0Track(double firstSeconds, double hopSeconds, float[] f0) {
    this.firstSeconds = firstSeconds;
    this.hopSeconds = hopSeconds;
    this.f0 = f0;
    int voiced = 0;
    float[] sorted = new float[f0.length];
    for (float hertz : f0) {
      if (hertz > 0) {
        sorted[voiced++] = hertz;
      }
    }
    voicedSorted = Arrays.copyOf(sorted, voiced);
    Arrays.sort(voicedSorted);
  }

  /** Follows a recording from its first sample to its last. */
  static F0Track of(Excerpt excerpt, PitchTracker tracker) {
    int hop = tracker.hop();
    // Silence after the end pushes out the estimates that are still on their way.
    float[] padded = Arrays.copyOf(excerpt.samples(), excerpt.samples().length + tracker.delay());
    float[] f0 = new float[padded.length / hop];
    for (int i = 0; i < f0.length; i++) {
      tracker.track(padded, i * hop);
      f0[i] = tracker.f0();
    }
    double rate = excerpt.sampleRate();
    dropShortRuns(f0, (int) Math.ceil(SHORTEST_VOICED_SECONDS * rate / hop));
    return new F0Track((hop - tracker.delay()) / rate, hop / rate, f0);
  }

  /** No voice speaks for so short a time; what sounds voiced there is noise that happens to. */
  private static void dropShortRuns(float[] f0, int shortest) {
    for (int start = 0; start < f0.length; ) {
      int end = start + 1;
      while (end < f0.length && follows(f0[end - 1], f0[end])) {
        end++;
      }
      if (end - start < shortest) {
        Arrays.fill(f0, start, end, 0);
      }
      start = end;
    }
  }

  /**
   * Whether two neighbouring estimates belong to one glide of the voice: no jump as octaves are.
   */
  static boolean follows(float previous, float next) {
    return previous > 0 && next > 0 && Math.abs(Math.log(next / previous)) < Math.log(2) / 2;
  }

  int size() {
    return f0.length;
  }

  /** The instant that an estimate describes, in seconds from the first sample. */
  double seconds(int index) {
    return firstSeconds + index * hopSeconds;
  }

  /** An estimate in Hz, 0 where unvoiced. */
  float hertz(int index) {
    return f0[index];
  }

  /** The estimate nearest to an instant in Hz, 0 where unvoiced or outside. */
  float at(double seconds) {
    long index = Math.round((seconds - firstSeconds) / hopSeconds);
    return index < 0 || index >= f0.length ? 0 : f0[(int) index];
  }

  /**
   * Says whether any voiced speech was found.
   *
   * @return false for silence and noise
   */
  public boolean voiced() {
    return voicedSorted.length > 0;
  }

  /**
   * Returns the fundamental frequency that a share of the voiced time stays below.
   *
   * @param percent 0 to 100; 50 gives the median
   * @return Hz, or 0 where nothing is voiced
   */
  public double percentile(double percent) {
    return Percentile.of(voicedSorted, percent);
  }
}
