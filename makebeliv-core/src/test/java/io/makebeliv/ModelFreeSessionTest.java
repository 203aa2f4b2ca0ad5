package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
