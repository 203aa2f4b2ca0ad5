package io.makebeliv.onnx.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.makebeliv.inference.ModelException;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may stand in {@code voice.json}, and what is said of what may not. */
final class SidecarReaderTest {

  @Test
  void everythingMayBeLeftOutButTheVersion() {
    Sidecar notes = SidecarReader.read("voice.json", "{\"version\": 1}");
    assertEquals(OptionalInt.empty(), notes.inputRate());
    assertEquals(Map.of(), notes.states());
  }

  @Test
  void oneRateIsForBoth() {
    Sidecar notes =
        SidecarReader.read(
            "voice.json", "{\"version\": 1, \"sampleRate\": 16000, \"outputRate\": 48000}");
    assertEquals(OptionalInt.of(16000), notes.inputRate());
    assertEquals(OptionalInt.of(48000), notes.outputRate());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | version is missing; write \"version\": 1.",
        "{\"version\": 2} | version must be 1, which is all that this release knows, was 2.",
        "{\"version\": 1, \"chnk\": 3} | there is no key 'chnk'; did you mean 'chunk'?",
        "{\"version\": 1, \"chunk\": 2.5} | chunk must be a whole number from 1 to 4194304, was 2.5.",
        "{\"version\": 1, \"chunk\": \"2\"} | chunk must be a whole number from 1 to 4194304, was \"2\".",
        "{\"version\": 1, \"context\": -1} | context must be a whole number from 0 to 4194304, was -1.",
        "{\"version\": 1, \"sampleRate\": 16} | sampleRate must be a whole number from 1000 to 384000, was 16.",
        "{\"version\": 1, \"name\": 3} | name must be a text, was 3.",
        "{\"version\": 1, \"graphs\": [\"../a.onnx\"]} | graphs[0] must be a file in the same folder, was \"../a.onnx\".",
        "{\"version\": 1, \"graphs\": [\"a\\u0000b\"]} | graphs[0] must be a file in the same folder, was \"a\\u0000b\".",
        "{\"version\": 1, \"graphs\": []} | graphs must be a list of file names, was [].",
        "{\"version\": 1, \"states\": [1]} | states must be an object, was [1].",
        "{\"version\": 1, \"states\": {\"a\": {\"inital\": 1}}} | there is no key 'states.a.inital'; did you mean 'states.a.initial'?",
        "{\"version\": 1, \"states\": {\"a\": {\"initial\": [1, true]}}} | states.a.initial[1] must be a number, was true.",
        "{\"version\": 1, \"counters\": {\"n\": {\"step\": 0.5}}} | counters.n.step must be a whole number from -9007199254740992 to 9007199254740992, was 0.5.",
        "{\"version\": 1, \"noise\": {\"rnd\": -1}} | noise.rnd must be the standard deviation, at least 0, was -1.",
        "{\"version\": 1, \"constants\": {\"spk\": []}} | constants.spk must be at least one number, was [].",
        "{\"version\": 1, \"constants\": {\"spk\": 1e999}} | constants.spk must be a number, was 1e999.",
        "{\"version\": 1, \"dimensions\": {\"T\": 0}} | dimensions.T must be a whole number from 1 to 2147483647, was 0.",
        "{\"version\": 1, \"links\": {\"a\": null}} | links.a must be a text, was null.",
        "[] | the file must be an object, was []."
      })
  void whatIsWrongIsSaidWithItsPlace(String json, String message) {
    ModelException e =
        assertThrows(ModelException.class, () -> SidecarReader.read("voice.json", json));
    assertEquals("voice.json: " + message, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"''", "{", "{'version': 1}", "nonsense", "{\"a\":1}}"})
  void whatIsNoJsonIsRefused(String json) {
    assertThrows(ModelException.class, () -> SidecarReader.read("voice.json", json));
  }
}
