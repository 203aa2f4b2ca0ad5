package io.makebeliv.examples;

import io.makebeliv.VoiceConverter;
import io.makebeliv.inference.PitchRange;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.onnx.ExecutionProvider;
import io.makebeliv.onnx.OnnxVoice;
import io.makebeliv.onnx.RvcPace;
import io.makebeliv.onnx.RvcVoice;
import io.makebeliv.preset.VoiceChoice;
import java.util.Locale;
import java.util.Optional;

/**
 * An opened voice and how it is set.
 *
 * @param converter converts; owns the backend
 * @param name what a person calls the voice
 * @param settings pitch and formants
 * @param seed the key of everything random
 * @param choice which voice it is
 * @param pace how fast it runs here, where that was measured
 */
record Voice(
    VoiceConverter converter,
    String name,
    VoiceSettings settings,
    long seed,
    VoiceChoice choice,
    Optional<RvcPace> pace)
    implements AutoCloseable {

  /** The voice and its settings as one line. */
  String describe() {
    return String.format(
        Locale.ROOT,
        "%s: pitch %s semitones%s, formants x %s, seed %d",
        name,
        number("%+.2f", settings.pitchSemitones()),
        where(),
        number("%.2f", formants()),
        seed);
  }

  /** A voice of RVC may have been opened with its formants moved. */
  private double formants() {
    return settings.formantRatio() == 1 && converter.backend() instanceof RvcVoice rvc
        ? rvc.settings().formant()
        : settings.formantRatio();
  }

  /** What computes it, where that is a matter of choice; empty for voices without a model. */
  Optional<ExecutionProvider> provider() {
    return converter.backend() instanceof OnnxVoice onnx
        ? Optional.of(onnx.provider())
        : Optional.empty();
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
