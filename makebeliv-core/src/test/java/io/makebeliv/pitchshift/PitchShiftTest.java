package io.makebeliv.pitchshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.BackendProvider;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PitchShiftTest {

  @Test
  void theVoiceRefusesToChangeNothing() {
    PitchShift voice = PitchShift.voice();
    assertFalse(voice.identity());
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> voice.check(new VoiceSettings(0.2, 0.95)));
    assertTrue(String.valueOf(refused.getMessage()).contains("identityForMeasurement"));
    voice.check(new VoiceSettings(0, 1.1));
    voice.check(new VoiceSettings(-0.25, 1));
    voice.check(voice.defaults());
    assertEquals(new VoiceSettings(4, 1.1), voice.defaults());
  }

  @Test
  void theIdentityMustBeAskedForAndMayChangeNothing() {
    PitchShift identity = PitchShift.identityForMeasurement();
    assertTrue(identity.identity());
    identity.check(new VoiceSettings(0, 1));
    identity.check(identity.defaults());
  }

  @Test
  void theServiceLoaderFindsIt() {
    BackendProvider provider =
        ServiceLoader.load(BackendProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(p -> p.id().equals("pitchshift"))
            .findFirst()
            .orElseThrow();
    assertEquals(100, provider.rank());
    assertTrue(provider.availability().available());
    assertFalse(provider.modelFree().orElseThrow().identity());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000})
  void runsAtTheStreamsOwnRateWithinTwentyFiveMilliseconds(int rate) {
    StepFormat format = PitchShift.voice().openSession(new StreamContext(rate, 1)).format();
    assertEquals(rate, format.inputRate());
    assertEquals(rate, format.outputRate());
    double total = (double) (format.latency() + format.inputStep()) / rate;
    assertTrue(total <= 0.02505, "latency and step take " + total + " s");
  }

  @Test
  void leavesALimiterItsPlaceWithinTwentyFiveMilliseconds() {
    StepFormat format = PitchShift.voice().openSession(new StreamContext(48_000, 1)).format();
    assertTrue(format.latency() + format.inputStep() <= 0.0247 * 48_000);
  }

  @Test
  void refusesOtherRates() {
    for (int rate : new int[] {0, 7999, 96_001}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> PitchShift.voice().openSession(new StreamContext(rate, 1)));
    }
  }
}
