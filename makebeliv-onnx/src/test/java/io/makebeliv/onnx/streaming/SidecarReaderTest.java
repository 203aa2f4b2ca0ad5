package io.makebeliv.onnx.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.runtime.ElementType;
import io.makebeliv.onnx.runtime.Tensor;
import java.util.Map;
import java.util.Objects;
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

  @Test
  void wholeNumbersStayExact() {
    Sidecar notes =
        SidecarReader.read(
            "voice.json",
            """
            {"version": 1,
             "constants": {"spk": 16777217, "both": [16777219, 9007199254740991]},
             "counters": {"n": {"start": 9007199254740991}}}
            """);
    assertEquals(9007199254740991L, Objects.requireNonNull(notes.counters().get("n")).start());
    try (Tensor one = Tensor.of(ElementType.INT64, 1);
        Tensor two = Tensor.of(ElementType.INT64, 2)) {
      Objects.requireNonNull(notes.constants().get("spk")).fill(one);
      assertEquals(16777217, one.getLong(0));
      Objects.requireNonNull(notes.constants().get("both")).fill(two);
      assertEquals(16777219, two.getLong(0));
      assertEquals(9007199254740991L, two.getLong(1));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | the document has no 'version', which is needed.",
        "{\"version\": 2} | version: must be 1, which is all that this release knows.",
        "{\"version\": 1, \"chnk\": 3} | 'chnk' is not a known key. Did you mean 'chunk'?",
        "{\"version\": 1, \"chunk\": 2.5} | chunk must be a whole number from 1 to 4194304, was 2.5.",
        "{\"version\": 1, \"chunk\": \"2\"} | chunk must be a whole number from 1 to 4194304, was \"2\".",
        "{\"version\": 1, \"context\": -1} | context must be a whole number from 0 to 4194304, was -1.",
        "{\"version\": 1, \"sampleRate\": 16} | sampleRate must be a whole number from 1000 to 384000, was 16.",
        "{\"version\": 1, \"name\": 3} | name must be a text in quotes, was 3.",
        "{\"version\": 1, \"graphs\": [\"../a.onnx\"]} | graphs[0]: must be the name of a file in the same folder.",
        "{\"version\": 1, \"graphs\": [\"a\\u0000b\"]} | graphs[0]: must be the name of a file in the same folder.",
        "{\"version\": 1, \"graphs\": []} | graphs: must name a file at least; leave it out.",
        "{\"version\": 1, \"states\": [1]} | states must be an object in braces, was [1].",
        "{\"version\": 1, \"states\": {\"a\": {\"inital\": 1}}} | 'inital' in states.a is not a known key. Did you mean 'initial'?",
        "{\"version\": 1, \"states\": {\"a\": {\"initial\": [1, true]}}} | states.a.initial[1] must be a number, was true.",
        "{\"version\": 1, \"counters\": {\"n\": {\"step\": 0.5}}} | counters.n.step must be a whole number from -9007199254740992 to 9007199254740992, was 0.5.",
        "{\"version\": 1, \"noise\": {\"rnd\": -1}} | noise.rnd: a standard deviation is at least 0.",
        "{\"version\": 1, \"constants\": {\"spk\": []}} | constants.spk: must be a number at least.",
        "{\"version\": 1, \"constants\": {\"spk\": 1e999}} | constants.spk must be a number, was 1E+999.",
        "{\"version\": 1, \"constants\": {\"spk\": 1e39}} | constants.spk: is more than models compute with.",
        "{\"version\": 1, \"chunk\": 1e999999999} | chunk must be a whole number from 1 to 4194304, was 1E+999999999.",
        "{\"version\": 1, \"dimensions\": {\"T\": 0}} | dimensions.T must be a whole number from 1 to 2147483647, was 0.",
        "{\"version\": 1, \"links\": {\"a\": null}} | links.a must be a text in quotes, was null.",
        "[] | the document must be an object in braces, was []."
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
