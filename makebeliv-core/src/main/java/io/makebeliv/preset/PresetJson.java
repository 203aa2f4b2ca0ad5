package io.makebeliv.preset;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.makebeliv.effect.EffectChain;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.BackendProvider;
import io.makebeliv.inference.PitchRange;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.json.JsonException;
import io.makebeliv.json.JsonPlace;
import io.makebeliv.json.RecordJson;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A preset as a JSON document. */
final class PresetJson {

  /** Goes up when an older makebeliv would misread a newer file. */
  private static final int SCHEMA = 1;

  private static final List<String> KEYS =
      List.of(
          "makebeliv",
          "name",
          "description",
          "backend",
          "settings",
          "model",
          "pitch",
          "formant",
          "robot",
          "range",
          "fluctuation",
          "input",
          "effects",
          "ambience");

  private static final Map<String, Fluctuation> FLUCTUATIONS = new LinkedHashMap<>();

  static {
    FLUCTUATIONS.put("off", Fluctuation.off());
    FLUCTUATIONS.put("natural", Fluctuation.natural());
    FLUCTUATIONS.put("lively", Fluctuation.lively());
    FLUCTUATIONS.put("singing", Fluctuation.singing());
    FLUCTUATIONS.put("legacy", Fluctuation.legacy());
  }

  private PresetJson() {}

  static void checkRanges(
      OptionalDouble pitch, OptionalDouble formant, OptionalDouble robot, PitchRange range) {
    new VoiceSettings(pitch.orElse(0), formant.orElse(1), robot.orElse(0), range);
  }

  /** Reads a preset of which the files are beside it. */
  static Preset read(JsonPlace document, Path folder) throws JsonException {
    JsonPlace schema = document.get("makebeliv");
    int written = schema.wholeNumber();
    if (written != SCHEMA) {
      throw schema.bad(
          "it is the preset's schema, and this makebeliv knows %d; %s"
              .formatted(
                  SCHEMA,
                  written > SCHEMA
                      ? "a newer one is needed"
                      : "there is none before it, write " + SCHEMA));
    }
    document.expectObject(KEYS);
    try {
      return new Preset(
          document.get("name").text(),
          text(document, "description"),
          voice(document, folder),
          number(document, "pitch"),
          number(document, "formant"),
          number(document, "robot"),
          range(document.find("range")),
          fluctuation(document.find("fluctuation")),
          effects(document.find("input")),
          effects(document.find("effects")),
          AmbienceJson.read(document.find("ambience"), folder));
    } catch (IllegalArgumentException e) {
      throw document.bad(String.valueOf(e.getMessage()));
    }
  }

  private static String text(JsonPlace document, String key) throws JsonException {
    Optional<JsonPlace> found = document.find(key);
    return found.isEmpty() ? "" : found.get().text();
  }

  private static OptionalDouble number(JsonPlace document, String key) throws JsonException {
    Optional<JsonPlace> found = document.find(key);
    return found.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(found.get().number());
  }

  private static VoiceChoice voice(JsonPlace document, Path folder) throws JsonException {
    Optional<JsonPlace> model = document.find("model");
    Optional<JsonPlace> backend = document.find("backend");
    Optional<JsonPlace> settings = document.find("settings");
    if (model.isPresent() && backend.isPresent()) {
      throw backend.get().bad("a voice with a model has its backend from there; leave it out");
    }
    if (settings.isPresent() && backend.isEmpty()) {
      throw settings.get().bad("they are those of a backend; name it");
    }
    if (model.isPresent()) {
      return VoiceChoice.model(folder.resolve(model.get().text()));
    }
    if (backend.isEmpty()) {
      return VoiceChoice.best();
    }
    Map<String, BackendProvider> providers =
        BackendProvider.installed().stream()
            .collect(
                Collectors.toMap(
                    BackendProvider::id,
                    Function.identity(),
                    (first, second) -> first,
                    LinkedHashMap::new));
    BackendProvider provider = backend.get().pick(providers);
    String id = provider.id();
    if (settings.isEmpty()) {
      return VoiceChoice.modelFree(id);
    }
    Optional<Record> usual = provider.settings();
    if (usual.isEmpty()) {
      throw settings.get().bad("the backend '" + id + "' has none");
    }
    return VoiceChoice.modelFree(id, RecordJson.read(settings.get(), usual.get()));
  }

  private static PitchRange range(Optional<JsonPlace> place) throws JsonException {
    return place.isEmpty() ? PitchRange.OWN : RecordJson.read(place.get(), PitchRange.OWN);
  }

  private static Fluctuation fluctuation(Optional<JsonPlace> place) throws JsonException {
    if (place.isEmpty()) {
      return Fluctuation.natural();
    }
    JsonPlace found = place.get();
    if (found.isText()) {
      return found.pick(FLUCTUATIONS);
    }
    Optional<JsonPlace> like = found.find("like");
    Fluctuation usual = like.isEmpty() ? Fluctuation.natural() : like.get().pick(FLUCTUATIONS);
    return RecordJson.read(found, usual, "like");
  }

  private static EffectChain effects(Optional<JsonPlace> list) throws JsonException {
    return list.isEmpty() ? EffectChain.empty() : EffectKinds.read(list.get());
  }

  /** Writes a preset whose files are named as seen from a folder. */
  static JsonObject write(Preset preset, Path folder) {
    JsonObject document = new JsonObject();
    document.add("makebeliv", new JsonPrimitive(SCHEMA));
    document.add("name", new JsonPrimitive(preset.name()));
    if (!preset.description().isEmpty()) {
      document.add("description", new JsonPrimitive(preset.description()));
    }
    VoiceChoice voice = preset.voice();
    voice.backend().ifPresent(id -> document.add("backend", new JsonPrimitive(id)));
    voice.settings().ifPresent(settings -> document.add("settings", RecordJson.write(settings)));
    voice
        .model()
        .ifPresent(model -> document.add("model", new JsonPrimitive(seenFrom(folder, model))));
    addNumber(document, "pitch", preset.pitch());
    addNumber(document, "formant", preset.formant());
    addNumber(document, "robot", preset.robot());
    if (!preset.range().isOwn()) {
      document.add("range", RecordJson.write(preset.range()));
    }
    document.add("fluctuation", fluctuation(preset.fluctuation()));
    addEffects(document, "input", preset.input());
    addEffects(document, "effects", preset.effects());
    AmbienceJson.write(preset.ambience(), folder)
        .ifPresent(ambience -> document.add("ambience", ambience));
    return document;
  }

  static String seenFrom(Path folder, Path file) {
    Path absolute = file.toAbsolutePath();
    Path home = folder.toAbsolutePath();
    Path named = absolute.startsWith(home) ? home.relativize(absolute) : absolute;
    return named.toString().replace(named.getFileSystem().getSeparator(), "/");
  }

  private static void addNumber(JsonObject document, String key, OptionalDouble value) {
    value.ifPresent(number -> document.add(key, RecordJson.number(number)));
  }

  private static void addEffects(JsonObject document, String key, EffectChain chain) {
    JsonArray list = EffectKinds.write(chain);
    if (!list.isEmpty()) {
      document.add(key, list);
    }
  }

  private static JsonElement fluctuation(Fluctuation fluctuation) {
    return FLUCTUATIONS.entrySet().stream()
        .filter(entry -> entry.getValue().equals(fluctuation))
        .findFirst()
        .<JsonElement>map(entry -> new JsonPrimitive(entry.getKey()))
        .orElseGet(() -> RecordJson.write(fluctuation));
  }
}
