package io.makebeliv.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A value in a document, which knows where it stands there.
 *
 * @param path keys and indices from the top, for example {@code effects[1].cutoffHz}; empty for the
 *     document itself
 * @param value what stands there
 */
public record JsonPlace(String path, JsonElement value) {

  /** Longer ones are cut where a message quotes them. */
  private static final int QUOTED = 40;

  /**
   * Says that this is an object, and which keys it may have.
   *
   * @param known the keys that mean something
   * @throws JsonException if it is something else, or has another key
   */
  public void expectObject(Collection<String> known) throws JsonException {
    for (String key : object().keySet()) {
      if (!known.contains(key)) {
        throw new JsonException(
            "'%s'%s is not a known key. %s"
                .formatted(
                    cut(key), path.isEmpty() ? "" : " in " + path, Suggestion.of(key, known)));
      }
    }
  }

  private JsonObject object() throws JsonException {
    if (!value.isJsonObject()) {
      throw wrong("an object in braces");
    }
    return value.getAsJsonObject();
  }

  /**
   * Lists the members of an object whose keys mean nothing by themselves.
   *
   * @return what stands under each key, in the document's order
   * @throws JsonException if this is no object
   */
  public Map<String, JsonPlace> members() throws JsonException {
    Map<String, JsonPlace> members = new LinkedHashMap<>();
    object().asMap().forEach((key, found) -> members.put(key, at(key, found)));
    return members;
  }

  private JsonPlace at(String key, JsonElement found) {
    return new JsonPlace(path.isEmpty() ? key : path + "." + key, found);
  }

  /**
   * Looks a key up.
   *
   * @param key a key of this object
   * @return what stands there, or empty if the key is missing
   * @throws JsonException if this is no object
   */
  public Optional<JsonPlace> find(String key) throws JsonException {
    JsonElement found = object().get(key);
    return found == null ? Optional.empty() : Optional.of(at(key, found));
  }

  /**
   * Looks up a key that must be there.
   *
   * @param key a key of this object
   * @return what stands there
   * @throws JsonException if this is no object, or the key is missing
   */
  public JsonPlace get(String key) throws JsonException {
    Optional<JsonPlace> found = find(key);
    if (found.isEmpty()) {
      throw new JsonException(
          "%s has no '%s', which is needed."
              .formatted(path.isEmpty() ? "the document" : path, key));
    }
    return found.get();
  }

  /**
   * Reads a list.
   *
   * @return its elements in order
   * @throws JsonException if this is no list
   */
  public List<JsonPlace> list() throws JsonException {
    if (!value.isJsonArray()) {
      throw wrong("a list in brackets");
    }
    JsonArray array = value.getAsJsonArray();
    List<JsonPlace> places = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      places.add(new JsonPlace(path + "[" + i + "]", array.get(i)));
    }
    return places;
  }

  /**
   * Reads a number.
   *
   * @return the number, finite
   * @throws JsonException if this is no number
   */
  public double number() throws JsonException {
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      double number = primitive.getAsDouble();
      if (Double.isFinite(number)) {
        return number;
      }
    }
    throw wrong("a number");
  }

  /**
   * Reads a whole number.
   *
   * @return the number
   * @throws JsonException if this is no whole number that an {@code int} holds
   */
  public int wholeNumber() throws JsonException {
    double number = number();
    if (number != (int) number) {
      throw wrong("a whole number");
    }
    return (int) number;
  }

  /**
   * Reads a whole number within bounds, exactly.
   *
   * @param least the least that will do
   * @param most the most
   * @return the number
   * @throws JsonException if this is no whole number, or out of bounds
   */
  public long wholeNumber(long least, long most) throws JsonException {
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      BigDecimal number = primitive.getAsBigDecimal();
      // Compared before it is converted: an exponent may stand for a million digits.
      if (number.compareTo(BigDecimal.valueOf(least)) >= 0
          && number.compareTo(BigDecimal.valueOf(most)) <= 0
          && number.stripTrailingZeros().scale() <= 0) {
        return number.longValueExact();
      }
    }
    throw wrong("a whole number from %d to %d".formatted(least, most));
  }

  /**
   * Reads a truth value.
   *
   * @return the value
   * @throws JsonException if this is neither true nor false
   */
  public boolean truth() throws JsonException {
    if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw wrong("true or false");
  }

  /**
   * Says whether this is a text.
   *
   * @return whether {@link #text()} can read it
   */
  public boolean isText() {
    return value instanceof JsonPrimitive primitive && primitive.isString();
  }

  /**
   * Reads a text.
   *
   * @return the text
   * @throws JsonException if this is no text
   */
  public String text() throws JsonException {
    if (!isText()) {
      throw wrong("a text in quotes");
    }
    return value.getAsString();
  }

  /**
   * Reads one of several words.
   *
   * @param known the words that mean something
   * @return the word
   * @throws JsonException if this is another one, or no text
   */
  public String oneOf(Collection<String> known) throws JsonException {
    String word = text();
    if (!known.contains(word)) {
      throw new JsonException(
          "%s is '%s', which is not known. %s"
              .formatted(path, cut(word), Suggestion.of(word, known)));
    }
    return word;
  }

  /**
   * Reads a name, and looks up what it means.
   *
   * @param known what the names mean
   * @param <T> what names mean
   * @return what this one means
   * @throws JsonException if this is another one, or no text
   */
  public <T> T pick(Map<String, T> known) throws JsonException {
    return Objects.requireNonNull(known.get(oneOf(known.keySet())));
  }

  /**
   * Reports that the value here cannot be used.
   *
   * @param reason why not
   * @return what to throw
   */
  public JsonException bad(String reason) {
    return new JsonException("%s: %s.".formatted(path.isEmpty() ? "the document" : path, reason));
  }

  private JsonException wrong(String expected) {
    return new JsonException(
        "%s must be %s, was %s."
            .formatted(path.isEmpty() ? "the document" : path, expected, cut(value.toString())));
  }

  /** Not between the two halves of a character. */
  private static String cut(String text) {
    if (text.length() <= QUOTED) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(QUOTED - 1)) ? QUOTED - 1 : QUOTED;
    return text.substring(0, end) + "...";
  }
}
