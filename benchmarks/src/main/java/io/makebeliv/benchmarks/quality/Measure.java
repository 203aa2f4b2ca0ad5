package io.makebeliv.benchmarks.quality;

import java.util.Locale;

/** What is measured, and what is wanted of it. */
enum Measure {
  ENVELOPE("envelope: log-spectral distance, dB", Double.NEGATIVE_INFINITY, 2.4, 1, 2),
  KURTOSIS("residual kurtosis, out over in", 0.85, 1.25, 1, 2),
  KURTOSIS_PER_PERIOD("the same for each period", Double.NaN, Double.NaN, 1, 2),
  F0_MEDIAN("f0 error: median, cents", Double.NEGATIVE_INFINITY, 3.5, 1, 1),
  F0_P95("f0 error: 95 %, cents", Double.NEGATIVE_INFINITY, 25, 1, 1),
  F0_GROSS("f0 error: gross (> 200 cents), %", Double.NEGATIVE_INFINITY, 0.1, 100, 2),
  VOICING("voicing changed, %", Double.NEGATIVE_INFINITY, 2.5, 100, 2),
  LOST("voiced frames that lost their voice, %", Double.NaN, Double.NaN, 100, 2),
  CEPSTRUM("mel-cepstral distortion, dB", Double.NEGATIVE_INFINITY, 2.1, 1, 2),
  UNVOICED("colour of unvoiced frames: distance, dB", Double.NaN, Double.NaN, 1, 2),
  UNSHIFTED("voiced frames at the source's f0, %", Double.NEGATIVE_INFINITY, 0.3, 100, 2),
  VERBATIM("frames equal to the input, %", Double.NEGATIVE_INFINITY, 0, 100, 2),
  ENVELOPE_TRUE("envelope: distance from the perfect voice's, dB", Double.NaN, Double.NaN, 1, 2),
  ENVELOPE_PERFECT("of the perfect voice from the source's, dB", Double.NaN, Double.NaN, 1, 2),
  KURTOSIS_TRUE("kurtosis over the perfect voice's", Double.NaN, Double.NaN, 1, 2),
  JUDGE_CENTS("the judge on the input: median, cents", Double.NaN, Double.NaN, 1, 1),
  JUDGE_VOICING("the judge on the input: wrong voicing, %", Double.NaN, Double.NaN, 100, 2),
  LEVEL("change of level, dB", -1, 1, 1, 2),
  PARTIALS_120("original partials, sawtooth 120 Hz, dB", Double.NEGATIVE_INFINITY, -60, 1, 1),
  PARTIALS_210("original partials, sawtooth 210 Hz, dB", Double.NEGATIVE_INFINITY, -60, 1, 1);

  private static final double FAR = 1.5;
  private static final double ROUNDING = 1e-9;

  private final String label;
  private final double lowest;
  private final double highest;
  private final double factor;
  private final int decimals;

  /** Bounds are in the unit that is shown. */
  Measure(String label, double lowest, double highest, double factor, int decimals) {
    this.label = label;
    this.lowest = lowest;
    this.highest = highest;
    this.factor = factor;
    this.decimals = decimals;
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
