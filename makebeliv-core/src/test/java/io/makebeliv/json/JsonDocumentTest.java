package io.makebeliv.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text to values and back, strictly. */
final class JsonDocumentTest {

  private static String mistake(String text) {
    return assertThrows(JsonException.class, () -> JsonDocument.parse(text)).getMessage();
  }

  @Test
  void whatIsPrintedIsParsedBack() throws JsonException {
    String text =
        """
        {
          "a": [
            1,
            -2.5E-7,
            true,
            null
          ],
          "b": {
            "c": "x\\"\\u2028y"
          }
        }
        """;
    assertEquals(text, JsonDocument.print(JsonDocument.parse(text).value()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\": 1,}", "{a: 1}", "[1 2]", "// x\n1", "'x'", "{\"a\": TRUE}", "NaN"})
  void whatIsNotJsonIsRefusedWithItsPlace(String text) {
    assertTrue(mistake(text).matches("it is not JSON at line \\d+ column \\d+.*"), mistake(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1,", "{\"a\": "})
  void whatEndsTooEarlyIsRefused(String text) {
    assertEquals("it ends too early: a bracket or a quote is not closed", mistake(text));
  }

  @Test
  void aKeyStandsOnce() {
    assertEquals("it has the key 'a' twice, at $.a", mistake("{\"a\": 1, \"b\": 2, \"a\": 3}"));
  }

  @Test
  void nothingFollowsTheEnd() {
    assertTrue(mistake("{} {}").startsWith("it is not JSON at line 1"), mistake("{} {}"));
  }

  @Test
  void depthIsBounded() {
    assertEquals("it is nested deeper than 32 levels", mistake("[".repeat(100_000)));
  }

  @Property(tries = 300)
  void noTextBreaksIt(@ForAll String text) {
    try {
      JsonDocument.parse(text);
    } catch (JsonException expected) {
      assertTrue(!expected.getMessage().isBlank());
    }
  }
}
