package io.makebeliv.onnx.rvc;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.makebeliv.inference.ModelException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What exporters noted in a voice's file. Nothing here is relied on where running the graph shows
 * the same.
 *
 * @param title what the voice is called there; empty if nothing is said
 * @param author who made it; empty if nothing is said
 * @param channels width of the features, or 0
 * @param speakers how many voices it holds, or 0
 * @param sampleRate Hz, or 0
 */
record VoiceNotes(String title, String author, int channels, int speakers, int sampleRate) {

  /** Notes of different exporters, the most telling first. */
  private static final List<String> KEYS = List.of("morphonic", "model_info", "metadata");

  private static final Pattern RATE = Pattern.compile("\"?(\\d{1,6})(k?)\"?");

  static VoiceNotes of(String model, Map<String, String> metadata) {
    JsonObject notes = new JsonObject();
    for (String key : KEYS) {
      String text = metadata.get(key);
      if (text != null && parse(text).orElse(null) instanceof JsonObject object) {
        notes = object;
        break;
      }
    }
    if ("SVC".equalsIgnoreCase(text(notes, "architecture"))) {
      throw new ModelException(
          model + " is a voice of another architecture (SVC), which makebeliv does not run.");
    }
    return new VoiceNotes(
        text(notes, "model_name", "name"),
        text(notes, "author"),
        number(notes, "embChannels", "text_enc_hidden_dim"),
        number(notes, "speakers", "speakers_id"),
        Math.max(number(notes, "samplingRate", "sr"), hertz(metadata.getOrDefault("sr", ""))));
  }

  /** As checkpoints have it: {@code 40000}, or {@code 40k}. */
  private static int hertz(String text) {
    Matcher rate = RATE.matcher(text.strip());
    return rate.matches()
        ? Integer.parseInt(rate.group(1)) * (rate.group(2).isEmpty() ? 1 : 1000)
        : 0;
  }

  private static Optional<JsonElement> parse(String text) {
    try {
      return Optional.of(JsonParser.parseString(text));
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  private static Stream<JsonPrimitive> values(JsonObject notes, String... keys) {
    return Stream.of(keys)
        .map(notes::get)
        .filter(JsonPrimitive.class::isInstance)
        .map(JsonPrimitive.class::cast);
  }

  private static String text(JsonObject notes, String... keys) {
    return values(notes, keys).map(JsonPrimitive::getAsString).findFirst().orElse("");
  }

  private static int number(JsonObject notes, String... keys) {
    return values(notes, keys)
        .filter(JsonPrimitive::isNumber)
        .mapToDouble(JsonPrimitive::getAsDouble)
        .filter(value -> value >= 0 && value <= Integer.MAX_VALUE)
        .mapToInt(value -> (int) value)
        .findFirst()
        .orElse(0);
  }
}
