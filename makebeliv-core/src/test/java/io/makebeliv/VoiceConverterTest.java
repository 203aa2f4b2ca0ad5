package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.VoiceSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings are checked where they are made, and reach the voice smoothly. */
final class VoiceConverterTest {

  @ParameterizedTest
  @ValueSource(doubles = {-24.01, 25, Double.NaN, Double.POSITIVE_INFINITY})
  void pitchIsCheckedInTheSetter(double semitones) {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> VoiceConverter.builder().pitch(semitones))
            .toString();
    assertTrue(message.contains("pitch") && message.contains("" + semitones), message);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.49, 2.01, -1, Double.NaN})
  void formantIsCheckedInTheSetter(double ratio) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> VoiceConverter.builder().formant(ratio))
            .toString();
    assertTrue(message.contains("formant") && message.contains("" + ratio), message);
  }

  @Test
  void aSecondBackendIsRefused() {
    VoiceConverter.Builder builder = VoiceConverter.builder().backend(mirror());
    assertThrows(IllegalStateException.class, () -> builder.backend(mirror()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7999, 96001})
  void theSampleRateOfASessionIsChecked(int rate) {
    try (VoiceConverter converter = VoiceConverter.builder().backend(mirror()).build()) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> converter.openSession(rate))
              .toString();
      assertTrue(message.contains("" + rate), message);
    }
  }

  @Test
  void rangesOutsideTheArraysAreRefusedBeforeAnythingIsWritten() {
    try (VoiceConverter converter = VoiceConverter.builder().backend(mirror()).build();
        VoiceSession session = converter.openSession(16000)) {
      float[] ten = new float[10];
      assertThrows(IndexOutOfBoundsException.class, () -> session.process(ten, 5, ten, 0, 6));
      assertThrows(IndexOutOfBoundsException.class, () -> session.process(ten, 0, ten, 5, 6));
      assertThrows(IndexOutOfBoundsException.class, () -> session.process(ten, 0, ten, 0, -1));
      assertThrows(IllegalArgumentException.class, () -> session.process(ten, 0, ten, 3, 4));
      assertEquals(3, session.process(ten, 0, ten, 3, 3), "beside each other is fine");
    }
  }

  @Test
  void unsetSettingsAreTheVoicesOwn() {
    try (VoiceConverter converter =
        VoiceConverter.builder().backend(mirror()).formant(1.25).build()) {
      assertEquals(new VoiceSettings(0, 1.25), converter.settings());
    }
  }

  @Test
  void settingsGlideToTheVoiceAndArrive() {
    List<Float> pitches = new ArrayList<>();
    List<Float> formants = new ArrayList<>();
    TestVoice voice =
        TestVoice.of(
            16,
            (in, out, controls) -> {
              TestVoice.mirror(in, out, controls);
              for (int i = 0; i < 16; i++) {
                pitches.add(controls.pitchSemitones()[i]);
                formants.add(controls.formantRatio()[i]);
              }
            });
    try (VoiceConverter converter =
            VoiceConverter.builder().backend(voice).pitch(2).formant(1.5).build();
        VoiceSession session = converter.openSession(16000)) {
      pitches.clear();
      formants.clear();
      float[] samples = new float[8000];
      session.process(samples, 0, samples, 0, 1600);
      assertEquals(List.of(2f), pitches.stream().distinct().toList());
      session.pitch(-12);
      session.formant(0.5);
      session.process(samples, 0, samples, 0, 8000);
    }
    assertEquals(-12f, pitches.get(pitches.size() - 1));
    assertEquals(0.5f, formants.get(formants.size() - 1));
    for (int i = 1; i < pitches.size(); i++) {
      assertTrue(Math.abs(pitches.get(i) - pitches.get(i - 1)) < 0.1, "no step in pitch");
      assertTrue(Math.abs(formants.get(i) - formants.get(i - 1)) < 0.01, "no step in formant");
    }
  }

  @Test
  void sessionsHaveNamesAndSeedsOfTheirOwn() {
    try (VoiceConverter converter = VoiceConverter.builder().backend(mirror()).seed(3).build();
        VoiceSession first = converter.openSession(16000);
        VoiceSession second = converter.openSession(16000);
        VoiceSession alice = converter.session(16000).id("alice").open()) {
      assertEquals(List.of("1", "2", "alice"), List.of(first.id(), second.id(), alice.id()));
      assertNotEquals(converter.seedFor("1"), converter.seedFor("2"));
      assertEquals(converter.seedFor("alice"), converter.seedFor("alice"));
      assertNotEquals(converter.seedFor("player-Aa"), converter.seedFor("player-BB"), "one hash");
    }
  }

  @Test
  void statisticsCountWhatHappened() {
    try (VoiceConverter converter = VoiceConverter.builder().backend(mirror()).build();
        VoiceSession session = converter.openSession(16000)) {
      float[] samples = Signals.noise(1600, 0.5, 1);
      for (int i = 0; i < 10; i++) {
        session.process(samples, 0, new float[1600], 0, 1600);
      }
      SessionStatistics statistics = session.statistics();
      assertEquals(10, statistics.blocks());
      assertEquals(16_000, statistics.frames());
      assertEquals(100, statistics.steps());
      assertEquals(0, statistics.droppedSteps());
      assertTrue(statistics.mutedFrames().isEmpty());
      assertTrue(statistics.processingP50().compareTo(statistics.processingP99()) <= 0);
      assertTrue(statistics.processingP99().compareTo(statistics.processingMax()) <= 0);
      assertFalse(statistics.processingMax().isZero());
      assertEquals(10, session.statistics().blocks(), "a snapshot takes nothing away");
    }
  }

  @Test
  void closingTheConverterClosesTheVoice() {
    TestVoice voice = mirror();
    VoiceConverter.builder().backend(voice).build().close();
    assertTrue(voice.closed.get());
  }

  @Test
  void aModelThatNothingOpensIsAClearError() {
    String missing =
        assertThrows(ModelException.class, () -> Backends.load(Path.of("no-such.onnx"))).toString();
    assertTrue(missing.contains("no-such.onnx"), missing);
    String unknown =
        assertThrows(ModelException.class, () -> Backends.load(Path.of("pom.xml"))).toString();
    assertTrue(unknown.contains("pom.xml") && unknown.contains("opens"), unknown);
    String id = assertThrows(ModelException.class, () -> Backends.modelFree("nonsense")).toString();
    assertTrue(id.contains("nonsense"), id);
  }

  private static TestVoice mirror() {
    return TestVoice.of(160, TestVoice::mirror);
  }
}
