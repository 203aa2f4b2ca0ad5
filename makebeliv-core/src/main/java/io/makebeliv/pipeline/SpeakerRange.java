package io.makebeliv.pipeline;

import io.makebeliv.dsp.CorrelationPitchTracker;
import java.util.Arrays;

/**
 * Learns where a speaker's pitch lies and how far it spreads. It begins with what lies between
 * women and men, knows the median after half a second of voice and the spread after one and a half,
 * and forgets a voice within half a minute of another. Where nobody speaks, nothing is learned.
 *
 * <p>What it tells moves slowly to what it has learned, so that nobody hears the melody being bent:
 * by 4 semitones a second at most while a voice is heard. That is the glide of a syllable of a
 * fifth of a second that is just not heard as one (0.16 semitones by the square of its seconds; J.
 * 't Hart, R. Collier, A. Cohen, "A Perceptual Study of Intonation", 1990). In pauses it goes six
 * times as fast, for there is nothing to hear.
 *
 * <p>All of it is a function of the samples and of the frame at which they began, on a grid of
 * hops.
 */
final class SpeakerRange {

  /** 155 Hz, in semitones above 1 Hz: in the middle between women and men. */
  static final double USUAL_MEDIAN = HeardRange.semitones(155);

  static final double USUAL_SPREAD = 3;

  /** Semitones a second while a voice is heard. */
  static final double MOST_MEDIAN_SLOPE = 4;

  /** The natural logarithm of the spread, a second, while a voice is heard. */
  static final double MOST_SPREAD_SLOPE = 0.6;

  static final double PAUSE_FACTOR = 6;

  private static final double PAUSE_SECONDS = 0.03;

  private static final double LOWEST_HZ = 50;
  private static final int SPAN_SEMITONES = 48;
  private static final double MEMORY_SECONDS = 30;

  /** So much voice, heard ahead, tells enough of who begins to speak. */
  private static final double AHEAD_SECONDS = 4;

  private static final double MEDIAN_SECONDS = 0.5;
  private static final double SPREAD_SECONDS = 1.5;

  /** Of the lower and the upper end of the spread: the standard deviation, where it is normal. */
  private static final double LOWER = 0.1587;

  /** What is narrower is a held note. */
  private static final double NARROWEST = 0.5;

  /** What is louder than -50 dB of full scale is a voice, and not the hum of a room. */
  private static final double AUDIBLE = 0.003;

  /** 30 dB below the speaker's voice, somebody else speaks. */
  private static final double FAINT = 0.03;

  /** Where a voice begins, a tracker is not sure of it yet. */
  private static final double UNSURE_SECONDS = 0.02;

  private static final double LEVEL_SECONDS = 0.03;
  private static final double LOUDEST_SECONDS = 10;

  /** More hops than there are in the longest block, at any rate. */
  private static final int KEPT = 256;

  private final CorrelationPitchTracker tracker;
  private final PitchCensus census;
  private final float[] samples;
  private final double hopSeconds;
  private final double levelDecay;
  private final double loudestDecay;

  /** What was told after each of the last hops, as rings. */
  private final double[] medians = new double[KEPT];

  private final double[] spreads = new double[KEPT];

  private long start;
  private long hops;
  private int filled;

  private double level;
  private double loudest;

  /** Seconds of voice that were learned from, of voice since it began, and since it ended. */
  private double voiced;

  private double run;
  private double unvoiced;
  private double learnedMedian;
  private double learnedSpread;
  private double median;
  private double spread;

  SpeakerRange(int sampleRate) {
    tracker = new CorrelationPitchTracker(sampleRate);
    samples = new float[tracker.hop()];
    hopSeconds = (double) samples.length / sampleRate;
    levelDecay = Math.exp(-hopSeconds / LEVEL_SECONDS);
    loudestDecay = Math.exp(-hopSeconds / LOUDEST_SECONDS);
    census =
        new PitchCensus(
            HeardRange.semitones(LOWEST_HZ), SPAN_SEMITONES, MEMORY_SECONDS / hopSeconds);
    reset();
  }

  /**
   * Hears the next frames. Where some were left out, what was learned stays.
   *
   * @param position absolute index of the first frame
   */
  void hear(float[] block, int frames, long position) {
    if (position != start + hops * samples.length + filled) {
      listen(position);
    }
    for (int done = 0; done < frames; ) {
      int count = Math.min(samples.length - filled, frames - done);
      System.arraycopy(block, done, samples, filled, count);
      filled += count;
      done += count;
      if (filled == samples.length) {
        filled = 0;
        hop();
      }
    }
  }

  /**
   * Tells what it knew at a time.
   *
   * @param frame how many frames of the stream had been heard then, or a block fewer than by now
   */
  void at(long frame, HeardRange result) {
    long hop = Math.max(0, Math.min(hops, Math.floorDiv(frame - start, samples.length)));
    int i = (int) (hop % KEPT);
    result.set(medians[i], spreads[i]);
  }

  /** Whether enough was heard ahead: more would tell of who speaks later. */
  boolean certain() {
    return voiced >= AHEAD_SECONDS;
  }

  /** Begins a stream with what was learned from it ahead. */
  void begin() {
    level = 0;
    loudest = 0;
    unvoiced = 0;
    median = learnedMedian;
    spread = learnedSpread;
    Arrays.fill(medians, median);
    Arrays.fill(spreads, spread);
    listen(0);
  }

  private void listen(long position) {
    tracker.reset();
    run = 0;
    start = position;
    hops = 0;
    filled = 0;
    note();
  }

  private void note() {
    int i = (int) (hops % KEPT);
    medians[i] = median;
    spreads[i] = spread;
  }

  private void hop() {
    tracker.track(samples, 0);
    float hertz = tracker.f0();
    if (isLoud() && hertz > 0) {
      unvoiced = 0;
      run += hopSeconds;
      if (run > UNSURE_SECONDS) {
        voiced += hopSeconds;
        census.add(HeardRange.semitones(hertz));
        learn();
      }
    } else {
      run = 0;
      unvoiced += hopSeconds;
    }
    double time = hopSeconds * (unvoiced > PAUSE_SECONDS ? PAUSE_FACTOR : 1);
    median = towards(median, learnedMedian, MOST_MEDIAN_SLOPE * time);
    double further = Math.exp(MOST_SPREAD_SLOPE * time);
    spread = Math.max(spread / further, Math.min(spread * further, learnedSpread));
    hops++;
    note();
  }

  private boolean isLoud() {
    double peak = 0;
    for (float sample : samples) {
      peak = Math.max(peak, Math.abs(sample));
    }
    level = Math.max(peak, level * levelDecay);
    loudest = Math.max(level, loudest * loudestDecay);
    return level > AUDIBLE && level > FAINT * loudest;
  }

  private void learn() {
    double middle = census.quantile(0.5);
    double width = (census.quantile(1 - LOWER) - census.quantile(LOWER)) / 2;
    double wider = Math.log(Math.max(NARROWEST, width) / USUAL_SPREAD);
    learnedMedian = USUAL_MEDIAN + Math.min(1, voiced / MEDIAN_SECONDS) * (middle - USUAL_MEDIAN);
    learnedSpread = USUAL_SPREAD * Math.exp(Math.min(1, voiced / SPREAD_SECONDS) * wider);
  }

  private static double towards(double from, double to, double most) {
    return from + Math.max(-most, Math.min(most, to - from));
  }

  void reset() {
    census.reset();
    voiced = 0;
    learnedMedian = USUAL_MEDIAN;
    learnedSpread = USUAL_SPREAD;
    begin();
  }
}
