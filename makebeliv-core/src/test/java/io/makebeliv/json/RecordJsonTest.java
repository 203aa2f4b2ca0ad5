package io.makebeliv.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records as JSON objects. */
final class RecordJsonTest {

  /** How a string is plucked. */
  public enum Pluck {
    FINGER,
    LONG_NAIL
  }

  /** A string. */
  public record Cord(double hertz, int gauge, Pluck pluck) {
    /** Refuses what cannot be tuned. */
    public Cord {
      if (hertz <= 0) {
        throw new IllegalArgumentException("hertz must be positive, was " + hertz);
      }
    }
  }

  /** An instrument. */
  public record Lute(String name, boolean fretted, Cord lowest, List<Cord> others) {}

  private static final Lute LUTE =
      new Lute("lute", true, new Cord(82.5, 10, Pluck.FINGER), List.of());

  private static Lute read(String json) throws JsonException {
    return RecordJson.read(JsonDocument.parse(json), LUTE);
  }

  private static String mistake(String json) {
    return assertThrows(JsonException.class, () -> read(json)).getMessage();
  }

  @Property(tries = 100)
  void whatIsWrittenIsReadBack(
      @ForAll String name,
      @ForAll boolean fretted,
      @ForAll @DoubleRange(min = 1e-3, max = 1e6) @Scale(6) double hertz,
      @ForAll int gauge,
      @ForAll Pluck pluck,
      @ForAll @Size(max = 4) List<@DoubleRange(min = 1, max = 9) Double> others)
      throws JsonException {
    Lute lute =
        new Lute(
            name,
            fretted,
            new Cord(hertz, gauge, pluck),
            others.stream().map(other -> new Cord(other, 1, Pluck.FINGER)).toList());
    assertEquals(lute, read(JsonDocument.print(RecordJson.write(lute))));
  }

  @Test
  void whatIsMissingIsAsUsual() throws JsonException {
    assertEquals(LUTE, read("{}"));
    Lute lower = read("{\"lowest\": {\"hertz\": 41}}");
    assertEquals(new Cord(41, 10, Pluck.FINGER), lower.lowest());
    assertEquals("lute", lower.name());
  }

  @Test
  void inAListNothingMayBeMissing() {
    assertEquals(
        "others[1] has no 'pluck', which is needed.",
        mistake(
            """
            {"others": [{"hertz": 1, "gauge": 1, "pluck": "finger"}, {"hertz": 1, "gauge": 1}]}\
            """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'nam': 'x'}|'nam' is not a known key. Did you mean 'name'?",
        "{'zzzzzz': 1}|'zzzzzz' is not a known key. There are: name, fretted, lowest, others.",
        "{'lowest': {'herz': 1}}|'herz' in lowest is not a known key. Did you mean 'hertz'?",
        "{'lowest': {'hertz': 'high'}}|lowest.hertz must be a number, was \"high\".",
        "{'lowest': {'hertz': 1e999}}|lowest.hertz must be a number, was 1E+999.",
        "{'lowest': {'gauge': 1.5}}|lowest.gauge must be a whole number, was 1.5.",
        "{'lowest': {'gauge': 3000000000}}|lowest.gauge must be a whole number, was 3000000000.",
        "{'lowest': {'pluck': 'long-nial'}}|lowest.pluck is 'long-nial', which is not known."
            + " Did you mean 'long-nail'?",
        "{'lowest': {'hertz': -1}}|lowest: hertz must be positive, was -1.0.",
        "{'lowest': 3}|lowest must be an object in braces, was 3.",
        "{'fretted': null}|fretted must be true or false, was null.",
        "{'name': 1}|name must be a text in quotes, was 1.",
        "{'others': {}}|others must be a list in brackets, was {}.",
        "[]|the document must be an object in braces, was [].",
      })
  void aMistakeIsNamedWithItsPlace(String json, String message) {
    assertEquals(message, mistake(json.replace('\'', '"')));
  }

  @Test
  void aLongValueIsNotQuotedInFull() {
    assertEquals(
        "lowest must be an object in braces, was \"" + "x".repeat(39) + "....",
        mistake("{\"lowest\": \"" + "x".repeat(500) + "\"}"));
  }

  @Test
  void numbersAreWrittenAsAPersonWould() {
    assertEquals("80", RecordJson.number(80).toString());
    assertEquals("0.25", RecordJson.number(0.25).toString());
    assertEquals("16000", RecordJson.number(16_000).toString());
    assertEquals("0", RecordJson.number(-0.0).toString());
  }
}
