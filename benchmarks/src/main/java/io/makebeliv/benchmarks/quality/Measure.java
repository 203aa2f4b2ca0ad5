package io.makebeliv.benchmarks.quality;

import java.util.Locale;

/** What is measured, and what is wanted of it. */
enum Measure {
  ENVELOPE("LSD", "envelope: log-spectral distance, dB", Double.NEGATIVE_INFINITY, 2.4, 1, 2),
  KURTOSIS("kurtosis", "residual kurtosis, out over in", 0.85, 1.25, 1, 2),
  KURTOSIS_PER_PERIOD("per period", "the same for each period", 1, 2),
  F0_MEDIAN("f0", "f0 error: median, cents", Double.NEGATIVE_INFINITY, 3.5, 1, 1),
  F0_P95("f0 95 %", "f0 error: 95 %, cents", Double.NEGATIVE_INFINITY, 25, 1, 1),
  F0_GROSS("gross", "f0 error: gross (> 200 cents), %", Double.NEGATIVE_INFINITY, 0.1, 100, 2),
  VOICING("voicing", "voicing changed, %", Double.NEGATIVE_INFINITY, 2.5, 100, 2),
  LOST("lost", "voiced frames that lost their voice, %", 100, 2),
  CEPSTRUM("MCD", "mel-cepstral distortion, dB", Double.NEGATIVE_INFINITY, 2.1, 1, 2),
  UNVOICED("unvoiced", "colour of unvoiced frames: distance, dB", 1, 2),
  UNSHIFTED(
      "unshifted", "voiced frames at the source's f0, %", Double.NEGATIVE_INFINITY, 0.3, 100, 2),
  VERBATIM("verbatim", "frames equal to the input, %", Double.NEGATIVE_INFINITY, 0, 100, 2),
  SILENCED("silenced", "sound that became silence, %", Double.NEGATIVE_INFINITY, 0, 100, 2),
  BURSTS("bursts", "sound where there was much less, %", Double.NEGATIVE_INFINITY, 0, 100, 2),
  ENVELOPE_TRUE("true LSD", "envelope: distance from the perfect voice's, dB", 1, 2),
  ENVELOPE_PERFECT("perfect LSD", "of the perfect voice from the source's, dB", 1, 2),
  KURTOSIS_TRUE("true kurtosis", "kurtosis over the perfect voice's", 1, 2),
  JUDGE_CENTS("judge, cents", "the judge on the input: median, cents", 1, 1),
  JUDGE_VOICING("judge, voicing", "the judge on the input: wrong voicing, %", 100, 2),
  LEVEL("level", "change of level, dB", -1, 1, 1, 2),
  PARTIALS_120(
      "120 Hz", "original partials, sawtooth 120 Hz, dB", Double.NEGATIVE_INFINITY, -60, 1, 1),
  PARTIALS_210(
      "210 Hz", "original partials, sawtooth 210 Hz, dB", Double.NEGATIVE_INFINITY, -60, 1, 1);

  /** How much worse it may be away from +4 and -4 semitones. */
  static final double FAR = 1.5;

  private static final double ROUNDING = 1e-9;

  private final String brief;
  private final String label;
  private final double lowest;
  private final double highest;
  private final double factor;
  private final int decimals;

  /** Without a goal. */
  Measure(String brief, String label, double factor, int decimals) {
    this(brief, label, Double.NaN, Double.NaN, factor, decimals);
  }

  /** Bounds are in the unit that is shown. */
  Measure(String brief, String label, double lowest, double highest, double factor, int decimals) {
    this.brief = brief;
    this.label = label;
    this.lowest = lowest;
    this.highest = highest;
    this.factor = factor;
    this.decimals = decimals;
  }

  String brief() {
    return brief;
  }

  String label() {
    return label;
  }

  boolean hasGoal() {
    return !Double.isNaN(highest);
  }

  String goal() {
    if (!hasGoal()) {
      return "";
    }
    return Double.isInfinite(lowest)
        ? (highest == 0 ? "0" : "≤ " + plain(highest))
        : plain(lowest) + " to " + plain(highest);
  }

  /** Whether a value is as wanted; away from +4 and -4 semitones within 1.5 times. */
  boolean reached(double value, boolean near) {
    // To be told apart on paper, too.
    double shown = Double.parseDouble(text(value));
    // Fifty decibels are no 1.5 times sixty: that bound stays where it is.
    double stretch = near || highest < 0 ? 1 : FAR;
    double low = this == KURTOSIS ? lowest / stretch : lowest * stretch;
    return shown >= low - ROUNDING && shown <= highest * stretch + ROUNDING;
  }

  String text(double value) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value * factor);
  }

  private static String plain(double value) {
    return java.math.BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
