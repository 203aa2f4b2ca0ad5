package io.makebeliv.examples;

import io.makebeliv.VoiceConverter;
import io.makebeliv.inference.PitchRange;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.preset.VoiceChoice;
import java.util.Locale;

/**
 * An opened voice and how it is set.
 *
 * @param converter converts; owns the backend
 * @param name what a person calls the voice
 * @param settings pitch and formants
 * @param seed the key of everything random
 * @param choice which voice it is
 */
record Voice(
    VoiceConverter converter, String name, VoiceSettings settings, long seed, VoiceChoice choice)
    implements AutoCloseable {

  /** The voice and its settings as one line. */
  String describe() {
    return String.format(
        Locale.ROOT,
        "%s: pitch %s semitones%s, formants x %s, seed %d",
        name,
        number("%+.2f", settings.pitchSemitones()),
        where(),
        number("%.2f", settings.formantRatio()),
        seed);
  }

  private String where() {
    if (settings.hasTarget()) {
      return " at " + number("%.1f", settings.targetHz()) + " Hz throughout";
    }
    PitchRange range = settings.range();
    String median =
        range.medianHz() == 0
            ? ""
            : " in a range around " + number("%.1f", range.medianHz()) + " Hz";
    String spread =
        range.spreadSemitones() == 0
            ? ""
            : " with a spread of " + number("%.2f", range.spreadSemitones());
    return median + spread;
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value).replaceFirst("\\.?0+$", "");
  }

  @Override
  public void close() {
    converter.close();
  }
}
