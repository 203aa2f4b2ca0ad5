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
import java.util.stream.Stream;

/**
 * What exporters noted in a voice's file. Nothing here is relied on where running the graph shows
 * the same.
 *
 * @param title what the voice is called there; empty if nothing is said
 * @param author who made it; empty if nothing is said
 * @param channels width of the features, or 0
 * @param speakers how many voices it holds, or 0
 */
record VoiceNotes(String title, String author, int channels, int speakers) {

  /** Notes of different exporters, the most telling first. */
  private static final List<String> KEYS = List.of("morphonic", "model_info", "metadata");

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
        number(notes, "speakers", "speakers_id"));
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
        .map(JsonPrimitive::getAsInt)
        .findFirst()
        .orElse(0);
  }
}
