// SPDX-License-Identifier: GPL-3.0-or-later
package io.makebeliv.tarsos;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Backends;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;
import org.junit.jupiter.api.Test;

class TarsosWsolaProviderTest {

  @Test
  void isFoundByItsName() {
    try (InferenceBackend voice = Backends.modelFree("tarsos-wsola");
        BackendSession session = voice.openSession(new StreamContext(48_000, 1))) {
      assertEquals("tarsos-wsola", voice.id());
      assertFalse(voice.identity());
      assertDoesNotThrow(() -> voice.check(voice.defaults()));
      assertEquals(new StepFormat(48_000, 48_000, 480, 480, 3_332), session.format());
    }
    assertEquals(
        900,
        Backends.providers().stream()
            .filter(provider -> provider.id().equals("tarsos-wsola"))
            .findFirst()
            .orElseThrow()
            .rank());
  }

  @Test
  void saysWhatItCannotDo() {
    try (InferenceBackend voice = Backends.modelFree("tarsos-wsola")) {
      assertRefused(voice, 4, 1.2, "formant must be 1, was 1.2");
      assertRefused(voice, 0, 1, "1 to 12 semitones, up or down: pitch was 0.0");
      assertRefused(voice, 0.9, 1, "pitch was 0.9");
      assertRefused(voice, -12.5, 1, "pitch was -12.5");
      assertDoesNotThrow(() -> voice.check(new VoiceSettings(-12, 1)));
      assertDoesNotThrow(() -> voice.check(new VoiceSettings(1, 1)));
    }
  }

  private static void assertRefused(
      InferenceBackend voice, double semitones, double formant, String expected) {
    VoiceSettings settings = new VoiceSettings(semitones, formant);
    String message =
        assertThrows(IllegalArgumentException.class, () -> voice.check(settings)).toString();
    assertTrue(message.contains(expected), message);
  }
}
