package io.makebeliv.onnx.streaming;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import io.makebeliv.inference.ModelException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads {@code voice.json}. What is not known is refused, so that no typo goes unnoticed. */
final class SidecarReader {

  private static final int VERSION = 1;
  private static final long BIGGEST = 16L << 20;
  private static final List<String> KEYS =
      List.of(
          "version",
          "name",
          "graphs",
          "sampleRate",
          "inputRate",
          "outputRate",
          "chunk",
          "context",
          "future",
          "delay",
          "crossfade",
          "input",
          "output",
          "states",
          "counters",
          "noise",
          "constants",
          "dimensions",
          "links");

  private final String source;

  private SidecarReader(String source) {
    this.source = source;
  }

  /**
   * Reads a file.
   *
   * @throws ModelException if anything in it is not as described; the message says where
   */
  static Sidecar read(Path file) {
    try {
      if (Files.size(file) > BIGGEST) {
        throw new ModelException("%s is bigger than %d bytes.".formatted(file, BIGGEST));
      }
      return read(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new ModelException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  static Sidecar read(String source, String json) {
    return new SidecarReader(source).parse(json);
  }

  private Sidecar parse(String json) {
    JsonElement root;
    try {
      JsonReader reader = new JsonReader(new StringReader(json));
      reader.setStrictness(Strictness.STRICT);
      root = JsonParser.parseReader(reader);
    } catch (JsonParseException | IllegalStateException e) {
      throw new ModelException("%s is no JSON: %s".formatted(source, e.getMessage()), e);
    }
    JsonObject all = object("the file", root);
    known("", all, KEYS);
    if (!all.has("version")) {
      throw new ModelException("%s: version is missing; write \"version\": 1.".formatted(source));
    }
    if (whole(all, "version", 1, Integer.MAX_VALUE).orElse(0) != VERSION) {
      throw bad("version", "1, which is all that this release knows", all.get("version"));
    }
    OptionalInt rate = whole(all, "sampleRate", 1000, 384_000);
    OptionalInt inputRate = whole(all, "inputRate", 1000, 384_000);
    OptionalInt outputRate = whole(all, "outputRate", 1000, 384_000);
    return new Sidecar(
        source,
        all.has("name") ? string("name", all.get("name")) : "",
        all.has("graphs") ? graphs(all.get("graphs")) : List.of(),
        inputRate.isPresent() ? inputRate : rate,
        outputRate.isPresent() ? outputRate : rate,
        whole(all, "chunk", 1, Chunks.MOST_FRAMES),
        whole(all, "context", 0, Chunks.MOST_FRAMES),
        whole(all, "future", 0, Chunks.MOST_FRAMES),
        whole(all, "delay", 0, Chunks.MOST_FRAMES),
        whole(all, "crossfade", 0, Chunks.MOST_FRAMES),
        all.has("input") ? string("input", all.get("input")) : null,
        all.has("output") ? string("output", all.get("output")) : null,
        each(all, "states", this::state),
        each(all, "counters", this::counter),
        each(all, "noise", this::deviation),
        each(all, "constants", this::values),
        each(all, "dimensions", (path, value) -> whole(path, value, 1, Integer.MAX_VALUE)),
        each(all, "links", this::string));
  }

  private Sidecar.State state(String path, JsonElement value) {
    if (!value.isJsonObject()) {
      return new Sidecar.State(string(path, value), Values.ZEROS);
    }
    JsonObject state = value.getAsJsonObject();
    known(path + ".", state, List.of("output", "initial"));
    JsonElement output = state.get("output");
    JsonElement initial = state.get("initial");
    return new Sidecar.State(
        output == null ? null : string(path + ".output", output),
        initial == null ? Values.ZEROS : values(path + ".initial", initial));
  }

  private Sidecar.Counter counter(String path, JsonElement value) {
    JsonObject counter = object(path, value);
    known(path + ".", counter, List.of("start", "step"));
    return new Sidecar.Counter(
        counter.has("start") ? whole(path + ".start", counter.get("start"), MIN, MAX) : 0,
        counter.has("step") ? whole(path + ".step", counter.get("step"), MIN, MAX) : 1);
  }

  private static final long MAX = 1L << 53;
  private static final long MIN = -MAX;

  private OptionalDouble deviation(String path, JsonElement value) {
    float[] numbers = numbers(path, value);
    if (numbers.length != 1 || numbers[0] < 0) {
      throw bad(path, "the standard deviation, at least 0", value);
    }
    return OptionalDouble.of(numbers[0]);
  }

  private List<String> graphs(JsonElement value) {
    if (!(value instanceof JsonArray array) || array.isEmpty()) {
      throw bad("graphs", "a list of file names", value);
    }
    List<String> names = new ArrayList<>();
    for (JsonElement element : array) {
      String name = string("graphs[" + names.size() + "]", element);
      if (!isFileName(name)) {
        throw bad("graphs[" + names.size() + "]", "a file in the same folder", element);
      }
      names.add(name);
    }
    return names;
  }

  /** A path of the running system, and no way out of the folder on any other. */
  private static boolean isFileName(String name) {
    try {
      return Path.of(name).getRoot() == null
          && !name.equals("..")
          && !name.matches("(?s).*[/\\\\].*");
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private <T> Map<String, T> each(
      JsonObject all, String key, BiFunction<String, JsonElement, T> read) {
    Map<String, T> values = new LinkedHashMap<>();
    if (all.has(key)) {
      for (Map.Entry<String, JsonElement> entry : object(key, all.get(key)).entrySet()) {
        values.put(entry.getKey(), read.apply(key + "." + entry.getKey(), entry.getValue()));
      }
    }
    return values;
  }

  private void known(String prefix, JsonObject object, List<String> keys) {
    for (String key : object.keySet()) {
      if (!keys.contains(key)) {
        throw new ModelException(
            "%s: there is no key '%s%s'; did you mean '%s%s'?"
                .formatted(source, prefix, key, prefix, nearest(key, keys)));
      }
    }
  }

  static String nearest(String word, List<String> known) {
    return known.stream().min(Comparator.comparingInt(other -> edits(word, other))).orElse("");
  }

  /** How many letters to add, drop or change (Levenshtein). */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j - 1], row[j]));
      }
    }
    return row[b.length()];
  }

  private JsonObject object(String path, JsonElement value) {
    if (!value.isJsonObject()) {
      throw bad(path, "an object", value);
    }
    return value.getAsJsonObject();
  }

  private String string(String path, JsonElement value) {
    if (!(value instanceof JsonPrimitive primitive)
        || !primitive.isString()
        || primitive.getAsString().isBlank()) {
      throw bad(path, "a text", value);
    }
    return primitive.getAsString();
  }

  private Values values(String path, JsonElement value) {
    return Values.of(numbers(path, value));
  }

  private float[] numbers(String path, JsonElement value) {
    if (!(value instanceof JsonArray array)) {
      return new float[] {number(path, value)};
    }
    float[] numbers = new float[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(path + "[" + i + "]", array.get(i));
    }
    if (numbers.length == 0) {
      throw bad(path, "at least one number", value);
    }
    return numbers;
  }

  private float number(String path, JsonElement value) {
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      float number = primitive.getAsFloat();
      if (Float.isFinite(number)) {
        return number;
      }
    }
    throw bad(path, "a number", value);
  }

  private OptionalInt whole(JsonObject object, String key, int least, int most) {
    JsonElement value = object.get(key);
    return value == null
        ? OptionalInt.empty()
        : OptionalInt.of((int) whole(key, value, least, most).longValue());
  }

  private Long whole(String path, JsonElement value, long least, long most) {
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      double number = primitive.getAsDouble();
      if (number == Math.rint(number) && number >= least && number <= most) {
        return (long) number;
      }
    }
    throw bad(path, "a whole number from %d to %d".formatted(least, most), value);
  }

  private ModelException bad(String path, String expected, @Nullable JsonElement was) {
    String given = String.valueOf(was);
    String shown = given.length() > 60 ? given.substring(0, 60) + "..." : given;
    return new ModelException(
        "%s: %s must be %s, was %s.".formatted(source, path, expected, shown));
  }
}
