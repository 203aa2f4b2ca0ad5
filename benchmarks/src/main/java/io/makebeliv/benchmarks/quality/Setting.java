package io.makebeliv.benchmarks.quality;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/**
 * What is asked of the voice.
 *
 * @param semitones by which the pitch moves
 * @param formant factor on formants
 */
record Setting(double semitones, double formant) {

  private static final double NEAR_SEMITONES = 4;

  double ratio() {
    return Math.pow(2, semitones / 12);
  }

  /** Whether the goals hold as they are; further off, half as much again is allowed. */
  boolean near() {
    return Math.abs(semitones) <= NEAR_SEMITONES && formant == 1;
  }

  String label() {
    DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
    String pitch = new DecimalFormat("+0.##;-0.##", symbols).format(semitones) + " st";
    String size = "formant " + new DecimalFormat("0.##", symbols).format(formant);
    if (formant == 1) {
      return pitch;
    }
    return semitones == 0 ? size : pitch + ", " + size;
  }
}
