package io.makebeliv.onnx.streaming;

import io.makebeliv.inference.ModelException;
import io.makebeliv.json.JsonDocument;
import io.makebeliv.json.JsonException;
import io.makebeliv.json.JsonPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads {@code voice.json}. What is not known is refused, so that no typo goes unnoticed. */
final class SidecarReader {

  private static final int VERSION = 1;
  private static final long BIGGEST = 16L << 20;

  /** Up to here every whole number is a {@code double} of its own. */
  private static final long MOST = 1L << 53;

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

  private SidecarReader() {}

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
    try {
      return read(source, JsonDocument.parse(json));
    } catch (JsonException e) {
      throw new ModelException("%s: %s".formatted(source, e.getMessage()), e);
    }
  }

  private static Sidecar read(String source, JsonPlace all) throws JsonException {
    all.expectObject(KEYS);
    JsonPlace version = all.get("version");
    if (version.wholeNumber() != VERSION) {
      throw version.bad("must be 1, which is all that this release knows");
    }
    OptionalInt rate = whole(all, "sampleRate", 1000, 384_000);
    OptionalInt inputRate = whole(all, "inputRate", 1000, 384_000);
    OptionalInt outputRate = whole(all, "outputRate", 1000, 384_000);
    String name = textOrNull(all, "name");
    return new Sidecar(
        source,
        name == null ? "" : name,
        graphs(all),
        inputRate.isPresent() ? inputRate : rate,
        outputRate.isPresent() ? outputRate : rate,
        whole(all, "chunk", 1, Chunks.MOST_FRAMES),
        whole(all, "context", 0, Chunks.MOST_FRAMES),
        whole(all, "future", 0, Chunks.MOST_FRAMES),
        whole(all, "delay", 0, Chunks.MOST_FRAMES),
        whole(all, "crossfade", 0, Chunks.MOST_FRAMES),
        textOrNull(all, "input"),
        textOrNull(all, "output"),
        each(all, "states", SidecarReader::state),
        each(all, "counters", SidecarReader::counter),
        each(all, "noise", SidecarReader::deviation),
        each(all, "constants", SidecarReader::values),
        each(all, "dimensions", place -> place.wholeNumber(1, Integer.MAX_VALUE)),
        each(all, "links", SidecarReader::text));
  }

  private static Sidecar.State state(JsonPlace place) throws JsonException {
    if (!place.value().isJsonObject()) {
      return new Sidecar.State(text(place), Values.ZEROS);
    }
    place.expectObject(List.of("output", "initial"));
    Optional<JsonPlace> initial = place.find("initial");
    return new Sidecar.State(
        textOrNull(place, "output"), initial.isPresent() ? values(initial.get()) : Values.ZEROS);
  }

  private static Sidecar.Counter counter(JsonPlace place) throws JsonException {
    place.expectObject(List.of("start", "step"));
    Optional<JsonPlace> start = place.find("start");
    Optional<JsonPlace> step = place.find("step");
    return new Sidecar.Counter(
        start.isPresent() ? start.get().wholeNumber(-MOST, MOST) : 0,
        step.isPresent() ? step.get().wholeNumber(-MOST, MOST) : 1);
  }

  private static OptionalDouble deviation(JsonPlace place) throws JsonException {
    double deviation = number(place);
    if (deviation < 0) {
      throw place.bad("a standard deviation is at least 0");
    }
    return OptionalDouble.of(deviation);
  }

  private static List<String> graphs(JsonPlace all) throws JsonException {
    Optional<JsonPlace> graphs = all.find("graphs");
    if (graphs.isEmpty()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (JsonPlace place : graphs.get().list()) {
      String name = text(place);
      if (!isFileName(name)) {
        throw place.bad("must be the name of a file in the same folder");
      }
      names.add(name);
    }
    if (names.isEmpty()) {
      throw graphs.get().bad("must name a file at least; leave it out");
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

  private interface Reading<T> {
    T of(JsonPlace place) throws JsonException;
  }

  private static <T> Map<String, T> each(JsonPlace all, String key, Reading<T> reading)
      throws JsonException {
    Map<String, T> values = new LinkedHashMap<>();
    Optional<JsonPlace> found = all.find(key);
    if (found.isPresent()) {
      for (Map.Entry<String, JsonPlace> member : found.get().members().entrySet()) {
        values.put(member.getKey(), reading.of(member.getValue()));
      }
    }
    return values;
  }

  private static @Nullable String textOrNull(JsonPlace object, String key) throws JsonException {
    Optional<JsonPlace> place = object.find(key);
    return place.isPresent() ? text(place.get()) : null;
  }

  private static String text(JsonPlace place) throws JsonException {
    String text = place.text();
    if (text.isBlank()) {
      throw place.bad("must not be empty");
    }
    return text;
  }

  private static Values values(JsonPlace place) throws JsonException {
    if (!place.value().isJsonArray()) {
      return Values.of(number(place));
    }
    List<JsonPlace> places = place.list();
    double[] numbers = new double[places.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(places.get(i));
    }
    if (numbers.length == 0) {
      throw place.bad("must be a number at least");
    }
    return Values.of(numbers);
  }

  private static double number(JsonPlace place) throws JsonException {
    double number = place.number();
    if (Math.abs(number) > Float.MAX_VALUE) {
      throw place.bad("is more than models compute with");
    }
    return number;
  }

  private static OptionalInt whole(JsonPlace object, String key, int least, int most)
      throws JsonException {
    Optional<JsonPlace> place = object.find(key);
    return place.isPresent()
        ? OptionalInt.of((int) place.get().wholeNumber(least, most))
        : OptionalInt.empty();
  }
}
