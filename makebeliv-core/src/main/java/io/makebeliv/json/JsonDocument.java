package io.makebeliv.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;

/** Text to values and back. Strict: no comments, no keys twice, nothing after the end. */
public final class JsonDocument {

  /** Deeper than any settings, and no danger to the stack. */
  private static final int DEEPEST = 32;

  private JsonDocument() {}

  /**
   * Parses a document.
   *
   * @param text JSON (RFC 8259)
   * @return the document's value
   * @throws JsonException if it is not JSON; the message says where
   */
  public static JsonPlace parse(String text) throws JsonException {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement value = read(reader, 0);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonException("there is more after its end");
      }
      return new JsonPlace("", value);
    } catch (EOFException e) {
      throw new JsonException("it ends too early: a bracket or a quote is not closed", e);
    } catch (MalformedJsonException e) {
      throw new JsonException("it is not JSON " + where(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The reader's message begins with what it thinks and ends with where: the latter is clear. */
  private static String where(MalformedJsonException e) {
    String message = String.valueOf(e.getMessage());
    int at = message.indexOf("at line ");
    int end = message.indexOf('\n', Math.max(0, at));
    return at < 0 ? "" : message.substring(at, end < 0 ? message.length() : end);
  }

  private static JsonElement read(JsonReader reader, int depth) throws IOException, JsonException {
    if (depth > DEEPEST) {
      throw new JsonException("it is nested deeper than " + DEEPEST + " levels");
    }
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> readObject(reader, depth);
      case BEGIN_ARRAY -> readArray(reader, depth);
      case STRING -> new JsonPrimitive(reader.nextString());
      case NUMBER -> new JsonPrimitive(number(reader));
      case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
      default -> {
        reader.nextNull();
        yield JsonNull.INSTANCE;
      }
    };
  }

  private static BigDecimal number(JsonReader reader) throws IOException, JsonException {
    String text = reader.nextString();
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new JsonException(
          "it has a number that is beyond all measure, at " + reader.getPreviousPath(), e);
    }
  }

  private static JsonObject readObject(JsonReader reader, int depth)
      throws IOException, JsonException {
    JsonObject object = new JsonObject();
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      if (object.has(key)) {
        throw new JsonException(
            "it has the key '%s' twice, at %s".formatted(key, reader.getPath()));
      }
      object.add(key, read(reader, depth + 1));
    }
    reader.endObject();
    return object;
  }

  private static JsonArray readArray(JsonReader reader, int depth)
      throws IOException, JsonException {
    JsonArray array = new JsonArray();
    reader.beginArray();
    while (reader.hasNext()) {
      array.add(read(reader, depth + 1));
    }
    reader.endArray();
    return array;
  }

  /**
   * Writes a document, indented.
   *
   * @param value what to write
   * @return JSON that ends with a line break
   */
  public static String print(JsonElement value) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = new JsonWriter(text)) {
      writer.setIndent("  ");
      write(value, writer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static void write(JsonElement value, JsonWriter writer) throws IOException {
    if (value instanceof JsonObject object) {
      writer.beginObject();
      for (String key : object.keySet()) {
        writer.name(key);
        write(object.get(key), writer);
      }
      writer.endObject();
    } else if (value instanceof JsonArray array) {
      writer.beginArray();
      for (JsonElement element : array) {
        write(element, writer);
      }
      writer.endArray();
    } else {
      writer.jsonValue(value.toString());
    }
  }
}
