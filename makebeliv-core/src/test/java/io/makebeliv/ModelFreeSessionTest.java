package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.pitchshift.PitchShift;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pipeline and the model-free voice together. */
final class ModelFreeSessionTest {

  /** The leak guard must leave alone whatever is really changed, however little. */
  @ParameterizedTest
  @CsvSource({
    "0.25, 1",
    "0, 1.07",
    "0, 0.925",
    "4, 1",
    "-4, 1",
    "12, 1",
    "-12, 1",
    "0.5, 1",
    "-0.5, 1",
    "1, 1",
    "0, 1.1",
    "0, 0.9",
    "7, 1.2",
    "24, 2",
    "-24, 0.5"
  })
  void aChangedVoiceIsNeverTakenForALeak(double pitch, double formant) {
    for (int rate : new int[] {16000, 48000}) {
      for (int seed = 1; seed <= 4; seed++) {
        try (VoiceConverter converter =
                VoiceConverter.builder().pitch(pitch).formant(formant).build();
            VoiceSession session = converter.openSession(rate)) {
          float[] speech = SyntheticSpeech.sentence(3 * rate, rate, seed);
          session.process(speech, 0, speech, 0, speech.length);
          assertTrue(
              session.statistics().mutedFrames().isEmpty(),
              () -> session.statistics().mutedFrames().toString());
          assertTrue(Signals.power(speech, rate, 3 * rate) > 1e-4, "it is heard");
        }
      }
    }
  }

  /** What varies must not bring the pitch nearer to the speaker's than it may be set. */
  @ParameterizedTest
  @CsvSource({"0.25, 1", "-0.25, 1", "0.5, 1", "-0.6, 1.05", "0.65, 1", "0, 1.07", "3, 1"})
  void thePitchThatVariesKeepsItsDistance(double pitch, double formant) {
    float[] range = {Float.MAX_VALUE, -Float.MAX_VALUE};
    PitchShift rule = PitchShift.voice();
    InferenceBackend voice =
        TestVoice.of(
            160,
            (in, out, controls) -> {
              TestVoice.mirror(in, out, controls);
              for (float semitones : controls.pitchSemitones()) {
                range[0] = Math.min(range[0], semitones);
                range[1] = Math.max(range[1], semitones);
              }
            },
            rule::leastShift);
    try (VoiceConverter converter =
            VoiceConverter.builder()
                .backend(voice)
                .pitch(pitch)
                .formant(formant)
                .fluctuation(Fluctuation.singing())
                .build();
        VoiceSession session = converter.openSession(16000)) {
      float[] noise = Signals.noise(30 * 16000, 0.5, 1);
      session.process(noise, 0, noise, 0, noise.length);
    }
    double least = rule.leastShift(formant);
    double nearest = pitch < 0 ? -range[1] : range[0];
    double room = least == 0 ? 1 : Math.min(1, (Math.abs(pitch) - least) / 0.65);
    assertTrue(least == 0 || nearest >= least - 1e-6, "came as near as " + nearest);
    assertEquals(1, (range[1] - range[0]) / (1.1 * room + 1e-9), room == 0 ? 1 : 0.2);
    rule.close();
  }

  @Test
  void anIdentityHasToBeAskedForByName() {
    VoiceConverter.Builder builder = VoiceConverter.builder().pitch(0).formant(1);
    String refusal = assertThrows(IllegalArgumentException.class, builder::build).toString();
    assertTrue(refusal.contains("identity"), refusal);
    try (VoiceConverter converter =
            VoiceConverter.builder()
                .measuring()
                .backend(PitchShift.identityForMeasurement())
                .pitch(0)
                .formant(1)
                .build();
        VoiceSession session = converter.openSession(16000)) {
      float[] speech = SyntheticSpeech.sentence(32000, 16000, 1);
      double before = Signals.power(speech, 16000, 32000);
      session.process(speech, 0, speech, 0, speech.length);
      double change = 10 * Math.log10(Signals.power(speech, 16000, 32000) / before);
      assertEquals(0, change, 2, "level in dB");
    }
  }

  @Test
  void aRunningSessionCannotBeTurnedIntoAnIdentityEither() {
    try (VoiceConverter converter = VoiceConverter.builder().pitch(4).formant(1).build();
        VoiceSession session = converter.openSession(16000)) {
      assertThrows(IllegalArgumentException.class, () -> session.pitch(0));
      session.formant(1.2);
      session.pitch(0);
      assertThrows(IllegalArgumentException.class, () -> session.formant(1));
    }
  }
}
