package io.makebeliv.examples;

import io.makebeliv.VoiceConverter;
import io.makebeliv.inference.VoiceSettings;
import java.util.Locale;

/**
 * An opened voice and how it is set.
 *
 * @param converter converts; owns the backend
 * @param name what a person calls the voice
 * @param settings pitch and formants
 * @param seed the key of everything random
 */
record Voice(VoiceConverter converter, String name, VoiceSettings settings, long seed)
    implements AutoCloseable {

  /** The voice and its settings as one line. */
  String describe() {
    return String.format(
        Locale.ROOT,
        "%s: pitch %s semitones%s, formants x %s, seed %d",
        name,
        number("%+.2f", settings.pitchSemitones()),
        settings.hasTarget() ? " at " + number("%.1f", settings.targetHz()) + " Hz throughout" : "",
        number("%.2f", settings.formantRatio()),
        seed);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value).replaceFirst("\\.?0+$", "");
  }

  @Override
  public void close() {
    converter.close();
  }
}
